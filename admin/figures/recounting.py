"""Counts what has changed month by month, each in a short transaction of its own, so that nobody waits for it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from admin.figures.counting import CountedMonth, bounds, count_month
from admin.figures.figure_month import CountedTo, MonthState
from admin.figures.refreshing import THE_ROW, Pending, Progress, pending, write_reached
from admin.figures.storing import store_month
from admin.figures.surveying import count_survey, months_to_count
from assistant.cases.case import Case
from assistant.services import Services
from knowledge.organisation import answer_limits

PAUSE = timedelta(minutes=10)
"""How often the clock counts: a figure is at most so old."""
MOST_AT_ONCE = 10_000
"""So many contacts are counted while somebody waits for a page: it takes some seconds (bench/statistics.py)."""
# A process that has not been heard of for so long is taken to have died; a month takes seconds.
_LEASE = timedelta(minutes=3)


def recount(
    services: Services, progress: Progress | None = None, *, everything: bool = False
) -> tuple[str, ...] | None:
    """Count the months that have changed, or all of them; None when another process is at it.

    A door: it opens its own transactions. What is read and thought stands outside them, since SQLite has one writer.
    """
    now = services.clock()
    with services.database.transaction() as session:
        if not _take(session, now):
            return None
    with services.database.reading() as session:
        work = pending(session, now, answer_limits(session), everything=everything)
    for place, month in enumerate(work.months):
        if progress is not None:
            progress(month, place, len(work.months))
        with _unswept():
            with services.database.reading() as session:
                counted = count_month(session, month, services.rules.calendar, now, work.limits)
            if not _written(services, counted):
                return None
    _count_surveys(services, work)
    _end(services, work, now)
    return work.months


@contextmanager
def _unswept() -> Iterator[None]:
    """Keep Python from looking for garbage among the month's hundred thousand values: a sixth of the time, for none."""
    sweeping = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if sweeping:
            gc.enable()


def is_long_work(session: Session, now: datetime, most: int = MOST_AT_ONCE) -> bool:
    """Whether counting takes longer than a page may: nobody ever has, or it is more than `most` contacts."""
    row = session.get(CountedTo, THE_ROW)
    if row is None or row.counted_at is None:
        return True
    within = [
        and_(Case.received_at >= start, Case.received_at < end)
        for start, end in map(bounds, pending(session, now, answer_limits(session)).months)
    ]
    beyond = select(Case.id).where(or_(false(), *within)).offset(most).limit(1)
    return session.scalar(beyond) is not None


def recount_when_due(services: Services) -> tuple[str, ...] | None:
    """The clock's: the same, unless somebody has counted within the last minutes."""
    with services.database.reading() as session:
        row = session.get(CountedTo, THE_ROW)
        last = row.counted_at if row is not None else None
    if last is not None and services.clock() - last < PAUSE:
        return ()
    return recount(services)


def _take(session: Session, now: datetime) -> bool:
    row = session.get(CountedTo, THE_ROW, with_for_update=True)
    if row is None:
        row = CountedTo(id=THE_ROW)
        session.add(row)
    if row.held_until is not None and row.held_until > now:
        return False
    row.held_until = now + _LEASE
    session.flush()
    return True


def _written(services: Services, counted: CountedMonth) -> bool:
    """Store the month; False where another process has taken over and counted it later."""
    with services.database.transaction() as session:
        row = session.get_one(CountedTo, THE_ROW, with_for_update=True)
        state = session.get(MonthState, counted.month)
        if state is not None and state.counted_at > counted.now:
            return False
        row.held_until = services.clock() + _LEASE
        store_month(session, counted)
    return True


def _count_surveys(services: Services, work: Pending) -> None:
    with services.database.reading() as session:
        months = months_to_count(session, work.months)
    for month in months:
        with services.database.transaction() as session:
            count_survey(session, month)


def _end(services: Services, work: Pending, now: datetime) -> None:
    with services.database.transaction() as session:
        write_reached(session, work, now)
