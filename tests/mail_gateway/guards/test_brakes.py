"""What stops automatic mail: counted in the outbox, so that even a responder without any mark comes to rest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, Status, open_case
from assistant.cases.message import Author, Message
from assistant.cases.outbox import MailKind, SendState, is_undeliverable
from assistant.engine.answer import Channel
from assistant.services import Services
from mail_gateway.deliver import deliver_waiting
from mail_gateway.inbound import InboundMail
from tests.fakes import Clock
from tests.mail_gateway.post_room import (
    BO,
    DIFFICULT,
    OURS,
    RUT,
    body,
    case_of,
    outbox,
    posted,
    questions,
    read,
    take_in,
    to_resident,
    with_mail,
    write,
)
from tests.servers.smtp import CapturingSmtp

COST = "Vad kostar en förskoleplats?"


def sent_before(services: Services, *ages: timedelta, **facts: object) -> None:
    """Automatic mails of earlier days, in a case of their own."""
    now = services.clock()
    with services.database.transaction() as session:
        case = open_case(session, Channel.EMAIL, None, "Tidigare", now)
        for age in ages:
            posted(session, case, now - age, **facts)  # type: ignore[arg-type]


def assert_braked(services: Services, stored: InboundMail, reason: str) -> None:
    """One question in one open case, the reason written down, the group told, and nothing to the sender."""
    assert stored.reason == reason
    with services.database.reading() as session:
        case = case_of(session, stored)
        assert case.status is Status.OPEN
        asked = [message for message in case.messages if message.author is Author.RESIDENT]
        assert [message.id for message in asked] == [stored.case_message_id]
        of_the_case = [mail for mail in outbox(services) if mail.case_id == case.id]
        assert [mail.kind for mail in of_the_case] == [MailKind.NOTICE]
        orphans = session.scalars(select(Message.id).where(Message.case_id.not_in(select(Case.id)))).all()
        assert not orphans


def test_four_automatic_mails_to_a_sender_in_a_day(town: Services) -> None:
    """The fifth is stopped; mails of yesterday, to others and by people do not count."""
    hour = timedelta(hours=1)
    sent_before(town, hour, hour, hour, kind=MailKind.RECEIPT)
    sent_before(town, hour, hour, recipient=BO)
    sent_before(town, hour, hour, kind=MailKind.REPLY)
    sent_before(town, timedelta(hours=25), timedelta(hours=26))
    fourth = take_in(town, write())
    assert fourth.reason == "ordinary"
    assert_braked(town, take_in(town, write(COST, message_id="<q2@x>")), "sender_limit")
    assert take_in(town, write(sender=BO, message_id="<bo@x>")).reason == "ordinary"


@pytest.mark.parametrize(("age", "reason"), [(timedelta(days=6), "same_text"), (timedelta(days=8), "ordinary")])
def test_the_same_text_twice_in_a_week(town: Services, clock: Clock, age: timedelta, reason: str) -> None:
    """The very same answer to the same sender is sent once in seven days."""
    take_in(town, write())
    clock.forward(seconds=age.total_seconds())
    stored = take_in(town, write(message_id="<q2@x>"))
    assert stored.reason == reason
    if reason != "ordinary":
        assert_braked(town, stored, reason)


def test_two_automatic_mails_in_a_case(town: Services, clock: Clock) -> None:
    """A continued case that has had two gets no third; its message is kept once and its state is whole."""
    take_in(town, write())
    with town.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        case.answered_at = None
        case.status, case.closed_at = Status.TALKING, None
        posted(session, case, clock(), body="Ett till.")
        version = case.version
    stored = take_in(town, write(COST, message_id="<q2@x>", In_Reply_To="<q1@rut.example>"))
    assert stored.reason == "case_limit"
    assert len(to_resident(town)) == 2
    with town.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert questions(session, case)[1:] == [COST]
        assert (case.status, case.version > version) == (Status.OPEN, True)
        assert case.handed_over_at == clock()
        kinds = [event.kind.value for event in case.events]
        assert kinds.count("answered") == 1, "the braked answer left no event"
        assert kinds.count("handed_over") == 1


@pytest.mark.parametrize(
    "limit", [{"most_automatic_an_hour": 3}, {"most_automatic_an_hour_to_a_domain": 3}], ids=["all", "domain"]
)
def test_the_breakers(town: Services, limit: dict[str, int]) -> None:
    """More than so many an hour, in all or to one domain: people take over, whoever writes."""
    services = with_mail(town, **limit)
    sent_before(services, timedelta(minutes=59), timedelta(minutes=1), recipient="a@resident.example")
    sent_before(services, timedelta(minutes=61), recipient="a@resident.example")
    assert take_in(services, write()).reason == "ordinary"
    assert_braked(services, take_in(services, write(sender=BO, message_id="<q2@x>")), "breaker_open")


def test_the_domain_breaker_counts_one_domain(town: Services) -> None:
    """Another domain's residents are answered all the same."""
    services = with_mail(town, most_automatic_an_hour_to_a_domain=1)
    sent_before(services, timedelta(minutes=1), recipient="a@elsewhere.example")
    assert take_in(services, write()).reason == "ordinary"


