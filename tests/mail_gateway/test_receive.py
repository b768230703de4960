"""A stored mail becomes a message in a case, or is set aside: once, whatever fails, and never in the others' way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, Status
from assistant.cases.message import Message, MessageKind
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.services import Services
from knowledge.worktime import WorkingCalendar
from mail_gateway.handling import handle_waiting
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.receive import handle
from mail_gateway.work.waiting import Claim, claim, note_failure
from tests.fakes import Clock
from tests.mail_gateway.post_room import (
    BO,
    DIFFICULT,
    RUT,
    case_of,
    count,
    outbox,
    questions,
    row,
    store,
    take_in,
    to_resident,
    together,
    with_mail,
    write,
)

UNREADABLE = b" \r\n\r\n"


class BrokenCalendar(WorkingCalendar):
    """A fault of ours in the middle of a hand-over, after rows have been written."""

    def add_days(self, *_: object) -> NoReturn:
        raise ZeroDivisionError("our own fault")


def broken(services: Services) -> Services:
    """The same services, with which no case can be handed over."""
    return replace(services, rules=replace(services.rules, calendar=BrokenCalendar()))


def test_a_simple_mail_is_answered(town: Services, clock: Clock) -> None:
    """One case, the question and the answer in it, one mail to the sender, the row linked to its message."""
    arrived = clock() - timedelta(hours=2)
    stored = take_in(town, write(), at=arrived)
    assert (stored.state, stored.reason, stored.sender) == (InboundState.HANDLED, "ordinary", RUT)
    assert (stored.message_id, stored.attempts, len(stored.content_hash)) == ("<q1@rut.example>", 1, 64)
    with town.database.reading() as session:
        case = case_of(session, stored)
        assert (case.status, case.received_at, case.subject) == (Status.CLOSED, arrived, "Fråga")
        assert case.resident is not None
        assert (case.resident.email, case.resident.name) == (RUT, "Rut Prov")
        assert [message.kind for message in case.messages] == [MessageKind.QUESTION, MessageKind.ANSWER]
        assert case.messages[0].at == arrived
    (answer,) = outbox(town)
    assert (answer.kind, answer.recipient) == (MailKind.ANSWER, RUT)
    assert "e-tjänsten" in answer.body


def test_the_due_time_counts_from_the_arrival(town: Services, clock: Clock) -> None:
    """A mail that waited over the weekend in the mailbox is due from its arrival, not from its fetch."""
    arrived = clock() - timedelta(days=2)
    stored = take_in(town, write(DIFFICULT), at=arrived)
    with town.database.reading() as session:
        case = case_of(session, stored)
        assert case.clock_started_at == arrived
        assert case.due_at == WorkingCalendar().add_days(arrived, 2)
        assert case.handed_over_at == clock()
    assert [mail.kind for mail in outbox(town)] == [MailKind.NOTICE, MailKind.RECEIPT]


def test_what_stood_below_is_kept_apart(town: Services) -> None:
    """The question is the new text; signature, quoted mail and the attachments' names are kept beside it."""
    text = f"{DIFFICULT}\n\n-- \nRut\n\nDen 3 november 2026 skrev Kommunen <kontakt@prov.example>:\n> Hej!\n"
    stored = take_in(town, write(text, attachments=[b"bild"]))
    with town.database.reading() as session:
        question = case_of(session, stored).messages[0]
        assert question.text == DIFFICULT
        assert "Rut" in question.quoted
        assert "> Hej!" in question.quoted
        assert "bild0.jpg" in question.quoted


