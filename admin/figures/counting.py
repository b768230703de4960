"""Reads a month's contacts, log and events, and counts what they are in the figures; writes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from admin.figures.fact import REPEAT_WITHIN, Contact, Fact, LogRow, fact_of
from assistant.cases.case import Case, CaseEvent, EventKind, Status
from assistant.cases.response_log import ResponseLog
from assistant.engine.answer import Outcome
from knowledge.database import table_of
from knowledge.worktime import STOCKHOLM, WorkingCalendar

DEFAULT_LIMITS = (1, 2)
# As many ids as both databases take in one question.
_PORTION = 2_000

# The tables themselves: tens of thousands of rows are read, and the mapper would take a third of the time.
_CASE, _LOG = table_of(Case).c, table_of(ResponseLog).c
_CASE_COLUMNS = (
    _CASE.id,
    _CASE.received_at,
    _CASE.department_id,
    _CASE.channel,
    _CASE.subject,
    _CASE.confidential,
    _CASE.status,
    _CASE.line,
    _CASE.due_at,
    _CASE.resident_id,
    _CASE.contact_email,
)
# Whose row it is and what it gave, then what a LogRow holds, in its order.
_LOG_COLUMNS = (
    _LOG.case_id,
    _LOG.entry_id,
    _LOG.at,
    _LOG.answered,
    _LOG.outcome == Outcome.HANDED_OVER,
    _LOG.line,
    _LOG.received_at,
    _LOG.working_seconds,
    _LOG.staff_id.is_not(None),
    _LOG.sender,
    _LOG.extra,
)

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
    within = (_CASE.received_at >= start - REPEAT_WITHIN, _CASE.received_at < end)
    chosen = select(*_CASE_COLUMNS).where(*within, *_counted()).order_by(_CASE.received_at, _CASE.id)
    words = _words_on_help(session, start, end)
    nothing_said = Counter[EventKind]()
    latest: dict[tuple[str, str], datetime] = {}
    for row in session.execute(chosen):
        case_id, received_at, department_id, channel, subject, secret, status, line, due_at, resident_id, email = row
        shown = "" if secret else subject
        repeat = _is_repeat(latest, received_at, shown, resident_id, email)
        if received_at >= start:
            helped = words.get(case_id, nothing_said)
            yield Contact(
                case_id,
                received_at,
                department_id,
                channel,
                shown,
                line if status is Status.CLOSED else None,
                due_at,
                helped[EventKind.HELPED],
                helped[EventKind.NOT_HELPED],
                repeat,
            )


def _counted() -> Sequence[ColumnElement[bool]]:
    """Which cases are contacts: doubles that were merged into another are not, nor what we asked ourselves."""
    return (_CASE.merged_into_id.is_(None), _CASE.measurement.is_(False))


def _is_repeat(
    latest: dict[tuple[str, str], datetime],
    received_at: datetime,
    subject: str,
    resident_id: int | None,
    contact_email: str,
) -> bool | None:
    """Whether the same sender has asked about the same within two weeks; None where sender or subject is unknown."""
    sender = f"r{resident_id}" if resident_id is not None else contact_email.strip().lower()
    subject = subject.strip().casefold()
    if not sender or not subject:
        return None
    before = latest.get((sender, subject))
    latest[sender, subject] = received_at
    return before is not None and received_at - before <= REPEAT_WITHIN


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
    for first in range(0, len(contacts), _PORTION):
        ids = [contact.case_id for contact in contacts[first : first + _PORTION]]
        chosen = select(*_LOG_COLUMNS).where(_LOG.case_id.in_(ids)).order_by(_LOG.at, _LOG.id)
        for case_id, entry_id, *facts in session.execute(chosen):
            row = LogRow(*facts)
            rows[case_id].append(row)
            if row.answered and entry_id is not None:
                entries[case_id].append(entry_id)
    return rows, entries
