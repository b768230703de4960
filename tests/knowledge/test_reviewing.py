"""On which days an entry's owner hears that it must be reviewed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from knowledge.reviewing import Urgency, must_remind, urgency

DUE = date(2026, 6, 1)


def test_the_owner_hears_a_month_and_a_week_before_and_every_week_after() -> None:
    """Day by day, with 90 days' grace: once each before, then weekly, and when the assistant falls silent."""
    told: list[int] = []
    reminded = None
    for day in range(-60, 110):
        today = DUE + timedelta(days=day)
        if must_remind(DUE, reminded, today, 90):
            told.append(day)
            reminded = today
    assert told == [-30, -7, *range(1, 91, 7), 91, 98, 105]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(-31, None), (-30, "month"), (-8, "month"), (-7, "week"), (0, "week"), (1, "late"), (90, "late"), (91, "silent")],
)
def test_how_near_a_day_is(day: int, expected: str | None) -> None:
    """The day itself is in time; without a limit nothing is ever silent."""
    today = DUE + timedelta(days=day)
    assert urgency(DUE, today, 90) is (Urgency(expected) if expected else None)
    assert urgency(DUE, today, None) is not Urgency.SILENT


def test_whoever_was_not_reminded_in_time_is_reminded_now() -> None:
    """A clock that stood still for a month says the latest thing once, not everything it missed."""
    assert must_remind(DUE, DUE - timedelta(days=30), DUE + timedelta(days=2), 90)
    assert not must_remind(DUE, DUE + timedelta(days=2), DUE + timedelta(days=3), 90)