@pytest.mark.parametrize(
    ("headers", "state", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, InboundState.IGNORED, "auto_submitted"),
        ({"List_Id": "<nyheter.example>"}, InboundState.IGNORED, "mailing_list"),
        ({"subject": "Autosvar: Fråga"}, InboundState.IGNORED, "automatic_subject"),
        ({"sender": "MAILER-DAEMON@x.example", "Return_Path": "<>"}, InboundState.BOUNCE, "delivery_report"),
    ],
)
def test_a_machine_s_mail_is_kept_with_its_reason(
    town: Services, headers: dict[str, str], state: InboundState, reason: str
) -> None:
    """No case, no mail, but the row says why."""
    stored = take_in(town, write(**headers))  # type: ignore[arg-type]
    assert (stored.state, stored.reason, stored.case_message_id) == (state, reason, None)
    with town.database.reading() as session:
        assert count(session, Case) == count(session, OutboxMail) == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"to": "annan@prov.example"}, "not_addressed_to_us"),
        ({"Reply_To": "annan@x.example"}, "other_reply_to"),
        ({"Return_Path": "<>"}, "null_return_path"),
        ({"text": " ", "attachments": [b"bild"]}, "attachments_only"),
        ({"sender": ""}, "no_sender"),
        ({"sender": "Kommunen <kontakt@prov.example>"}, "own_address"),
    ],
)
def test_a_doubtful_mail_is_a_case_and_gets_no_automatic_mail(
    town: Services, changes: dict[str, object], reason: str
) -> None:
    """A person has it: the group is told, the sender hears nothing from a machine."""
    stored = take_in(town, write(**changes))  # type: ignore[arg-type]
    assert (stored.state, stored.reason) == (InboundState.HANDLED, reason)
    with town.database.reading() as session:
        assert case_of(session, stored).status is Status.OPEN
    assert to_resident(town) == []


def test_an_old_mail_is_a_case_without_an_automatic_answer(town: Services, clock: Clock) -> None:
    """Over 72 hours old (a backlog, a migration): a person answers it."""
    stored = take_in(town, write(), at=clock() - timedelta(hours=73))
    assert (stored.state, stored.reason) == (InboundState.HANDLED, "too_old")
    assert to_resident(town) == []


def test_a_mail_that_was_too_large_is_a_case(town: Services) -> None:
    """Its headers alone: who wrote and what about, for a person who finds the whole in the mailbox."""
    headers = write().partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    stored = take_in(town, headers, headers_only=True)
    assert (stored.state, stored.reason) == (InboundState.HANDLED, "oversize")
    with town.database.reading() as session:
        case = case_of(session, stored)
        assert (case.status, case.subject) == (Status.OPEN, "Fråga")
        assert "för stort" in questions(session, case)[0]
    assert to_resident(town) == []


def test_a_greeting_with_a_picture_is_a_question(town: Services) -> None:
    """Small talk needs no answer, but what came with it may be the question: a person looks."""
    bare = take_in(town, write("Hej!", subject=""))
    picture = take_in(town, write("Hej!", subject="", message_id="<q2@x>", sender=BO, attachments=[b"bild"]))
    with town.database.reading() as session:
        assert case_of(session, bare).status is Status.CLOSED
        assert case_of(session, picture).status is Status.OPEN


def test_an_unreadable_mail_is_set_aside_at_once(town: Services, clock: Clock) -> None:
    """It becomes a case for a person, with its raw bytes kept; the clock runs from its arrival."""
    stored = take_in(town, UNREADABLE, at=clock() - timedelta(hours=5))
    assert (stored.state, stored.reason, stored.attempts) == (InboundState.SET_ASIDE, "unreadable", 1)
    assert (stored.raw, stored.error) == (UNREADABLE, "empty mail")
    with town.database.reading() as session:
        case = case_of(session, stored)
        assert (case.subject, case.status) == ("Mejl som inte kunde tolkas", Status.OPEN)
        assert case.clock_started_at == clock() - timedelta(hours=2), "it came before the working day began"
        assert case.resident is None


def test_7c_a_mail_that_always_fails_is_set_aside_after_three_attempts(town: Services, clock: Clock) -> None:
    """Nothing of a failed attempt is kept; the fourth claim makes the case; the others were not held up."""
    poison = store(town, write(DIFFICULT))
    for attempt in (1, 2, 3):
        assert handle_waiting(broken(town), most=1) == 1
        kept = row(town, poison)
        assert (kept.state, kept.attempts) == (InboundState.STORED, attempt)
        assert kept.error == "ZeroDivisionError: our own fault"
        with town.database.reading() as session:
            assert count(session, Case) == count(session, Message) == count(session, OutboxMail) == 0
        if attempt < 3:
            assert claim(town) is None, "it rests a while between the attempts"
        clock.forward(minutes=1)
    stored = take_in(town, write(sender=BO, message_id="<bo@x>"))
    assert row(town, poison).state is InboundState.SET_ASIDE
    assert stored.state is InboundState.HANDLED
    with town.database.reading() as session:
        case = case_of(session, row(town, poison))
        assert case.subject == "Mejl som inte kunde tolkas"
        assert count(session, Case) == 2
    assert row(town, poison).raw == write(DIFFICULT)


