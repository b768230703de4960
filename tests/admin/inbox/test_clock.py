"""The clock on a page: when a case is late, and how much working time is left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from admin.inbox.clock import Clock, clock_of, is_overdue
from admin.inbox.words import working_time
from assistant.cases.case import Case, Status
from knowledge.worktime import WorkingCalendar

# Wednesday 13 May 2026 at 16.00 in Stockholm; the day after is Ascension Day, Friday is an ordinary day.
NOW = datetime(2026, 5, 13, 14, 0, tzinfo=UTC)
FRIDAY_TEN = datetime(2026, 5, 15, 8, 0, tzinfo=UTC)


def case(due_at: datetime | None, answered_at: datetime | None = None, status: Status = Status.OPEN) -> Case:
    """A case with nothing but what its clock needs."""
    return Case(due_at=due_at, answered_at=answered_at, status=status)


def test_what_is_left_is_counted_in_working_time() -> None:
    """From Wednesday 16.00 to Friday 10.00 over a red day: one hour and two."""
    assert clock_of(case(FRIDAY_TEN), WorkingCalendar(), NOW) == Clock(FRIDAY_TEN, False, timedelta(hours=3))


def test_a_late_case_shows_how_late() -> None:
    """After the due time the working time since then is shown; at the very moment it is not late yet."""
    late = FRIDAY_TEN + timedelta(minutes=30)
    assert clock_of(case(FRIDAY_TEN), WorkingCalendar(), late) == Clock(FRIDAY_TEN, True, timedelta(minutes=30))
    assert not is_overdue(case(FRIDAY_TEN), FRIDAY_TEN)


def test_answered_closed_and_untimed_cases_have_no_clock() -> None:
    """Overdue means not answered by us; waiting for the resident alone does not answer anybody."""
    after = FRIDAY_TEN + timedelta(days=3)
    quiet = (case(FRIDAY_TEN, answered_at=NOW), case(FRIDAY_TEN, status=Status.CLOSED), case(None))
    assert [clock_of(each, WorkingCalendar(), after) for each in quiet] == [None, None, None]
    assert not any(is_overdue(each, after) for each in quiet)
    assert is_overdue(case(FRIDAY_TEN, status=Status.WAITING), after)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "0 arbetsminuter"),
        (timedelta(minutes=1), "1 arbetsminut"),
        (timedelta(minutes=59, seconds=59), "59 arbetsminuter"),
        (timedelta(minutes=60), "1 arbetstimme"),
        (timedelta(hours=6, minutes=59), "6 arbetstimmar"),
    ],
)
def test_working_time_is_said_in_plain_swedish(length: timedelta, said: str) -> None:
    """Whole hours downwards, minutes under an hour, one and many."""
    assert working_time(length) == said
