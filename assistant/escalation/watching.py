"""What the clock has to do about one case at a moment, and when it must look again; pure."""

from __future__ import annotations

import enum
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from knowledge.worktime import WorkingCalendar


class Step(enum.Enum):
    """What is said of an unanswered case, in the order of time; each once for a promise."""

    REMINDER = "reminder"
    OVERDUE = "overdue"
    ALARM = "alarm"


@dataclass(frozen=True)
class Promise:
    """What a resident has been promised, as the case keeps it.

    `delayed_to` is the day that they have been told instead; a promise is broken when that has passed too.
    """

    started_at: datetime
    due_at: datetime
    alarm_at: datetime
    delayed_to: date | None = None


@dataclass(frozen=True)
class Moments:
    """When each step is due, in working time. Without `reminder` nobody is reminded."""

    reminder: datetime | None
    overdue: datetime
    alarm: datetime


@dataclass(frozen=True)
class Look:
    """What is due now, and when the clock must look again; None when it never must."""

    steps: tuple[Step, ...]
    next_at: datetime | None


def moments(promise: Promise, remind_before: timedelta, calendar: WorkingCalendar) -> Moments:
    """When each step is due. `remind_before` is working time; zero is no reminder.

    An alarm never comes before the answer is due, whatever a department has set. A new date that the resident has
    been told moves all three, to the first working moment after that day (facts/municipality.md 5).
    """
    overdue = promise.due_at
    if promise.delayed_to is not None:
        next_day = datetime.combine(promise.delayed_to + timedelta(days=1), time(), calendar.zone)
        overdue = max(overdue, calendar.clock_start(next_day))
    reminder = None
    if remind_before:
        # Counted from the start: working time can be added, never taken away.
        length = calendar.between(promise.started_at, overdue) - remind_before
        reminder = calendar.add(promise.started_at, max(length, timedelta()))
    return Moments(reminder, overdue, max(promise.alarm_at, overdue))


def look(
    promise: Promise | None, done: Set[Step], now: datetime, remind_before: timedelta, calendar: WorkingCalendar
) -> Look:
    """What is due of a case; a `promise` of None: nobody waits for an answer any more.

    `done` is what has been said of this very promise: nothing is said twice, also after a clock went backwards. Out
    of working time nothing is due: it waits for the morning. A reminder of what is overdue would come too late, so
    it is left out.
    """
    if promise is None:
        return Look((), None)
    at = moments(promise, remind_before, calendar)
    when = {Step.OVERDUE: at.overdue, Step.ALARM: at.alarm}
    if at.reminder is not None and now < at.overdue:
        when[Step.REMINDER] = at.reminder
    left = {step: when[step] for step in Step if step in when and step not in done}
    due = tuple(step for step, moment in left.items() if moment <= now)
    if due and not calendar.is_working_moment(now):
        return Look((), calendar.clock_start(now))
    later = [moment for moment in left.values() if moment > now]
    return Look(due, min(later, default=None))


def key_of(promise: Promise, calendar: WorkingCalendar) -> str:
    """The name of a promise in the events of its case: when the answer is due, with a new date that was told."""
    return moments(promise, timedelta(), calendar).overdue.isoformat()
