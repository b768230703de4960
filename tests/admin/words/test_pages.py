"""The words' pages: a change is tried on the test questions before it is saved, logged, and undone again."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from knowledge.audit import AuditEntry, What
from knowledge.background_job import BackgroundJob
from knowledge.organisation import Role
from knowledge.town_words import TownWord
from tests.admin.proof.questions import ask_in_test, run_all
from tests.admin.workplace import Workplace, hidden_fields
from tests.factories import small_town
from tests.knowledge.asking import numbers
from tests.one_database import database_url

__all__ = ["database_url"]
NEW, ASKED = "/ord/ny", "hur blir man av med sitt knattebo"
PAIR = {"said": "knattebo", "official": "förskoleplats, förskola", "language": "sv"}


@pytest.fixture
def rut(workplace: Workplace) -> FlaskClient:
    """The browser of an editor in the small town."""
    with workplace.services.database.transaction() as session:
        small_town(session)
    return workplace.logged_in(workplace.staff("Rut", Role.EDITOR))


def send(client: FlaskClient, page: str, action: str = "", **fields: str) -> TestResponse:
    """Send a page's form."""
    return client.post(action or page, data=hidden_fields(client.get(page).text) | fields)


def go_on(client: FlaskClient, workplace: Workplace, action: str, answer: TestResponse, **fields: str) -> TestResponse:
    """Wait until the change has been tried, then press the button that saves."""
    assert answer.status_code == 200
    assert "Spara ändringen" not in answer.text
    assert run_all(workplace.services) == 1
    shown = client.post(action, data=hidden_fields(answer.text) | fields)
    assert "Det här gör ändringen" in shown.text
    return client.post(action, data=hidden_fields(shown.text) | fields)


def row(workplace: Workplace) -> TownWord:
    """The only word."""
    with workplace.services.database.reading() as session:
        return session.scalars(select(TownWord)).one()


def test_a_pair_is_tried_before_it_is_saved_and_used_at_once(workplace: Workplace, rut: FlaskClient) -> None:
    """What it does to the test questions is shown; saved, it is found with and stands in the log of changes."""
    with workplace.services.database.transaction() as session:
        ask_in_test(session, "knattebo", "FSK-02")
    assert not any(number.startswith("FSK") for number in numbers(workplace.services, ASKED))
    tried = send(rut, NEW, **PAIR)
    key = re.findall(r"/ord/verkan/([0-9a-f]{64})", tried.text)[0]
    assert "Prövar ändringen" in rut.get(f"/ord/verkan/{key}").text
    assert go_on(rut, workplace, NEW, tried, **PAIR).status_code == 303
    assert 'name="tried"' in rut.get(f"/ord/verkan/{key}").text
    assert "knattebo" in rut.get("/ord").text
    assert numbers(workplace.services, ASKED)[0].startswith("FSK")
    with workplace.services.database.reading() as session:
        logged = session.scalars(select(AuditEntry).where(AuditEntry.what == What.WORD)).one()
        assert (logged.subject, logged.before, logged.after["official"]) == ("knattebo", {}, PAIR["official"])
        waiting = session.scalars(select(BackgroundJob).where(BackgroundJob.kind == "proof")).one()
        assert waiting.payload["about"] == ["knattebo"]


def test_without_test_questions_the_change_is_asked_about_all_the_same(workplace: Workplace, rut: FlaskClient) -> None:
    """A stop phrase, added, taken away and taken back: each asks first; sent twice it is done once."""
    fields = {"said": "Skickat från min Iphone", "sort": "stoppfraser"}
    asked = rut.post(NEW, data=hidden_fields(rut.get(NEW, query_string={"sort": "stoppfraser"}).text) | fields)
    assert "inga provfrågor att pröva" in asked.text
    saving = hidden_fields(asked.text) | fields
    for _ in range(2):
        assert rut.post(NEW, data=saving).status_code in (200, 303)
    assert (row(workplace).key, row(workplace).official) == ("skickat från min iphone", "")
    page = f"/ord/{row(workplace).id}"
    for action, active in (("ta-bort", False), ("tillbaka", True)):
        asked = send(rut, page, f"{page}/{action}")
        assert (asked.status_code, row(workplace).active) == (200, not active)
        assert rut.post(f"{page}/{action}", data=hidden_fields(asked.text)).status_code == 303
        assert row(workplace).active is active
    with workplace.services.database.reading() as session:
        assert len(session.scalars(select(AuditEntry).where(AuditEntry.what == What.WORD)).all()) == 3


def test_a_word_is_changed_but_never_over_somebody_elses_change(workplace: Workplace, rut: FlaskClient) -> None:
    """A stale form shows what is stored now, and saves nothing."""
    asked = send(rut, NEW, **PAIR)
    rut.post(NEW, data=hidden_fields(asked.text) | PAIR)
    page = f"/ord/{row(workplace).id}"
    old = hidden_fields(rut.get(page).text)
    first = PAIR | {"official": "barnomsorg"}
    asked = rut.post(page, data=old | first)
    assert rut.post(page, data=hidden_fields(asked.text) | first).status_code == 303
    behind = rut.post(page, data=old | PAIR | {"official": "fritidshem"})
    assert behind.status_code == 409
    assert "barnomsorg" in behind.text
    assert row(workplace).official == "barnomsorg"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"said": " "}, "Skriv ordet eller uttrycket."),
        ({"said": "?!"}, "Skriv minst ett ord med bokstäver."),
        ({"official": ", ,"}, "Skriv minst ett ord med bokstäver."),
        ({"official": ""}, "Skriv kommunens ord."),
        ({"said": "x" * 201}, "Högst 200 tecken"),
    ],
)
def test_what_cannot_be_kept_is_refused(rut: FlaskClient, changed: dict[str, str], said: str) -> None:
    """With a sentence, and what was typed is still there."""
    answer = send(rut, NEW, **(PAIR | changed))
    assert answer.status_code == 400
    assert said in answer.text
    assert (PAIR | changed)["official"] in answer.text


def test_an_expression_stands_once(workplace: Workplace, rut: FlaskClient) -> None:
    """Another capital or space is the same; one that was taken away comes back with the new words."""
    asked = send(rut, NEW, **PAIR)
    rut.post(NEW, data=hidden_fields(asked.text) | PAIR)
    again = PAIR | {"said": " KNATTEBO", "official": "fritidshem"}
    assert "finns redan i listan" in send(rut, NEW, **again).text
    page = f"/ord/{row(workplace).id}"
    asked = send(rut, page, f"{page}/ta-bort")
    rut.post(f"{page}/ta-bort", data=hidden_fields(asked.text))
    assert "knattebo" not in rut.get("/ord").text
    asked = send(rut, NEW, **again)
    assert rut.post(NEW, data=hidden_fields(asked.text) | again).status_code == 303
    assert (row(workplace).active, row(workplace).official) == (True, "fritidshem")


def test_a_made_up_key_shows_nothing(rut: FlaskClient) -> None:
    """The part that waits answers for its own keys alone."""
    assert "gick inte att pröva" in rut.get(f"/ord/verkan/{'0' * 64}").text
    assert rut.get("/ord/verkan/..").status_code == 404
    assert rut.get("/ord/9999999999").status_code == 404
