"""The promise's clock: where it starts, ends and alarms."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.escalation.deadline import deadline
from knowledge.worktime import WorkingCalendar

CALENDAR = WorkingCalendar()


@pytest.mark.parametrize(
    ("arrived", "starts", "due", "alarm"),
    [
        # facts/municipality.md 3, in UTC: Wed 2025-04-16 15.00, over Easter.
        ("2025-04-16T13:00", "2025-04-16T13:00", "2025-04-22T13:00", "2025-04-23T13:00"),
        # Thu 2025-06-19 19.40: after closing, before Midsummer.
        ("2025-06-19T17:40", "2025-06-23T06:00", "2025-06-25T06:00", "2025-06-26T06:00"),
        # Tue 2025-12-23 17.00: closing time is already outside.
        ("2025-12-23T16:00", "2025-12-29T07:00", "2026-01-02T07:00", "2026-01-05T07:00"),
        # Sun 2025-11-02 19.40.
        ("2025-11-02T18:40", "2025-11-03T07:00", "2025-11-05T07:00", "2025-11-06T07:00"),
    ],
)
def test_two_and_three_working_days_are_counted_from_the_arrival(
    arrived: str, starts: str, due: str, alarm: str
) -> None:
    """Red days, weekends and evenings give nothing; the calendar's name is kept beside."""
    clock = deadline(datetime.fromisoformat(arrived).replace(tzinfo=UTC), 2, 3, CALENDAR)
    expected = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (starts, due, alarm)]
    assert [clock.clock_started_at, clock.due_at, clock.alarm_at] == expected
    assert clock.calendar == CALENDAR.version


def test_a_moment_without_a_zone_is_refused() -> None:
    """A guessed zone would falsify the promise."""
    with pytest.raises(ValueError, match="time zone"):
        deadline(datetime(2026, 11, 18, 9, 0), 2, 3, CALENDAR)  # noqa: DTZ001
