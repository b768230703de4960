"""Reads a month's contacts, log and events, and counts what they are in the figures; writes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from admin.figures.fact import REPEAT_WITHIN, Contact, Fact, LogRow, fact_of
from assistant.cases.case import Case, CaseEvent, EventKind, Status
from assistant.cases.response_log import ResponseLog
from assistant.engine.answer import Outcome
from knowledge.worktime import STOCKHOLM, WorkingCalendar

DEFAULT_LIMITS = (1, 2)
# As many ids as both databases take in one question.
_PORTION = 2_000

Limits = tuple[int, int]
"""The two answer times that are measured side by side, in working days, the shorter first."""


@dataclass(frozen=True)
class CountedMonth:
    """What a Stockholm month is at `now` with these limits; `entries` are those that each contact's answers gave."""

    month: str
    now: datetime
    limits: Limits
    facts: Sequence[Fact]
    entries: Mapping[int, Sequence[int]]


def count_month(
    session: Session, month: str, calendar: WorkingCalendar, now: datetime, limits: Limits = DEFAULT_LIMITS
) -> CountedMonth:
    """Count a Stockholm month ("2026-05") from the stored rows alone."""
    start, end = bounds(month)
    contacts = list(_contacts(session, start, end))
    rows, entries = _log_of(session, contacts)
    facts = [fact_of(contact, rows.get(contact.case_id, ()), calendar, limits) for contact in contacts]
    return CountedMonth(month, now, limits, facts, entries)


def bounds(month: str) -> tuple[datetime, datetime]:
    """The first moment of a Stockholm month and of the next, in UTC."""
    year, number = int(month[:4]), int(month[5:])
    start = datetime(year, number, 1, tzinfo=STOCKHOLM)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=STOCKHOLM)
    return start.astimezone(UTC), end.astimezone(UTC)


def _contacts(session: Session, start: datetime, end: datetime) -> Iterator[Contact]:
    """The month's contacts; those of the two weeks before are read too, to know who came again."""
    chosen = (
        select(
            Case.id,
            Case.received_at,
            Case.department_id,
            Case.channel,
            Case.subject,
            Case.confidential,
            Case.status,
            Case.line,
            Case.due_at,
            Case.resident_id,
            Case.contact_email,
        )
        .where(Case.received_at >= start - REPEAT_WITHIN, Case.received_at < end, Case.merged_into_id.is_(None))
        .order_by(Case.received_at, Case.id)
    )
    words = _words_on_help(session, start, end)
    latest: dict[tuple[str, str], datetime] = {}
    for row in session.execute(chosen):
        repeat = _is_repeat(row, latest)
        if row.received_at >= start:
            helped = words.get(row.id, Counter())
            yield Contact(
                case_id=row.id,
                received_at=row.received_at,
                department_id=row.department_id,
                channel=row.channel,
                subject="" if row.confidential else row.subject,
                closed_line=row.line if row.status is Status.CLOSED else None,
                due_at=row.due_at,
                helped=helped[EventKind.HELPED],
                not_helped=helped[EventKind.NOT_HELPED],
                repeat=repeat,
            )


def _is_repeat(row: Row[*tuple[Any, ...]], latest: dict[tuple[str, str], datetime]) -> bool | None:
    """Whether the same sender has asked about the same within two weeks; None where sender or subject is unknown."""
    sender = f"r{row.resident_id}" if row.resident_id is not None else row.contact_email.strip().lower()
    subject = "" if row.confidential else row.subject.strip().casefold()
    if not sender or not subject:
        return None
    before = latest.get((sender, subject))
    latest[sender, subject] = row.received_at
    return before is not None and row.received_at - before <= REPEAT_WITHIN


def _words_on_help(session: Session, start: datetime, end: datetime) -> dict[int, Counter[EventKind]]:
    chosen = (
        select(CaseEvent.case_id, CaseEvent.kind)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            CaseEvent.kind.in_((EventKind.HELPED, EventKind.NOT_HELPED)),
            CaseEvent.at >= start,
            Case.received_at >= start,
            Case.received_at < end,
        )
    )
    words: defaultdict[int, Counter[EventKind]] = defaultdict(Counter)
    for case_id, kind in session.execute(chosen):
        words[case_id][kind] += 1
    return words


def _log_of(session: Session, contacts: Sequence[Contact]) -> tuple[dict[int, list[LogRow]], dict[int, list[int]]]:
    """Each contact's rows of the log, in its order; and the entries that its answers gave."""
    rows: defaultdict[int, list[LogRow]] = defaultdict(list)
    entries: defaultdict[int, list[int]] = defaultdict(list)
    columns = (
        ResponseLog.case_id,
        ResponseLog.at,
        ResponseLog.answered,
        ResponseLog.outcome,
        ResponseLog.line,
        ResponseLog.received_at,
        ResponseLog.working_seconds,
        ResponseLog.staff_id,
        ResponseLog.sender,
        ResponseLog.extra,
        ResponseLog.entry_id,
    )
    for first in range(0, len(contacts), _PORTION):
        ids = [contact.case_id for contact in contacts[first : first + _PORTION]]
        chosen = select(*columns).where(ResponseLog.case_id.in_(ids)).order_by(ResponseLog.at, ResponseLog.id)
        for row in session.execute(chosen):
            rows[row.case_id].append(_log_row(row))
            if row.answered and row.entry_id is not None:
                entries[row.case_id].append(row.entry_id)
    return rows, entries


def _log_row(row: Row[*tuple[Any, ...]]) -> LogRow:
    return LogRow(
        at=row.at,
        answered=row.answered,
        handed_over=row.outcome is Outcome.HANDED_OVER,
        line=row.line,
        received_at=row.received_at,
        working_seconds=row.working_seconds,
        by_person=row.staff_id is not None,
        sender=row.sender,
        extra=row.extra,
    )
