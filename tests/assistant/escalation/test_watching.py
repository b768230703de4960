"""What is due of a case, and when the clock must look again: thought out without any database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.escalation.watching import Look, Promise, Step, key_of, look, moments
from knowledge.worktime import STOCKHOLM, WorkingCalendar

CALENDAR = WorkingCalendar()
HALF_A_DAY = timedelta(hours=4.5)
EVERYTHING = frozenset(Step)


def at(text: str) -> datetime:
    """A moment in Stockholm."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


# Asked on Wednesday 18 November 2026 at 10.00.
PROMISE = Promise(at("2026-11-18T10:00"), at("2026-11-20T10:00"), at("2026-11-23T10:00"))
REMINDER = at("2026-11-19T14:30")


def looked(now: str, *done: Step, promise: Promise | None = PROMISE, before: timedelta = HALF_A_DAY) -> Look:
    """What the clock finds at this moment in Stockholm."""
    return look(promise, frozenset(done), at(now), before, CALENDAR)


@pytest.mark.parametrize(
    ("now", "done", "steps", "next_at"),
    [
        ("2026-11-18T10:00", (), (), REMINDER),
        ("2026-11-19T14:29", (), (), REMINDER),
        ("2026-11-19T14:30", (), (Step.REMINDER,), PROMISE.due_at),
        ("2026-11-20T09:59", (Step.REMINDER,), (), PROMISE.due_at),
        ("2026-11-20T10:00", (Step.REMINDER,), (Step.OVERDUE,), PROMISE.alarm_at),
        ("2026-11-23T10:00", (Step.REMINDER, Step.OVERDUE), (Step.ALARM,), None),
        ("2026-12-23T10:00", EVERYTHING, (), None),
    ],
)
def test_each_step_is_due_at_its_time_and_the_clock_looks_at_the_next(
    now: str, done: tuple[Step, ...], steps: tuple[Step, ...], next_at: datetime | None
) -> None:
    """Half a working day before, at the due time, and three working days after the question."""
    assert looked(now, *done) == Look(steps, next_at)


def test_a_clock_that_stood_still_says_what_is_overdue_and_reminds_no_more() -> None:
    """After a week: overdue and alarm at once, no reminder of what is late, and then nothing more."""
    assert looked("2026-11-30T08:00") == Look((Step.OVERDUE, Step.ALARM), None)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-23T17:00", "2026-11-24T08:00"),
        ("2026-11-24T07:59", "2026-11-24T08:00"),
        ("2026-11-28T12:00", "2026-11-30T08:00"),
        ("2026-12-24T12:00", "2026-12-28T08:00"),
    ],
)
def test_out_of_working_time_nothing_is_due_until_the_morning(now: str, morning: str) -> None:
    """In the evening, on Saturday and on Christmas Eve it waits for the next working day at 08.00."""
    assert looked(now) == Look((), at(morning))


def test_a_clock_that_went_backwards_says_nothing_twice() -> None:
    """What has been said is left out, and what has not comes at its own time."""
    assert looked("2026-11-19T15:00", Step.REMINDER, Step.OVERDUE) == Look((), PROMISE.alarm_at)
    assert looked("2026-11-18T10:00", *EVERYTHING) == Look((), None)


def test_whom_nobody_waits_for_is_never_looked_at_again() -> None:
    """An answered or closed case has no promise left, whatever is late."""
    assert looked("2026-12-23T10:00", promise=None) == Look((), None)


def test_without_a_reminder_the_first_look_is_when_the_answer_is_due() -> None:
    """The setting 0 turns reminders off."""
    assert looked("2026-11-19T15:00", before=timedelta()) == Look((), PROMISE.due_at)


def test_a_reminder_longer_before_than_the_promise_comes_at_once() -> None:
    """Nothing before the question itself: the clock's start is the earliest."""
    assert moments(PROMISE, timedelta(hours=90), CALENDAR).reminder == PROMISE.started_at


def test_a_klamdag_is_a_working_day_and_the_red_day_before_is_not() -> None:
    """Asked on the day before Ascension Day 2026: the reminder falls on Friday, the due time on Monday."""
    asked = at("2026-05-13T12:00")
    promise = Promise(asked, CALENDAR.add_days(asked, 2), CALENDAR.add_days(asked, 3))
    assert promise.due_at == at("2026-05-18T12:00")
    assert moments(promise, HALF_A_DAY, CALENDAR).reminder == at("2026-05-15T16:30")


def test_a_new_date_moves_every_step_past_it() -> None:
    """The resident was told Friday 27 November: overdue on Monday, with the alarm, which would have been earlier."""
    told = replace(PROMISE, delayed_to=date(2026, 11, 27))
    monday = at("2026-11-30T08:00")
    found = moments(told, HALF_A_DAY, CALENDAR)
    assert (found.overdue, found.alarm) == (monday, monday)
    assert found.reminder == at("2026-11-27T12:30")
    assert looked("2026-11-24T10:00", promise=told) == Look((), found.reminder)


def test_a_new_date_before_the_due_time_changes_nothing() -> None:
    """Nobody loses time by being told."""
    told = replace(PROMISE, delayed_to=date(2026, 11, 19))
    assert moments(told, HALF_A_DAY, CALENDAR) == moments(PROMISE, HALF_A_DAY, CALENDAR)
    assert key_of(told, CALENDAR) == key_of(PROMISE, CALENDAR)


def test_a_new_date_is_a_promise_of_its_own() -> None:
    """What was said of the first date may be said of the second, if that is broken too."""
    assert key_of(replace(PROMISE, delayed_to=date(2026, 11, 27)), CALENDAR) != key_of(PROMISE, CALENDAR)


def test_an_alarm_never_comes_before_the_answer_is_due() -> None:
    """Also where a department has set it so."""
    early = replace(PROMISE, alarm_at=PROMISE.started_at)
    assert moments(early, HALF_A_DAY, CALENDAR).alarm == early.due_at