def test_a_receipt_is_braked_like_an_answer(town: Services) -> None:
    """Handed over by the engine itself: the case is opened once, and no receipt goes out."""
    sent_before(town, *[timedelta(hours=1)] * 4)
    assert_braked(town, take_in(town, write(DIFFICULT)), "sender_limit")


def test_a_person_s_reply_is_never_braked(town: Services) -> None:
    """The brakes are for robots: what has been counted does not touch the handler's own mail."""
    sent_before(town, *[timedelta(hours=1)] * 9, kind=MailKind.REPLY)
    assert take_in(town, write()).reason == "ordinary"


@pytest.mark.parametrize("quotes", [True, False], ids=["answering our id", "starting anew"])
def test_a_responder_without_any_mark_comes_to_rest(town: Services, smtp: CapturingSmtp, quotes: bool) -> None:
    """Every mail of ours is answered at once by a machine that says nothing of it: after a few it is silence."""
    raw = write()
    for turn in range(12):
        seen = len(smtp.mails)
        take_in(town, raw)
        deliver_waiting(town)
        new = [mail for mail in smtp.mails[seen:] if mail.recipients == (RUT,)]
        if not new:
            break
        ours = read(new[-1].raw)
        raw = write(
            f"Tack för ditt mejl nummer {turn}. Vi svarar så snart vi kan. Hur säger jag upp vår förskoleplats?",
            subject=f"Re: {ours['Subject']}" if quotes else "Tack för ditt mejl",
            message_id=f"<auto{turn}@rut.example>",
            **({"In_Reply_To": str(ours["Message-ID"])} if quotes else {}),
        )
    else:
        pytest.fail("the ping-pong goes on")
    mails = [mail for mail in smtp.mails if mail.recipients == (RUT,)]
    assert 1 <= len(mails) <= 4
    assert all(body(mail.raw) for mail in mails)


@pytest.mark.parametrize(
    ("states", "undeliverable"),
    [
        ((), False),
        ((SendState.FAILED,), True),
        ((SendState.SENT, SendState.FAILED, SendState.PENDING), True),
        ((SendState.FAILED, SendState.SENT), False),
        ((SendState.UNCERTAIN,), False),
    ],
)
def test_an_address_whose_mail_comes_back_gets_nothing_automatic(
    town: Services, states: tuple[SendState, ...], undeliverable: bool
) -> None:
    """Until a mail has got through again, which a handler may send (facts/mail.md 4)."""
    for state in states:
        sent_before(town, timedelta(days=2), state=state)
    with town.database.reading() as session:
        assert is_undeliverable(session, RUT) is undeliverable
    already = len(to_resident(town))
    stored = take_in(town, write())
    assert len(to_resident(town)) - already == (0 if undeliverable else 1)
    with town.database.reading() as session:
        assert case_of(session, stored).status is (Status.OPEN if undeliverable else Status.CLOSED)


def test_our_own_mail_that_comes_back_starts_nothing(town: Services, smtp: CapturingSmtp) -> None:
    """Forwarded back to our mailbox by somebody's rule, marked or not: recognised by X-Loop or by our id."""
    take_in(town, write())
    deliver_waiting(town)
    (ours,) = smtp.mails
    unmarked = write(sender=OURS, message_id=str(read(ours.raw)["Message-ID"]))
    for raw in (ours.raw, unmarked):
        stored = take_in(town, raw)
        assert (stored.state.value, stored.reason) == ("ignored", "own_message")
    assert len(outbox(town)) == 1
