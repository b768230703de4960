"""The clock's mails on their way out, and what becomes of a reply to one."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from email.policy import default

import pytest
from sqlalchemy import select

from assistant.cases.case import Case
from assistant.cases.message import Message as CaseMessage
from assistant.cases.message import MessageKind
from assistant.cases.outbox import MailKind, SendState
from assistant.services import Services
from mail_gateway.deliver import deliver_waiting
from tests.assistant.escalation.watched import ALARM, CHEF, Watched, at
from tests.fakes import Clock
from tests.mail_gateway.post_room import case_of, outbox, take_in, write
from tests.servers.smtp import CapturingSmtp


@pytest.fixture
def told(town: Services, clock: Clock) -> Watched:
    """An alarm about the first case has gone out to the handler and the manager."""
    watched = Watched(town)
    watched.case(handler=watched.maja_id)
    watched.round(ALARM)
    clock.now = at(ALARM)
    deliver_waiting(town)
    return watched


def sent(told: Watched) -> Message:
    """The manager's alarm as it was sent."""
    (mail,) = told.mails(CHEF)
    assert mail.state is SendState.SENT
    assert mail.rendered is not None
    return message_from_bytes(mail.rendered, policy=default)


def test_an_alarm_is_a_plain_mail_that_no_robot_answers(told: Watched) -> None:
    """No greeting, no signature, marked as automatic, with no case's number in its id."""
    mail = sent(told)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "OOF" in mail["X-Auto-Response-Suppress"]
    assert mail["Message-ID"].startswith("<fl.0000-000000.")
    assert mail["Subject"].startswith("Larm: ärende ")
    assert mail.get_content_type() == "text/plain"
    assert "Med vänlig hälsning" not in mail.get_content()


@pytest.mark.parametrize("sender", ["chefen.chef@prov.example", "maja.lind@prov.example"])
def test_a_reply_to_an_alarm_is_read_by_a_person_and_reaches_no_resident(told: Watched, sender: str) -> None:
    """Also where it names the case: it is no answer, in no resident's case, and no robot answers it."""
    alarm = sent(told)
    subject = f"Sv: {alarm['Subject']} [#{told.stored(1).number}]"
    text = "Maja, kan du ta den här i dag?"
    reply = write(text, sender=sender, message_id="<r@x>", subject=subject, In_Reply_To=alarm["Message-ID"])
    stored = take_in(told.services, reply)
    with told.services.database.reading() as session:
        case = case_of(session, stored)
        assert case.handed_over_at is not None
        assert case.id != 1
        replies = select(CaseMessage).where(CaseMessage.kind == MessageKind.REPLY)
        assert session.scalars(replies).all() == []
        assert session.get_one(Case, 1).answered_at is None
    assert {mail.kind for mail in outbox(told.services) if mail.recipient == sender} == {MailKind.DEADLINE}


def test_an_alarm_that_cannot_be_delivered_touches_no_case(town: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """It stands among the mails that failed."""
    watched = Watched(town)
    case = watched.case(handler=watched.maja_id)
    watched.round(ALARM)
    smtp.refuse(CHEF, "550 5.1.1 no such user")
    clock.now = at(ALARM)
    deliver_waiting(town)
    assert watched.mails(CHEF)[0].state is SendState.FAILED
    assert [event.detail["told"] for event in watched.events(case)][-1] == [watched.maja_id, watched.chef_id]
