"""Keeps the months' sums up with the log: counts again whatever month something has happened in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.figures.counting import DEFAULT_LIMITS, Limits
from admin.figures.fact import REPEAT_WITHIN
from admin.figures.figure_month import CountedTo, MonthState
from admin.figures.rebuilding import rebuild_month
from admin.figures.surveying import count_survey, months_to_count
from assistant.cases.case import Case, CaseEvent
from assistant.cases.response_log import ResponseLog
from knowledge.worktime import STOCKHOLM, WorkingCalendar

Progress = Callable[[str, int, int], None]
"""Told the month that comes, its place and how many there are."""
THE_ROW = 1
"""The only row of `counted_to`."""
# A row gets its id before its transaction is seen by others: what is younger is looked at once more.
_SETTLING = timedelta(minutes=5)


@dataclass(frozen=True)
class Pending:
    """The months to be counted, and how far into the log and the events they will then have been."""

    months: tuple[str, ...]
    log_id: int
    event_id: int
    limits: Limits


def refresh(
    session: Session,
    calendar: WorkingCalendar,
    now: datetime,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Count the months again that have changed since the last time; returns them. The caller commits.

    All in one transaction, as a command or a test may; the clock goes by `recounting`, which keeps nobody waiting.
    """
    work = pending(session, now, limits)
    for place, month in enumerate(work.months):
        if progress is not None:
            progress(month, place, len(work.months))
        rebuild_month(session, month, calendar, now, limits)
    for month in months_to_count(session, work.months):
        count_survey(session, month)
    write_reached(session, work, now)
    return work.months


def pending(session: Session, now: datetime, limits: Limits, *, everything: bool = False) -> Pending:
    """What is to be counted: what has changed and what time alone may have, or all months where the limits have."""
    row = session.get(CountedTo, THE_ROW)
    log_id, event_id = (row.log_id, row.event_id) if row is not None else (0, 0)
    if everything or row is None or row.counted_at is None or (row.limit_1, row.limit_2) != limits:
        months = set(all_months(session))
    else:
        months = _changed(session, log_id, event_id) | _unsettled(session)
    settled = now - _SETTLING
    return Pending(
        tuple(sorted(months)),
        _reached(session, ResponseLog, log_id, settled),
        _reached(session, CaseEvent, event_id, settled),
        limits,
    )


def write_reached(session: Session, work: Pending, now: datetime) -> None:
    """Write down that the months are counted."""
    row = session.get(CountedTo, THE_ROW, with_for_update=True)
    if row is None:
        row = CountedTo(id=THE_ROW)
        session.add(row)
    row.log_id, row.event_id, row.counted_at, row.held_until = work.log_id, work.event_id, now, None
    row.limit_1, row.limit_2 = work.limits
    session.flush()


def all_months(session: Session) -> Iterator[str]:
    """Every Stockholm month from the first case's to the last one's."""
    first, last = session.scalar(select(func.min(Case.received_at))), session.scalar(select(func.max(Case.received_at)))
    if first is None or last is None:
        return
    month, end = month_of(first), month_of(last)
    while month <= end:
        yield month
        month = next_month(month)


def month_of(moment: datetime) -> str:
    """The Stockholm month of a moment: "2026-05"."""
    return f"{moment.astimezone(STOCKHOLM):%Y-%m}"


def next_month(month: str, steps: int = 1) -> str:
    """The month so many steps on, or back where they are negative."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + steps
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _reached(session: Session, table: type[ResponseLog] | type[CaseEvent], before: int, settled: datetime) -> int:
    """The newest row below which none is still to come."""
    young = session.scalar(select(func.min(table.id)).where(table.id > before, table.at > settled))
    if young is not None:
        return young - 1
    return session.scalar(select(func.max(table.id))) or 0


def _changed(session: Session, log_id: int, event_id: int) -> set[str]:
    """The months of the cases with news; a changed subject may make next month's contact a repeated one."""
    moments = select(Case.received_at).join(ResponseLog, ResponseLog.case_id == Case.id)
    events = select(Case.received_at).join(CaseEvent, CaseEvent.case_id == Case.id)
    chosen = moments.where(ResponseLog.id > log_id).union(events.where(CaseEvent.id > event_id))
    months = set[str]()
    for (received_at,) in session.execute(chosen):
        months |= {month_of(received_at), month_of(received_at + REPEAT_WITHIN + timedelta(hours=1))}
    newest = session.scalar(select(func.max(Case.received_at)))
    return {month for month in months if newest is not None and month <= month_of(newest)}


def _unsettled(session: Session) -> set[str]:
    return set(session.scalars(select(MonthState.month).where(MonthState.unsettled)))
