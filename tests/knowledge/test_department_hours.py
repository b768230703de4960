"""A department's rows of opening hours become a calendar, and what contradicts itself is not shown."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from knowledge.department_hours import Availability, availability, hours_of
from knowledge.organisation import Department, OpeningRow
from knowledge.worktime import STOCKHOLM

WEEK = [(weekday, time(9), time(12)) for weekday in range(5)]


def office(*exceptions: OpeningRow, week: list[tuple[int, time, time]] = WEEK) -> Department:
    """A department that is open 9 to 12 on weekdays."""
    rows = [OpeningRow(weekday=weekday, opens=opens, closes=closes, label="") for weekday, opens, closes in week]
    return Department(name="Förskola", hours=[*rows, *exceptions])


def at(day: int, hour: int) -> datetime:
    """A moment of December 2026 in Stockholm; the 1st is a Tuesday."""
    return datetime(2026, 12, day, hour, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("now", "known"),
    [
        (at(1, 10), Availability(closes_at=at(1, 12))),
        (at(1, 8), Availability(opens_at=at(1, 9))),
        (at(1, 12), Availability(opens_at=at(2, 9))),
        (at(4, 13), Availability(opens_at=at(7, 9))),
        # Christmas Eve is an exception, the 25th is red, the 26th and 27th are a weekend.
        (at(23, 13), Availability(opens_at=at(28, 9))),
    ],
)
def test_open_until_or_opening_next(now: datetime, known: Availability) -> None:
    """Open: when it closes. Closed: when it opens, over nights, weekends, red days and the town's own days."""
    eve = OpeningRow(day=date(2026, 12, 24), label="Julafton")
    assert availability(office(eve), now) == known


def test_two_spans_on_a_day_that_differs() -> None:
    """Two rows for one date are that day's morning and afternoon."""
    day = date(2026, 12, 1)
    morning = OpeningRow(day=day, opens=time(8), closes=time(9), label="Kort dag")
    afternoon = OpeningRow(day=day, opens=time(13), closes=time(14), label="")
    department = office(morning, afternoon)
    assert availability(department, at(1, 10)) == Availability(opens_at=at(1, 13))
    hours = hours_of(department)
    assert hours is not None
    assert hours.label_on(day) == "Kort dag"


def test_without_hours_nothing_is_said() -> None:
    """No rows, or days that differ alone, tell nothing about a week."""
    assert availability(office(week=[]), at(1, 10)) is None
    assert availability(office(OpeningRow(day=date(2026, 12, 24), label=""), week=[]), at(1, 10)) is None


def test_an_office_that_never_opens() -> None:
    """A week whose only day is closed by its rows gives neither a closing nor an opening."""
    closed = [OpeningRow(weekday=0, label="Stängt")]
    assert availability(Department(name="Arkiv", hours=closed), at(1, 10)) == Availability()


def test_hours_that_contradict_each_other_are_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    """Overlapping spans are logged, and the resident is told nothing false."""
    assert hours_of(office(week=[(0, time(8), time(12)), (0, time(11), time(13))])) is None
    assert "the opening hours of Förskola cannot be used" in caplog.text
