"""Senders that die, are slow or are many: the outbox survives them, and each mail goes out once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, Status
from assistant.cases.outbox import MailKind, OutboxMail, SendState
from assistant.services import Services
from mail_gateway.deliver import deliver_waiting
from mail_gateway.sending.claims import Claim, claim, take_back_abandoned
from mail_gateway.sending.outcomes import Outcomes
from mail_gateway.sending.smtp import Attempt, Result
from tests.fakes import Clock
from tests.mail_gateway.post_room import DIFFICULT, outbox, read, take_in, together, write
from tests.servers.smtp import CapturingSmtp


def answer(services: Services) -> OutboxMail:
    """The one automatic answer, as it is now."""
    (mail,) = outbox(services, MailKind.ANSWER)
    return mail


def status(services: Services) -> Status:
    """The status of the one case."""
    with services.database.reading() as session:
        return session.scalars(select(Case)).one().status


def abandon(services: Services, *, text_begun: bool) -> Claim:
    """A sender claims the mail and dies, before the text or after it has begun."""
    (claimed,) = claim(services, 20)
    if text_begun:
        assert Outcomes(services).may_send(claimed)
    return claimed


@pytest.mark.parametrize("text_begun", [False, True])
def test_7e_a_sender_that_died_is_noticed(town: Services, smtp: CapturingSmtp, clock: Clock, text_begun: bool) -> None:
    """After its lease: before the text the mail goes again, after it nobody knows (crash table 6 and 7)."""
    take_in(town, write())
    abandon(town, text_begun=text_begun)
    clock.forward(minutes=14)
    assert deliver_waiting(town) == 0, "it may still be at work"
    clock.forward(minutes=2)
    assert deliver_waiting(town) == (0 if text_begun else 1)
    assert answer(town).state is (SendState.UNCERTAIN if text_begun else SendState.SENT)
    assert len(smtp.mails) == (0 if text_begun else 1)
    assert status(town) is (Status.OPEN if text_begun else Status.CLOSED)


def test_a_mail_that_ends_its_sender_each_time_goes_to_a_person(town: Services, clock: Clock) -> None:
    """It is not tried for ever."""
    take_in(town, write())
    for _ in range(12):
        assert answer(town).state is SendState.PENDING
        abandon(town, text_begun=False)
        clock.forward(minutes=16)
        take_back_abandoned(town)
    assert (answer(town).state, status(town)) == (SendState.FAILED, Status.OPEN)


def test_a_slow_sender_finds_its_mail_taken(town: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """Paused for longer than its lease before the text, it does not send what another has sent; nor undo it."""
    take_in(town, write())
    slow = abandon(town, text_begun=False)
    clock.forward(minutes=16)
    assert deliver_waiting(town) == 1
    outcomes = Outcomes(town)
    assert not outcomes.may_send(slow)
    outcomes.conclude(slow, Attempt(Result.RETRY, "lost"))
    assert answer(town).state is SendState.SENT
    assert len(smtp.mails) == 1


def test_a_slow_sender_s_success_is_believed(town: Services, clock: Clock) -> None:
    """Thought uncertain, and then the 250 comes after all: the mail is sent."""
    take_in(town, write())
    slow = abandon(town, text_begun=True)
    clock.forward(minutes=16)
    assert deliver_waiting(town) == 0
    assert answer(town).state is SendState.UNCERTAIN
    outcomes = Outcomes(town)
    outcomes.conclude(slow, Attempt(Result.SENT, "250 OK"))
    outcomes.write_down_sent()
    assert answer(town).state is SendState.SENT


def test_7e_two_senders_at_once_send_each_mail_once(town: Services, smtp: CapturingSmtp) -> None:
    """Three gateways, twelve mails: each goes out once."""
    for number in range(6):
        take_in(town, write(DIFFICULT, sender=f"m{number}@resident.example", message_id=f"<{number}@x>"))
    together(*[lambda: deliver_waiting(town)] * 3)
    assert [mail.state for mail in outbox(town)] == [SendState.SENT] * 12
    ids = [read(mail.raw)["Message-ID"] for mail in smtp.mails]
    assert len(ids) == len(set(ids)) == 12
