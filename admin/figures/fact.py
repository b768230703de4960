"""What one contact counts as in the figures, decided from its stored rows alone (docs/decisions/0032). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.cases.case import Line
from assistant.cases.sender_grade import SenderGrade
from knowledge.channel import Channel
from knowledge.worktime import STOCKHOLM, WorkingCalendar

REPEAT_WITHIN = timedelta(days=14)
"""How soon the same sender with the same subject is the same errand again."""
LONG_UNANSWERED = timedelta(days=14)
"""After so long without an answer a contact is listed by itself (KKiK)."""
TENTH = 360
"""Seconds of a tenth of a working hour, in which waits are kept for the median and p90."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A case as the figures see it; `closed_line` is what stands on a closed one, None on every other."""

    case_id: int
    received_at: datetime
    department_id: int | None
    channel: Channel
    subject: str
    closed_line: int | None
    due_at: datetime | None
    helped: int = 0
    not_helped: int = 0
    repeat: bool | None = None


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of the response log, in the log's order; `handed_over` for a hand-over, `answered` for an answer."""

    at: datetime
    answered: bool
    handed_over: bool
    line: int | None
    received_at: datetime
    working_seconds: int
    by_person: bool
    sender: SenderGrade | None
    extra: bool | None


@dataclass(frozen=True, slots=True)
class Fact:
    """What a contact counts as. Waits are in working seconds from the contact's arrival; None: there is no such answer.

    `limit_1_at` and `limit_2_at` are when the working days of the two limits have passed: from then on a contact
    without an answer counts against the share. `subject` is case-folded, "" for none. `sender` and `extra` are of the
    first answer; `sender` only where a person gave it by e-mail. `promise_kept` stays None while it can still be kept.
    """

    case_id: int
    month: str
    weekday: int
    hour: int
    received_at: datetime
    department_id: int | None
    channel: Channel
    subject: str
    subject_shown: str
    line: int | None
    expects_answer: bool
    first_wait: int | None
    final_wait: int | None
    limit_1_at: datetime
    limit_2_at: datetime
    handed_over: bool
    due_at: datetime | None
    promise_answer_at: datetime | None
    sender: SenderGrade | None
    extra: bool | None
    repeat: bool | None
    helped: int
    not_helped: int


def fact_of(
    contact: Contact, rows: Sequence[LogRow], calendar: WorkingCalendar, limits: tuple[int, int] = (1, 2)
) -> Fact:
    """The contact's fact; `rows` are its log in order, `limits` the two limits in working days, the shorter first."""
    local = contact.received_at.astimezone(STOCKHOLM)
    answers = [row for row in rows if row.answered]
    over = next((row for row in rows if row.handed_over), None)
    first = answers[0] if answers else None
    promised = over is not None and contact.due_at is not None
    return Fact(
        case_id=contact.case_id,
        month=f"{local.year:04d}-{local.month:02d}",
        weekday=local.weekday(),
        hour=local.hour,
        received_at=contact.received_at,
        department_id=contact.department_id,
        channel=contact.channel,
        subject=contact.subject.strip().casefold(),
        subject_shown=contact.subject.strip(),
        line=_line(contact, rows),
        expects_answer=first is not None or over is not None,
        first_wait=_wait(contact, first, calendar) if first else None,
        final_wait=_wait(contact, answers[-1], calendar) if answers else None,
        limit_1_at=calendar.add_days(contact.received_at, limits[0]),
        limit_2_at=calendar.add_days(contact.received_at, limits[1]),
        handed_over=promised,
        due_at=contact.due_at if promised else None,
        promise_answer_at=_answer_after(over, answers) if over is not None and promised else None,
        sender=first.sender if first and first.by_person and contact.channel is Channel.EMAIL else None,
        extra=first.extra if first else None,
        repeat=contact.repeat,
        helped=contact.helped,
        not_helped=contact.not_helped,
    )


def tenths(seconds: int) -> int:
    """A wait in tenths of a working hour, rounded half up."""
    return (seconds + TENTH // 2) // TENTH


def _wait(contact: Contact, answer: LogRow, calendar: WorkingCalendar) -> int:
    """Working seconds from the contact's arrival: what the log counted, and what passed before that question."""
    if answer.received_at <= contact.received_at:
        return answer.working_seconds
    before = calendar.between(contact.received_at, answer.received_at)
    return round(before.total_seconds()) + answer.working_seconds


def _line(contact: Contact, rows: Sequence[LogRow]) -> int | None:
    if contact.closed_line is not None and any(row.answered for row in rows):
        return contact.closed_line
    last = next((row for row in reversed(rows) if row.answered or row.handed_over), None)
    if last is None or not last.answered:
        return None
    return int(Line.FIRST_LINE) if last.line is None else last.line


def _answer_after(over: LogRow, answers: Sequence[LogRow]) -> datetime | None:
    return next((row.at for row in answers if row.at >= over.at), None)
