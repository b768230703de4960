"""The promise's clock of a case as a page shows it: late or not, and the working time that is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.cases.case import Case, Status
from knowledge.worktime import WorkingCalendar


@dataclass(frozen=True)
class Clock:
    """`working` is the working time left until `due_at`, or when `overdue` the time since it."""

    due_at: datetime
    overdue: bool
    working: timedelta


def is_overdue(case: Case, now: datetime) -> bool:
    """Overdue means not answered by us; a closed case is nobody's work any more."""
    unanswered = case.answered_at is None and case.status is not Status.CLOSED
    return unanswered and case.due_at is not None and now > case.due_at


def clock_of(case: Case, calendar: WorkingCalendar, now: datetime) -> Clock | None:
    """The clock that runs for this case; none when it is answered, closed or was never started."""
    if case.due_at is None or case.answered_at is not None or case.status is Status.CLOSED:
        return None
    overdue = is_overdue(case, now)
    span = (case.due_at, now) if overdue else (now, case.due_at)
    return Clock(case.due_at, overdue, calendar.between(*span))
