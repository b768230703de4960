"""An entry's address lasts, can be read aloud, and leads to the entry whatever its number looks like."""

from __future__ import annotations

import pytest

from assistant.chat.faq.addresses import on_the_web, slug
from knowledge.curation import save
from knowledge.entries import Entry
from tests.assistant.chat.faq.reader import PRESCHOOL, Faq, Reader
from tests.factories import THEN, add_entry, group_of


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("Hur säger jag upp en förskoleplats?", "hur-sager-jag-upp-en-forskoleplats"),
        ("Får jag elda gräs & löv – på ÅKERN?", "far-jag-elda-gras-lov-pa-akern"),
        ("Café à la carte/../etc", "cafe-la-carte-etc"),
        ("???", "fraga"),
        ("ما هذا؟", "fraga"),
        (" ".join(["kommunfullmäktige"] * 9), "-".join(["kommunfullmaktige"] * 3)),
        ("x" * 300, "x" * 70),
    ],
)
def test_a_question_becomes_plain_letters(question: str, part: str) -> None:
    """Small letters, digits and hyphens, whole words where there are any, never too long and never nothing."""
    assert slug(question) == part


def test_an_address_is_told_as_the_town_is_known() -> None:
    """Whatever folder the application is mounted in on its own server."""
    assert on_the_web("https://a.example/svar/", "/intern/fragor", "/intern") == "https://a.example/svar/fragor"


def test_other_words_behind_the_number_lead_to_the_right_ones(rut: Reader) -> None:
    """For good, and with the rest of the address kept."""
    for words in ("", "/", "/fel", "/hjalpte", "/å"):
        answer = rut.client.get(f"/fragor/FSK-01{words}?lang=en")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{PRESCHOOL}?lang=en"), words


def test_a_changed_question_keeps_the_old_address_alive(faq: Faq, rut: Reader) -> None:
    """Whoever has saved the page finds it again."""
    with faq.services.database.transaction() as session:
        entry = session.get_one(Entry, faq.entry("FSK-01").id)
        entry.question = "Hur slutar mitt barn i förskolan?"
        save(session, entry, "omskriven", THEN)
    moved = rut.client.get(PRESCHOOL)
    assert (moved.status_code, moved.headers["Location"]) == (301, "/fragor/FSK-01/hur-slutar-mitt-barn-i-forskolan")


@pytest.mark.parametrize("number", ["12/3", "A 1", "Å-7", "1.2", "50 %", "a?b#c", "FSK-01/x"])
def test_any_number_of_a_checklist_has_a_page(faq: Faq, rut: Reader, number: str) -> None:
    """Its list links to it, and its forms reach it."""
    with faq.services.database.transaction() as session:
        add_entry(session, group_of(session, "Gator och park").department, "Var finns sandlådor?", number=number)
    rut.open("/fragor", q="sandlådor")
    address = rut.page.split('class="result__title" href="')[1].split('"')[0]
    assert "Var finns sandlådor?" in rut.open(address)
    form = rut.page.split('action="')[1].split('"')[0]
    assert form.endswith("/hjalpte")
    assert rut.send(form, hjalpte="ja").status_code == 303
    assert "Vad bra att svaret hjälpte" in rut.read()


NOBODYS = (
    "/fragor/XXX-1/hur",
    "/fragor/fsk-01/hur",
    "/fragor/%00/x",
    "/fragor/FSK-01%00/x",
    "/fragor/%ff%fe/x",
    "/fragor/%ED%A0%80/x",
    "/fragor/" + "9" * 3000,
    "/fragor/' OR 1=1 --/x",
    "/fragor/{{7*7}}/x",
    "/fragor//",
    "/fragor/..%2f..%2fetc/passwd",
    "/fragor/IFO-02/hur-gor-jag-en-orosanmalan-om-ett-barn",
)


def test_what_no_entry_is_called_is_not_there(rut: Reader) -> None:
    """Also an entry that only the department may read looks as if it were not there."""
    for address in NOBODYS:
        answer = rut.client.get(address, follow_redirects=True)
        assert answer.status_code == 404, address
        assert "Sidan finns inte" in answer.text, address
        assert "orosanm" not in answer.text, address
