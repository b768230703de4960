"""Writing an entry: a draft beside what is approved, refused with its place, never over somebody else's text."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin.background.kinds import run_waiting_jobs
from knowledge.content import Content
from knowledge.curation import approve
from knowledge.drafts import DraftState, EntryDraft, working_content
from knowledge.entries import Entry, EntryStatus, Revision
from knowledge.organisation import Role
from tests.admin.entries.conftest import Desk
from tests.admin.proof.questions import ask_in_test
from tests.admin.workplace import hidden_fields
from tests.factories import add_department, add_entry
from tests.one_database import database_url

__all__ = ["database_url"]

OWNER = "Barn och utbildning"


def fields(page: str) -> dict[str, str]:
    """What the form on the page holds."""
    found = hidden_fields(page) | dict(re.findall(r'<input id="[^"]+" name="(\w+)"[^>]* value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea id="\w+" name="(\w+)"[^>]*>([^<]*)</textarea>', page))
    return found | {"owner": OWNER, "audience": "everyone"}


def write(desk: Desk, page: str = "", **typed: str) -> TestResponse:
    """Change the entry as its form stood on `page`, or stands now."""
    form = fields(page or desk.elsa.get(f"{desk.address}/redigera").text)
    return desk.elsa.post(f"{desk.address}/redigera", data=form | typed)


def working(desk: Desk, entry_id: int | None = None) -> Content:
    """What an editor goes on writing."""
    with desk.workplace.services.database.reading() as session:
        return working_content(session, session.get_one(Entry, entry_id or desk.entry_id))


def revisions(desk: Desk) -> int:
    """How many texts have been kept of the entry."""
    with desk.workplace.services.database.reading() as session:
        return len(session.scalars(select(Revision).where(Revision.entry_id == desk.entry_id)).all())


def test_a_changed_text_is_a_draft_and_twice_sent_is_once_saved(desk: Desk) -> None:
    """The residents' text stands; every field is kept; the same form again does nothing."""
    page = desk.elsa.get(f"{desk.address}/redigera").text
    typed = {
        "answer": "**Sök** i e-tjänsten.",
        "steps": "Logga in\n\nVälj förskola",
        "phrasings": "Köa till dagis\nFå plats",
        "link_label": "Avgifter",
        "link_url": "https://www.prov.example/avgifter",
        "valid_to": "2026-12-24",
        "reason": "nytt system",
    }
    assert write(desk, page, **typed).status_code == 303
    kept = revisions(desk)
    assert write(desk, page, **typed).status_code == 303
    assert revisions(desk) == kept
    assert desk.stored().answer == "Gör det i e-tjänsten."
    now = working(desk)
    assert (now["answer"], now["steps"]) == ("**Sök** i e-tjänsten.", ["Logga in", "Välj förskola"])
    assert (now["phrasings"], now["valid_to"]) == (["Köa till dagis", "Få plats"], "2026-12-24")
    assert now["links"] == [["Avgifter", "https://www.prov.example/avgifter"]]
    assert now["number"] == "FSK-01"


def test_whoever_writes_over_a_scheduled_text_is_told_first(desk: Desk) -> None:
    """What is approved and waits has to be approved again; who opens the page sees that before they write."""
    write(desk, answer="Till våren.")
    assert "måste den godkännas igen" not in desk.elsa.get(f"{desk.address}/redigera").text
    with desk.workplace.services.database.transaction() as session:
        now = desk.workplace.services.clock()
        approve(session, session.get_one(Entry, desk.entry_id), "", now, publish_at=now + timedelta(days=1))
    assert "måste den godkännas igen" in desk.elsa.get(f"{desk.address}/redigera").text


def test_a_text_can_be_sent_for_approval_at_once(desk: Desk) -> None:
    """Also one that was saved before and is not changed any more."""
    write(desk, answer="Ny text.")
    assert write(desk, gor="granska").status_code == 303
    with desk.workplace.services.database.reading() as session:
        assert session.get_one(EntryDraft, desk.entry_id).state is DraftState.REVIEW


