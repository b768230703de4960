"""Counts a month from the stored cases, log and events: its contacts' facts first, and their sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.orm import Session

from admin.figures.contact_fact import ContactFact
from admin.figures.fact import LONG_UNANSWERED, REPEAT_WITHIN, Contact, Fact, LogRow, fact_of
from admin.figures.figure_month import FigureEntry, FigureHour, FigureMonth, FigureSubject, MonthState
from admin.figures.sums import COUNTS, Sums
from assistant.cases.case import Case, CaseEvent, EventKind, Status
from assistant.cases.response_log import ResponseLog
from assistant.engine.answer import Outcome
from knowledge.channel import Channel
from knowledge.worktime import STOCKHOLM, WorkingCalendar

FEWEST_OF_A_SUBJECT = 3
"""A subject that fewer contacts of a month have is not kept in its sums."""
_PORTION = 2_000

Group = tuple[int | None, Channel, int | None]


def rebuild_month(
    session: Session, month: str, calendar: WorkingCalendar, now: datetime, limits: tuple[int, int] = (1, 2)
) -> int:
    """Count a Stockholm month ("2026-05") anew; returns how many contacts it has. What was frozen stays as it was."""
    start, end = bounds(month)
    contacts = list(_contacts(session, start, end))
    rows, entries = _log_of(session, contacts)
    facts = [fact_of(contact, rows.get(contact.case_id, ()), calendar, limits) for contact in contacts]
    _store_facts(session, month, facts)
    _store_sums(session, month, facts, now, limits)
    _store_rest(session, month, facts, entries)
    _state(session, month, facts, now)
    return len(facts)


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


def _store_facts(session: Session, month: str, facts: Sequence[Fact]) -> None:
    session.execute(delete(ContactFact).where(ContactFact.month == month))
    ids = [fact.case_id for fact in facts]
    for first in range(0, len(facts), _PORTION):
        # A case whose arrival was corrected has left another month's facts behind.
        session.execute(delete(ContactFact).where(ContactFact.case_id.in_(ids[first : first + _PORTION])))
        session.execute(insert(ContactFact), [vars(fact) for fact in facts[first : first + _PORTION]])


def _store_sums(session: Session, month: str, facts: Iterable[Fact], now: datetime, limits: tuple[int, int]) -> None:
    groups: defaultdict[Group, Sums] = defaultdict(Sums)
    for fact in facts:
        groups[fact.department_id, fact.channel, fact.line].count(fact, now, limits)
    session.execute(delete(FigureMonth).where(FigureMonth.month == month, FigureMonth.frozen.is_(False)))
    rows = [_month_row(month, group, sums) for group, sums in groups.items()]
    if rows:
        session.execute(insert(FigureMonth), rows)


def _month_row(month: str, group: Group, sums: Sums) -> dict[str, Any]:
    department_id, channel, line = group
    return {
        "month": month,
        "frozen": False,
        "department_id": department_id,
        "channel": channel,
        "line": line,
        **{name: getattr(sums, name) for name in COUNTS},
        "waits": {str(wait): count for wait, count in sorted(sums.waits.items())},
        "finals": {str(wait): count for wait, count in sorted(sums.finals.items())},
    }


def _store_rest(session: Session, month: str, facts: Sequence[Fact], entries: dict[int, list[int]]) -> None:
    """Hours, subjects and entries used."""
    hours = Counter((fact.department_id, fact.channel, fact.weekday, fact.hour) for fact in facts)
    often = Counter(fact.subject for fact in facts)
    kept = [fact for fact in facts if fact.subject and often[fact.subject] >= FEWEST_OF_A_SUBJECT]
    shown: dict[str, str] = {}
    for fact in kept:
        shown.setdefault(fact.subject, fact.subject_shown)
    subjects = Counter((fact.department_id, fact.channel, fact.subject) for fact in kept)
    used = Counter((f.department_id, f.channel, entry_id) for f in facts for entry_id in entries.get(f.case_id, ()))
    _replace(
        session,
        FigureHour,
        month,
        [
            {"department_id": department, "channel": channel, "weekday": weekday, "hour": hour, "contacts": count}
            for (department, channel, weekday, hour), count in hours.items()
        ],
    )
    _replace(
        session,
        FigureSubject,
        month,
        [
            {
                "department_id": department,
                "channel": channel,
                "subject": subject,
                "shown": shown[subject],
                "contacts": count,
            }
            for (department, channel, subject), count in subjects.items()
        ],
    )
    _replace(
        session,
        FigureEntry,
        month,
        [
            {"department_id": department, "channel": channel, "entry_id": entry_id, "answers": count}
            for (department, channel, entry_id), count in used.items()
        ],
    )


def _replace(
    session: Session,
    table: type[FigureHour] | type[FigureSubject] | type[FigureEntry],
    month: str,
    rows: Sequence[dict[str, Any]],
) -> None:
    session.execute(delete(table).where(table.month == month))
    if rows:
        session.execute(insert(table), [row | {"month": month} for row in rows])


def _state(session: Session, month: str, facts: Sequence[Fact], now: datetime) -> None:
    """When the month was counted, and whether time alone can still change it."""
    state = session.get(MonthState, month)
    if state is None:
        state = MonthState(month=month)
        session.add(state)
    state.counted_at, state.unsettled = now, any(_can_change(fact, now) for fact in facts)
    session.flush()


def _can_change(fact: Fact, now: datetime) -> bool:
    promised = fact.due_at is not None and fact.promise_answer_at is None and fact.due_at >= now
    waiting = fact.expects_answer and fact.first_wait is None
    return promised or (waiting and now <= max(fact.limit_2_at, fact.received_at + LONG_UNANSWERED))
