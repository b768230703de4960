"""A resident who wants to be called: what the handler sees, and what the two buttons do."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from assistant.cases.call_back import CallBack, CallTime
from assistant.cases.case import Case, EventKind, Line, Status
from assistant.cases.message import Author, MessageKind
from assistant.cases.outbox import OutboxMail
from assistant.engine.answer import Channel
from tests.admin.workplace import NOW, Workplace, send

PHONE = "070-123 45 67"


@pytest.fixture
def number(workplace: Workplace, group: int) -> str:
    """A case whose resident waits by the phone."""
    number = workplace.case("Plats", group, channel=Channel.CHAT, email="eva@hem.example")
    with workplace.services.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        case.call_back = CallBack(phone=PHONE, wished=CallTime.AFTERNOON, asked_at=NOW)
    return number


def numbers_kept(workplace: Workplace) -> list[str]:
    """Every phone number that waits."""
    with workplace.services.database.reading() as session:
        return list(session.scalars(select(CallBack.phone)))


def kinds(workplace: Workplace, number: str) -> list[EventKind]:
    """What has happened to the case."""
    with workplace.services.database.reading() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        return [event.kind for event in case.events]


def test_the_case_and_the_list_say_whom_to_call(anna: FlaskClient, number: str) -> None:
    """The number as a link to call, the time they would rather have, and a word in the list."""
    page = anna.get(f"/arenden/{number}").text
    assert 'Ring upp: <a href="tel:0701234567">070-123 45 67</a>, helst på eftermiddagen' in page
    assert ">ring upp</span>" in anna.get("/arenden").text


def test_a_case_that_nobody_is_to_be_called_in_has_no_such_part(
    workplace: Workplace, group: int, anna: FlaskClient
) -> None:
    """And its buttons, sent from elsewhere, do nothing."""
    plain = workplace.case("Plats", group)
    assert "Ring upp" not in anna.get(f"/arenden/{plain}").text
    assert send(anna, plain, "ringd").status_code == 409
    assert send(anna, plain, "ej-nadd").status_code == 409
    assert workplace.stored(plain).status is Status.OPEN


def test_a_call_is_an_answer_and_the_number_goes(workplace: Workplace, anna: FlaskClient, number: str) -> None:
    """Answered by a person, in the department's line, in words the resident can read; no mail says it again."""
    assert send(anna, number, "ringd").status_code == 303
    case, said = workplace.stored(number), workplace.messages(number)[-1]
    assert (case.status, case.answered_at, case.line) == (Status.WAITING, NOW, Line.DEPARTMENT)
    assert (said.author, said.kind) == (Author.STAFF, MessageKind.REPLY)
    assert said.text == "Jag ringde dig onsdag 13 maj kl. 10.00."
    assert numbers_kept(workplace) == []
    assert EventKind.CALLED in kinds(workplace, number)
    with workplace.services.database.reading() as session:
        assert session.scalars(select(OutboxMail)).all() == []


def test_a_call_that_was_pressed_twice_is_one(workplace: Workplace, anna: FlaskClient, number: str) -> None:
    """The same page's button again tells that something has happened, and does nothing."""
    page = anna.get(f"/arenden/{number}").text
    send(anna, number, "ringd", page)
    assert send(anna, number, "ringd", page).status_code == 409
    assert kinds(workplace, number).count(EventKind.CALLED) == 1


def test_nobody_answered_the_phone(workplace: Workplace, anna: FlaskClient, number: str) -> None:
    """It is written down, and the number stays for another try."""
    assert send(anna, number, "ej-nadd").status_code == 303
    assert numbers_kept(workplace) == [PHONE]
    assert (workplace.stored(number).status, workplace.stored(number).answered_at) == (Status.OPEN, None)
    assert EventKind.CALL_MISSED in kinds(workplace, number)


def test_closing_the_case_forgets_the_number(workplace: Workplace, anna: FlaskClient, number: str) -> None:
    """A number is kept no longer than it is needed; a written answer alone leaves it."""
    send(anna, number, "svara", text="Hej! Jag ringer i eftermiddag.", then="wait")
    assert numbers_kept(workplace) == [PHONE]
    send(anna, number, "stang")
    assert numbers_kept(workplace) == []