def test_a_saved_text_is_tried_and_a_loss_is_not_published_without_a_word(desk: Desk) -> None:
    """Nobody has to ask for it: what the draft would lose stands on its page, and approving it wants a reason."""
    services = desk.workplace.services
    with services.database.transaction() as session:
        ask_in_test(session, "Köa till dagis", "FSK-01")
    write(desk, phrasings="", question="Vad är en sandlåda?")
    run_waiting_jobs(services)
    assert "Fler provfrågor blir sämre än bättre" in desk.page()
    assert desk.send("godkann").status_code == 409
    assert desk.send("godkann", reason="frågan är en annan").status_code == 303


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answer": "Rad ett\n<script>alert(1)</script>"}, "Rad 2: HTML-kod tas inte emot"),
        ({"answer": "[x](javascript:alert(1))"}, "Rad 1: länken leder inte till en webbadress"),
        ({"steps": "Klicka [här](data:text/html,x)"}, "Rad 1: länken leder inte"),
        ({"question": " "}, "Skriv frågan."),
        ({"e_service": "javascript:alert(1)"}, "Skriv hela adressen till e-tjänsten"),
        ({"link_url": "www.prov.example"}, "Länk 1 har ingen hel webbadress"),
        ({"see_also": "FSK-01"}, "kan inte hänvisa till sig själv"),
        ({"see_also": "XYZ-99"}, "ingen svarspost med numret XYZ-99"),
        ({"valid_from": "2026-05-02", "valid_to": "2026-05-01"}, "Sista dagen ligger före"),
        ({"owner": "Någon annans förvaltning"}, "Välj en förvaltning i listan."),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_saved(desk: Desk, typed: dict[str, str], said: str) -> None:
    """The rest of what was typed stands in the form, for the next try."""
    kept = revisions(desk)
    answer = write(desk, **{"subject": "Kölista", **typed})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="Kölista"' in answer.text
    assert "<script>alert" not in answer.text
    assert revisions(desk) == kept


def test_two_editors_in_one_entry_see_each_others_text(desk: Desk) -> None:
    """The later save is stopped once and shows both; sent again it is that editor's decision."""
    page = desk.elsa.get(f"{desk.address}/redigera").text
    assert write(desk, answer="Den första texten.").status_code == 303
    late = write(desk, page, answer="Den andra texten.")
    assert late.status_code == 409
    assert "Någon annan har sparat en ny text" in late.text
    assert "första" in late.text
    assert working(desk)["answer"] == "Den första texten."
    assert write(desk, late.text, answer="Den andra texten.").status_code == 303
    assert working(desk)["answer"] == "Den andra texten."


def test_a_new_entry_gets_the_next_number_and_a_taken_one_is_refused(desk: Desk) -> None:
    """A double press makes one entry; nobody but its editors has seen it."""
    page = desk.elsa.get("/svarsposter/ny?fraga=Vad+kostar+maten%3F").text
    assert 'value="Vad kostar maten?"' in page
    form = fields(page) | {"answer": "Den ingår."}
    first, second = (desk.elsa.post("/svarsposter/ny", data=form) for _ in range(2))
    assert (first.status_code, first.location) == (303, second.location)
    with desk.workplace.services.database.reading() as session:
        made = session.scalars(select(Entry).where(Entry.question == "Vad kostar maten?")).one()
        assert (made.number, made.status) == ("FSK-02", EntryStatus.DRAFT)
    taken = desk.elsa.post("/svarsposter/ny", data=form | {"question": "En annan?", "number": "FSK-01"})
    assert taken.status_code == 400
    assert "Numret FSK-01 finns redan" in taken.text


def test_an_editor_writes_in_their_own_departments_alone(desk: Desk) -> None:
    """Neither another department's entry nor a new one there."""
    with desk.workplace.services.database.transaction() as session:
        other = add_entry(session, add_department(session, "Gator"), "När plogas det?", number="GAT-01").id
    assert desk.elsa.get(f"/svarsposter/{other}/redigera").status_code == 403
    assert desk.elsa.post(f"/svarsposter/{other}/redigera", data=fields(desk.page())).status_code in (400, 403)
    page = desk.elsa.get("/svarsposter/ny").text
    assert "Gator" not in page
    nobody = desk.workplace.logged_in(desk.workplace.staff("Nils", Role.EDITOR))
    assert nobody.get("/svarsposter/ny").status_code == 403


def test_the_preview_is_card_letter_and_page_with_hints_and_saves_nothing(desk: Desk) -> None:
    """The letter is plain text with the town's signature; a ring, an office word and a twin are told."""
    with desk.workplace.services.database.transaction() as session:
        department = session.get_one(Entry, desk.entry_id).department
        add_entry(session, department, "Vad kostar platsen?", number="FSK-07", see_also=["FSK-01"])
    kept = revisions(desk)
    form = fields(desk.elsa.get(f"{desk.address}/redigera").text)
    typed = {
        "question": "Vad kostar platsen?",
        "answer": "**Max** avgift erläggs. Det gäller ej fritids.",
        "steps": "Räkna ut avgiften",
        "see_also": "FSK-07",
    }
    shown = desk.elsa.post(f"{desk.address}/redigera/visa", data=form | typed).text
    assert shown.count("<strong>Max</strong> avgift") == 2
    assert "Max avgift erläggs. Det gäller ej fritids.\n\nGör så här:\n1. Räkna ut avgiften" in shown
    assert "Med vänlig hälsning" in shown
    assert "FSK-01 → FSK-07 → FSK-01" in shown
    assert "ej: inte" in shown
    assert "FSK-07 Vad kostar platsen?</a> (samma fråga)" in shown
    whole = desk.elsa.post(f"{desk.address}/redigera", data=form | typed | {"gor": "visa"}).text
    assert "<strong>Max</strong> avgift" in whole
    assert "**Max** avgift" in whole
    assert revisions(desk) == kept
