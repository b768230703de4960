"""What a handler does with a case: take it, reply, close, open again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Line, Status, record, unanswered
from assistant.cases.message import Author, Message, MessageKind, in_danger
from assistant.cases.outbox import MailKind, post
from assistant.cases.proposed_phrasing import propose_phrasing
from assistant.cases.response_log import log_reply
from assistant.cases.survey import ask
from assistant.engine import phrases_case
from assistant.engine.screening import mask_personal_numbers
from assistant.errors import CaseClosed, EmptyReply
from knowledge.organisation import StaffMember
from knowledge.worktime import WorkingCalendar


def take(case: Case, staff: StaffMember, now: datetime) -> None:
    """Make this person the case's handler."""
    if case.handler is not staff:
        case.handler = staff
        record(case, EventKind.TAKEN, now, staff)


def reply(
    session: Session,
    case: Case,
    staff: StaffMember,
    text: str,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    entry_id: int | None = None,
) -> Message:
    """Answer the resident: in the case, and by mail where there is an address.

    `entry_id` is the suggested entry, where its answer was sent as it stood; any reply ends the suggestion.
    Raises CaseClosed for a closed case and EmptyReply for a text without words.
    """
    if not text.strip():
        raise EmptyReply
    detail = {"entry_id": entry_id} if entry_id is not None else {}
    waiting = unanswered(case)
    message = _answer(session, case, staff, text.strip(), calendar, now, EventKind.REPLIED, detail)
    if entry_id is not None:
        _learn(session, case, waiting, entry_id, now)
    if case.mail_address:
        post(session, case, MailKind.REPLY, case.mail_address, message.text, now, staff=staff)
    return message


def _learn(session: Session, case: Case, waiting: Sequence[Message], entry_id: int, now: datetime) -> None:
    """What the resident wrote may be a wording of the entry; of several messages nobody knows which it answered.

    The words of the town's own measurement are no resident's.
    """
    if len(waiting) == 1 and not (case.confidential or case.measurement) and not in_danger(waiting[0]):
        propose_phrasing(session, waiting[0], entry_id, now)


def called(session: Session, case: Case, staff: StaffMember, calendar: WorkingCalendar, now: datetime) -> Message:
    """The resident has been called, as they wished, and so answered: that is kept in words, and the number is not.

    No mail follows: whoever has just spoken with us needs no word that we have. Raises CaseClosed for a closed case.
    """
    message = _answer(session, case, staff, phrases_case.was_called(now), calendar, now, EventKind.CALLED, {})
    case.call_back = None
    return message


def not_reached(case: Case, staff: StaffMember, now: datetime) -> None:
    """Nobody answered the phone: the wish to be called stands."""
    take(case, staff, now)
    record(case, EventKind.CALL_MISSED, now, staff)


def _answer(
    session: Session,
    case: Case,
    staff: StaffMember,
    text: str,
    calendar: WorkingCalendar,
    now: datetime,
    kind: EventKind,
    detail: Mapping[str, int],
) -> Message:
    """What a person has said to the resident, kept in the case: it stops the promise's clock."""
    if case.status is Status.CLOSED:
        raise CaseClosed(case.number)
    take(case, staff, now)
    waiting, question = unanswered(case), last_question(session, case)
    message = Message(
        author=Author.STAFF,
        kind=MessageKind.REPLY,
        text=text,
        at=now,
        staff=staff,
        answers_id=question.id if question else None,
    )
    case.messages.append(message)
    case.status = Status.WAITING
    # What has no group is the first line's.
    case.line = int(Line.FIRST_LINE if case.group is None or case.group.first_line else Line.DEPARTMENT)
    case.answered_at = case.answered_at or now
    case.watch_at = None
    case.suggested_entry_id = None
    _leave_to_people(case, now)
    record(case, kind, now, staff, **detail)
    waited, mailed = waiting[0] if waiting else None, bool(case.mail_address) and kind is EventKind.REPLIED
    log_reply(session, case, waited, text, staff, calendar, now, entry_id=detail.get("entry_id"), mailed=mailed)
    ask(session, case, mailed=mailed)
    session.flush()
    return message


def close(
    case: Case, staff: StaffMember, now: datetime, *, subject: str | None = None, line: Line | None = None
) -> None:
    """Close the case; nobody is called any more, so the number goes. Raises CaseClosed when somebody already has.

    `subject` and `line` are what the handler says of it, None where they say nothing. A confidential case has no
    subject: it would stand in lists and mails.
    """
    if case.status is Status.CLOSED:
        raise CaseClosed(case.number)
    if subject is not None and not case.confidential and subject.strip() != case.subject:
        case.subject = mask_personal_numbers(subject.strip())[:300]
        record(case, EventKind.SUBJECT_SET, now, staff, subject=case.subject)
    if line is not None:
        case.line = int(line)
    case.status = Status.CLOSED
    case.closed_at = now
    case.call_back = case.watch_at = None
    record(case, EventKind.CLOSED, now, staff)


def assign(session: Session, case: Case, to: StaffMember, by: StaffMember, address: str, now: datetime) -> None:
    """Make somebody the case's handler, and tell them by mail; `address` is where they open it.

    Raises CaseClosed for a closed case. Giving it to whoever has it already changes nothing.
    """
    if case.status is Status.CLOSED:
        raise CaseClosed(case.number)
    if to is by:
        take(case, by, now)
        return
    if case.handler is to:
        return
    case.handler = to
    record(case, EventKind.ASSIGNED, now, by, to=to.name)
    subject, body = phrases_case.assigned(case.number, address, by.name)
    post(session, case, MailKind.NOTICE, to.email, body, now, subject=subject, staff=by)


def wait_for_resident(case: Case, staff: StaffMember, now: datetime) -> None:
    """Nothing can be done before the resident has said more. Handling pauses; the promise of a first answer does not.

    Raises CaseClosed for a closed case.
    """
    if case.status is Status.CLOSED:
        raise CaseClosed(case.number)
    if case.status is not Status.WAITING:
        case.status = Status.WAITING
        take(case, staff, now)
        _leave_to_people(case, now)
        record(case, EventKind.WAITS_FOR_RESIDENT, now, staff)


def reopen(case: Case, now: datetime, staff: StaffMember | None = None) -> None:
    """Open a closed or waiting case again: by a handler who changed their mind, or since the resident wrote."""
    if case.status is Status.OPEN:
        return
    case.status = Status.OPEN
    case.closed_at = None
    watch(case, now)
    _leave_to_people(case, now)
    record(case, EventKind.REOPENED, now, staff)


def watch(case: Case, now: datetime) -> None:
    """Let the clock look at the case in its next round, where somebody waits for an answer: it finds what is due."""
    if case.answered_at is None and case.due_at is not None:
        case.watch_at = case.watch_at or now


def _leave_to_people(case: Case, now: datetime) -> None:
    """From here on the assistant keeps out of the case, also where it had solved it."""
    case.handed_over_at = case.handed_over_at or now


def last_question(session: Session, case: Case) -> Message | None:
    """The resident's latest words in the case."""
    return session.scalar(
        select(Message)
        .where(Message.case_id == case.id, Message.author == Author.RESIDENT)
        .order_by(Message.id.desc())
        .limit(1)
    )
