""" "Så räknade vi": the promise's time day by day, as the case page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.cases.case import Case
from knowledge.worktime import DayShare, WorkingCalendar


@dataclass(frozen=True)
class Counted:
    """From the clock's start to the due time, in working time. `old`: the case was counted by an earlier calendar."""

    started_at: datetime
    due_at: datetime
    days: Sequence[DayShare]
    total: timedelta
    old: bool


def counted(case: Case, calendar: WorkingCalendar) -> Counted | None:
    """How the due time came to be; None where nothing was promised."""
    if case.clock_started_at is None or case.due_at is None:
        return None
    start, due = case.clock_started_at, case.due_at
    old = case.calendar != calendar.version
    return Counted(start, due, calendar.explain(start, due), calendar.between(start, due), old)
