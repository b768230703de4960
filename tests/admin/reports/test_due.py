"""Each reminder of a planned action is said once, the latest alone, and anew when the day is moved."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from admin.reports.plan.due import Step, step_on, to_say

DAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-8, None),
        (-7, Step.SOON),
        (-1, Step.SOON),
        (0, Step.TODAY),
        (13, Step.TODAY),
        (14, Step.LATE),
        (400, Step.LATE),
    ],
)
def test_the_step_of_a_day(days: int, step: Step | None) -> None:
    """A week before, on the day, and two weeks after."""
    assert step_on(DAY + timedelta(days=days), DAY) is step


def test_what_has_been_said_of_a_day_is_not_said_again() -> None:
    """A later step is; an earlier one never, not even where the clock goes backwards; another day begins anew."""
    assert to_say(DAY, DAY, None, None) is Step.TODAY
    assert to_say(DAY, DAY, Step.SOON, DAY) is Step.TODAY
    assert to_say(DAY, DAY, Step.TODAY, DAY) is None
    assert to_say(DAY - timedelta(days=3), DAY, Step.TODAY, DAY) is None
    assert to_say(DAY + timedelta(days=20), DAY, Step.TODAY, DAY) is Step.LATE
    moved = DAY + timedelta(days=30)
    assert to_say(DAY + timedelta(days=23), moved, Step.LATE, DAY) is Step.SOON
