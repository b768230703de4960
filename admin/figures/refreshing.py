"""Keeps the months' sums up with the log: counts again whatever month something has happened in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.figures.fact import REPEAT_WITHIN
from admin.figures.figure_month import CountedTo, MonthState
from admin.figures.rebuilding import rebuild_month
from assistant.cases.case import Case, CaseEvent
from assistant.cases.response_log import ResponseLog
from knowledge.worktime import STOCKHOLM, WorkingCalendar

Progress = Callable[[str, int, int], None]
_THE_ROW = 1


def refresh(
    session: Session,
    calendar: WorkingCalendar,
    now: datetime,
    limits: tuple[int, int] = (1, 2),
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Count the months again that have changed since the last time; returns them. The caller commits."""
    reached = _reached(session, limits)
    log_id, event_id = _newest(session)
    months = sorted(_changed(session, reached) | _unsettled(session))
    if (reached.limit_1, reached.limit_2) != limits:
        months = list(all_months(session))
    for place, month in enumerate(months):
        if progress is not None:
            progress(month, place, len(months))
        rebuild_month(session, month, calendar, now, limits)
    reached.log_id, reached.event_id = log_id, event_id
    reached.limit_1, reached.limit_2 = limits
    return tuple(months)


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


def _reached(session: Session, limits: tuple[int, int]) -> CountedTo:
    row = session.get(CountedTo, _THE_ROW, with_for_update=True)
    if row is None:
        row = CountedTo(id=_THE_ROW, log_id=0, event_id=0, limit_1=limits[0], limit_2=limits[1])
        session.add(row)
        session.flush()
    return row


def _newest(session: Session) -> tuple[int, int]:
    return (
        session.scalar(select(func.max(ResponseLog.id))) or 0,
        session.scalar(select(func.max(CaseEvent.id))) or 0,
    )


def _changed(session: Session, reached: CountedTo) -> set[str]:
    """The months of the cases with news; a changed subject may make next month's contact a repeated one."""
    moments = select(Case.received_at).join(ResponseLog, ResponseLog.case_id == Case.id)
    events = select(Case.received_at).join(CaseEvent, CaseEvent.case_id == Case.id)
    chosen = moments.where(ResponseLog.id > reached.log_id).union(events.where(CaseEvent.id > reached.event_id))
    months = set[str]()
    for (received_at,) in session.execute(chosen):
        months |= {month_of(received_at), month_of(received_at + REPEAT_WITHIN + timedelta(hours=1))}
    newest = session.scalar(select(func.max(Case.received_at)))
    return {month for month in months if newest is not None and month <= month_of(newest)}


def _unsettled(session: Session) -> set[str]:
    return set(session.scalars(select(MonthState.month).where(MonthState.unsettled)))
