"""When a handed-over question must be answered and when the alarm goes, in working time; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from knowledge.worktime import WorkingCalendar


@dataclass(frozen=True)
class Deadline:
    """The promise's clock for one case: where it starts, ends and alarms, and by which calendar it was counted."""

    clock_started_at: datetime
    due_at: datetime
    alarm_at: datetime
    calendar: str


def deadline(
    received_at: datetime, answer_within_days: int, alarm_after_days: int, calendar: WorkingCalendar
) -> Deadline:
    """Count from the arrival at the server, never from the fetch (facts/municipality.md 3, two clocks)."""
    return Deadline(
        clock_started_at=calendar.clock_start(received_at),
        due_at=calendar.add_days(received_at, answer_within_days),
        alarm_at=calendar.add_days(received_at, alarm_after_days),
        calendar=calendar.version,
    )
