"""What a colleague finds wrong with an answer reaches its owner, is due, and comes back with an answer."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.outbox import OutboxMail
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import Department, Role
from knowledge.remarks import EntryRemark
from tests.admin.entries.conftest import Desk, desk
from tests.admin.workplace import hidden_fields
from tests.one_database import database_url

__all__ = ["database_url", "desk"]
LIST = "/anmarkningar"


@pytest.fixture
def hans(desk: Desk) -> FlaskClient:
    """The browser of a handler of another department, who edits nothing."""
    streets = desk.workplace.group("Gator", "Gata och park")
    return desk.workplace.logged_in(desk.workplace.staff("Hans", Role.HANDLER, groups=(streets,)))


def say(desk: Desk, client: FlaskClient, text: str, **about: str) -> int:
    """Open the form about the entry, and send it twice; the answer's status."""
    page = client.get(f"{LIST}/ny", query_string={"svarspost": desk.entry_id, **about}).text
    sent = [client.post(f"{LIST}/ny", data=hidden_fields(page) | {"text": text}).status_code for _ in range(2)]
    return max(sent)


def do(client: FlaskClient, step: str, remark: int = 1, **fields: str) -> int:
    """Press a button of the list."""
    data = hidden_fields(client.get(LIST).text) | fields
    return client.post(f"{LIST}/{remark}/{step}", data=data).status_code


def mails(desk: Desk) -> list[OutboxMail]:
    """What has been posted, oldest first."""
    with desk.workplace.services.database.reading() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_a_remark_reaches_the_owner_and_its_answer_the_reporter(desk: Desk, hans: FlaskClient) -> None:
    """With the text, the case and a due time by mail, once for a form sent twice; answered, it is done with."""
    with desk.workplace.services.database.transaction() as session:
        session.get_one(Entry, desk.entry_id).owner_id = desk.member("Elsa").id
    number = desk.workplace.case("Plats", 2)
    assert say(desk, hans, "Priset är från i fjol, 811218-9876.", arende=number) == 303
    [told] = mails(desk)
    assert told.recipient == "elsa@provkoping.example"
    for words in ("Hans har skrivit", "Priset är från i fjol, [personnummer].", f"ärende {number}", "19 maj"):
        assert words in told.body
    page = desk.elsa.get(LIST).text
    assert "Priset är från i fjol" in page
    assert "svara senast" in page
    assert number not in page, "an editor who may not see the case is not told its number"
    assert do(desk.elsa, "svara", text=" ") == 400
    for _ in range(2):
        assert do(desk.elsa, "svara", text="Tack, det är ändrat.") == 303
    assert do(desk.elsa, "svara", text="Något annat.") == 409
    assert [(mail.recipient, "Tack, det är ändrat." in mail.body) for mail in mails(desk)[1:]] == [
        ("hans@provkoping.example", True)
    ]
    assert "Priset är från" not in desk.elsa.get(LIST).text
    assert re.search(f"Priset är från.+ärende {number}|ärende {number}.+Priset är från", hans.get(LIST).text, re.DOTALL)
    assert do(desk.elsa, "oppna") == 303
    assert "Priset är från" in desk.elsa.get(LIST).text


def test_the_entry_is_held_back_with_one_press_and_given_again(desk: Desk, hans: FlaskClient) -> None:
    """From the list itself; done twice it is done once, and whoever edits elsewhere may not."""
    say(desk, hans, "Fel länk.")
    other = desk.workplace.logged_in(desk.workplace.staff("Ulla", Role.EDITOR))
    assert do(other, "pausa") == 403
    for _ in range(2):
        assert do(desk.elsa, "pausa") == 303
    assert desk.stored().status is EntryStatus.PAUSED
    assert "Använd svaret igen" in desk.elsa.get(LIST).text
    assert do(desk.elsa, "ateruppta") == 303
    assert desk.stored().status is EntryStatus.PUBLISHED


def test_what_may_be_secret_is_in_no_mail_and_no_case_is_guessed(desk: Desk, hans: FlaskClient) -> None:
    """A confidential department's remark stands on the page alone; a case that one may not know of is not there."""
    with desk.workplace.services.database.transaction() as session:
        session.get_one(Department, 1).confidential = True
        session.get_one(Entry, desk.entry_id).owner_id = desk.member("Elsa").id
    secret = desk.workplace.case("Plats", desk.workplace.group("Annan", "Socialtjänst"), confidential=True)
    assert say(desk, hans, "Fel om bistånd.", arende=secret) == 404
    assert say(desk, hans, "Fel om bistånd.") == 303
    [mail] = mails(desk)
    assert "bistånd" not in mail.body
    with desk.workplace.services.database.reading() as session:
        assert [one.text for one in session.scalars(select(EntryRemark))] == ["Fel om bistånd."]
