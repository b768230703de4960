"""An entry in another language: a draft until somebody approves it, stale when the Swedish text changes."""

from __future__ import annotations

from sqlalchemy import select
from werkzeug.test import TestResponse

from knowledge.curation import save
from knowledge.entries import Entry, current_age
from knowledge.organisation import Department, Role
from knowledge.shown import match_of
from tests.admin.entries.conftest import Desk
from tests.admin.proof.questions import ask_in_test, run_all, runs
from tests.admin.workplace import hidden_fields
from tests.one_database import database_url

__all__ = ["database_url"]

FINNISH = {"question": "Miten haen paikkaa?", "answer": "**Hae** verkossa.", "steps": "Kirjaudu"}


def page(desk: Desk, code: str = "fi") -> str:
    """The language's page."""
    return desk.elsa.get(f"{desk.address}/sprak/{code}").text


def send(desk: Desk, action: str = "", seen: str = "", code: str = "fi", **typed: str) -> TestResponse:
    """Press a button of the page as it was at `seen`, or is now."""
    return desk.elsa.post(f"{desk.address}/sprak/{code}{action}", data=hidden_fields(seen or page(desk, code)) | typed)


def said(desk: Desk) -> dict[str, str]:
    """The answers that residents may meet, by language."""
    with desk.workplace.services.database.reading() as session:
        entry = session.get_one(Entry, desk.entry_id)
        return {code: text.answer for code, text in match_of(entry).translations.items()}


def test_a_translation_is_met_from_its_approval_until_the_swedish_text_changes(desk: Desk) -> None:
    """Every process is told of both; the page shows what has changed in Swedish since, and it can be withdrawn."""
    assert send(desk, **FINNISH).status_code == 303
    assert said(desk) == {}
    with desk.workplace.services.database.reading() as session:
        age = current_age(session)
    assert send(desk, "/godkann").status_code == 303
    assert said(desk) == {"fi": "**Hae** verkossa."}
    with desk.workplace.services.database.transaction() as session:
        assert current_age(session) != age
        entry = session.get_one(Entry, desk.entry_id)
        entry.answer = "Ring oss."
        save(session, entry, "ändrad", desk.workplace.services.clock())
    assert said(desk) == {}
    shown = page(desk)
    assert "Den svenska texten har ändrats" in shown
    assert "<ins>Ring oss</ins>" in shown
    assert "inaktuell" in desk.elsa.get(f"{desk.address}/sprak").text
    assert send(desk, **FINNISH | {"answer": "Soita."}).status_code == 303
    assert send(desk, "/godkann").status_code == 303
    assert said(desk) == {"fi": "Soita."}
    assert send(desk, "/dra-tillbaka").status_code == 303
    assert said(desk) == {}
    assert "Soita." in page(desk)


def test_the_proof_is_run_when_a_translation_is_met_and_when_it_is_no_more(desk: Desk) -> None:
    """A draft tells residents nothing, so nothing is run for it."""
    services = desk.workplace.services
    with services.database.transaction() as session:
        ask_in_test(session, "Köa till dagis", "FSK-01")
    send(desk, **FINNISH)
    assert run_all(services) == 0
    for step in ("/godkann", "/dra-tillbaka"):
        assert send(desk, step).status_code == 303
        assert run_all(services) == 1
    assert [run.about for run in runs(services)] == [["FSK-01"]] * 2


def test_a_stale_page_a_script_and_an_unknown_language_change_nothing(desk: Desk) -> None:
    """What was typed stands in the form; the same text twice is saved once."""
    before = page(desk)
    assert send(desk, **FINNISH).status_code == 303
    assert send(desk, seen=before, **FINNISH).status_code == 303
    late = send(desk, seen=before, **FINNISH | {"answer": "Toinen."})
    assert late.status_code == 409
    assert "Toinen." in late.text
    refused = send(desk, **FINNISH | {"answer": "[x](javascript:alert(1))"})
    assert (refused.status_code, "Rad 1: länken leder inte" in refused.text) == (400, True)
    assert desk.elsa.get(f"{desk.address}/sprak/sv").status_code == 404
    assert desk.elsa.get(f"{desk.address}/sprak/xx").status_code == 404
    shown = send(desk, **FINNISH | {"answer": "**Katso**"}, visa="ja").text
    assert "<strong>Katso</strong>" in shown
    assert "Hae" in page(desk)


def test_where_two_must_agree_nobody_approves_their_own_translation(desk: Desk) -> None:
    """Another editor of the department does."""
    with desk.workplace.services.database.transaction() as session:
        department = session.scalars(select(Department)).one()
        department.two_to_publish = True
        group = department.groups[0].id
    send(desk, **FINNISH)
    assert "någon annan godkänner" in page(desk)
    send(desk, "/godkann")
    assert said(desk) == {}
    other = desk.workplace.logged_in(desk.workplace.staff("Olle", Role.EDITOR, groups=(group,)))
    address = f"{desk.address}/sprak/fi"
    other.post(f"{address}/godkann", data=hidden_fields(other.get(address).text))
    assert said(desk) == {"fi": "**Hae** verkossa."}
