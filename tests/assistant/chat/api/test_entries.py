"""The entries through the API: found, listed, read; and only those that everyone may read."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from sqlalchemy import select

from knowledge.audience import Audience
from knowledge.entries import Entry, EntryStatus
from tests.assistant.chat.api.program import Program
from tests.assistant.chat.site import ANSWER, CLEAR, LINK, Site
from tests.factories import add_department, add_entry


def test_a_search_finds_the_entry(program: Program) -> None:
    """The nearest first, with what a list needs; words that mean nothing find nothing."""
    found = program.get("/entries?q=säga upp platsen på dagis").get_json()
    assert found["entries"][0]["question"] == CLEAR
    assert found["entries"][0]["department"] == "Förskola och fritidshem"
    assert program.get("/entries?q=qqqzzz").get_json() == {"entries": [], "found": 0, "page": 1, "pages": 1}


def test_without_words_every_entry_is_listed_page_by_page(site: Site, program: Program) -> None:
    """Each once; a page beyond the last is the last."""
    with site.services.database.transaction() as session:
        streets = add_department(session, "Gator", group="Gator")
        for number in range(40):
            add_entry(session, streets, f"Fråga nummer {number}?", number=f"GAT-{number:02}")
    pages = [program.get(f"/entries?page={page}").get_json() for page in (1, 2, 3)]
    numbers = [entry["number"] for page in pages for entry in page["entries"]]
    assert [len(page["entries"]) for page in pages] == [20, 20, 4]
    assert len(set(numbers)) == pages[0]["found"] == 44
    assert program.get("/entries?page=99").get_json() == pages[2]


def test_an_entry_is_read_by_its_number(program: Program) -> None:
    """The whole card, with the address of its page."""
    number = program.get("/entries?q=säga upp platsen").get_json()["entries"][0]["number"]
    card = program.get(f"/entries/{quote(number)}").get_json()
    assert (card["number"], card["heading"]) == (number, CLEAR)
    assert card["text"].startswith(ANSWER)
    assert card["services"][0]["url"] == LINK


def test_what_is_not_for_everyone_does_not_exist(site: Site, program: Program) -> None:
    """An entry for staff, a draft and one that was never there are answered alike; one that is over is gone."""
    with site.services.database.transaction() as session:
        streets = add_department(session, "Gator", group="Gator")
        add_entry(session, streets, "Bara för oss?", number="G-1", audience=Audience.FIRST_LINE)
        add_entry(session, streets, "Ett utkast?", number="G-2")
        add_entry(session, streets, "Förra året?", number="G-3", valid_to=date(2025, 12, 31))
        session.scalars(select(Entry).where(Entry.number == "G-2")).one().status = EntryStatus.DRAFT
    answers = [program.get(f"/entries/{number}") for number in ("G-1", "G-2", "G-9")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert answers[0].get_json() == answers[1].get_json() == answers[2].get_json()
    assert program.get("/entries/G-3").status_code == 410
    listed = program.get("/entries").get_json()["entries"]
    assert not {"G-1", "G-2", "G-3"} & {entry["number"] for entry in listed}