def test_a_mail_that_cannot_even_be_set_aside_holds_up_nobody(town: Services, clock: Clock) -> None:
    """Its turn comes again and again, with a pause; the mail behind it is handled in the same round."""
    poison = store(town, UNREADABLE)
    behind = store(town, write())
    assert handle_waiting(broken(town), most=2) == 2
    assert (row(town, poison).state, row(town, behind).state) == (InboundState.STORED, InboundState.HANDLED)
    for _ in range(5):
        clock.forward(minutes=1)
        assert handle_waiting(broken(town), most=50) < 3
    assert row(town, poison).state is InboundState.STORED
    clock.forward(minutes=1)
    handle_waiting(town)
    assert row(town, poison).state is InboundState.SET_ASIDE


def test_7c_the_attempt_is_counted_before_the_mail_is_read(town: Services, clock: Clock) -> None:
    """A worker that dies on a mail leaves the count; after its lease the next one takes it, the fourth sets aside."""
    poison = store(town, write())
    for attempt in (1, 2, 3, 4):
        taken = claim(town)
        assert taken == Claim(poison, attempt)
        assert (row(town, poison).attempts, claim(town)) == (attempt, None)
        clock.forward(minutes=11)
    handle(town, Claim(poison, 4))
    assert row(town, poison).state is InboundState.SET_ASIDE
    assert claim(town) is None


def test_a_mail_handled_by_two_workers_gives_one_case_and_one_answer(town: Services, clock: Clock) -> None:
    """The first was slower than its lease: both hold the mail, and one of them finds it done."""
    stored = store(town, write())
    first = claim(town)
    clock.forward(minutes=11)
    second = claim(town)
    assert first is not None
    assert second is not None
    together(lambda: handle(town, first), lambda: handle(town, second))
    assert row(town, stored).state is InboundState.HANDLED
    with town.database.reading() as session:
        assert (count(session, Case), count(session, Message), count(session, OutboxMail)) == (1, 2, 1)
    note_failure(town, first, "too late")
    assert (row(town, stored).error, row(town, stored).state) == ("", InboundState.HANDLED)


def test_many_workers_share_the_mails(town: Services) -> None:
    """Three workers at once: every mail is handled once."""
    for number in range(12):
        store(town, write(sender=f"medborgare{number}@resident.example", message_id=f"<{number}@x>"))
    done: list[int] = []
    together(*[lambda: done.append(handle_waiting(town))] * 3)
    assert sum(done) == 12
    with town.database.reading() as session:
        states = session.scalars(select(InboundMail.state)).all()
        assert states == [InboundState.HANDLED] * 12
        assert count(session, Case) == 12
    assert sorted(mail.recipient for mail in to_resident(town)) == sorted(
        f"medborgare{number}@resident.example" for number in range(12)
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"sender": '"' + "Å" * 400 + '" <rut@resident.example>'},
        {"sender": "a" * 260 + "@resident.example"},
        {"subject": "Hej " * 300},
        {"message_id": "<" + "x" * 990 + "@x>"},
        {"References": " ".join(f"<{number}@x.example>" for number in range(3000))},
        {"text": "Hej! " * 60_000},
    ],
    ids=["name", "address", "subject", "id", "references", "text"],
)
def test_what_is_too_long_is_no_obstacle(town: Services, changes: dict[str, str]) -> None:
    """PostgreSQL refuses what does not fit its column; a mail with a part too long becomes a case all the same."""
    stored = take_in(town, write(**changes))  # type: ignore[arg-type]
    assert (stored.state, stored.error) == (InboundState.HANDLED, "")


def test_a_web_form_s_resident_is_answered(town: Services) -> None:
    """The form is the sender, the resident stands in Reply-To: the case is theirs and so is the answer."""
    services = with_mail(town, web_form_senders=("formular@prov.example",))
    stored = take_in(services, write(sender="formular@prov.example", Reply_To=f"Bo <{BO}>"))
    assert (stored.state, stored.reason, stored.sender) == (InboundState.HANDLED, "ordinary", BO)
    assert [mail.recipient for mail in outbox(services)] == [BO]
