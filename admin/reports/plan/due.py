"""When somebody is to be reminded of a planned action; pure."""

from __future__ import annotations

import enum
from datetime import date, timedelta

AHEAD = timedelta(days=7)
LATE = timedelta(days=14)


class Step(enum.Enum):
    """What is said of an action, in this order: soon and today to whoever is responsible, late to their manager."""

    SOON = "soon"
    TODAY = "today"
    LATE = "late"


def step_on(today: date, follow_up_on: date) -> Step | None:
    """How far it has come on that day (Stockholm): 7 days before, the day itself, 14 days after; None before that."""
    if today >= follow_up_on + LATE:
        return Step.LATE
    if today >= follow_up_on:
        return Step.TODAY
    return Step.SOON if today >= follow_up_on - AHEAD else None


def to_say(today: date, follow_up_on: date, said: Step | None, said_for: date | None) -> Step | None:
    """What must be said now: the latest step alone, once for each date; a clock that was away skips what has passed."""
    step = step_on(today, follow_up_on)
    if step is None or said is None or said_for != follow_up_on:
        return step
    order = list(Step)
    return step if order.index(step) > order.index(said) else None
