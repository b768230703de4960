"""Tests of working time against an oracle: every working minute of ten years, found by rules of its own.

The oracle uses neither the holidays library nor zoneinfo: red days come from the laws and the computus,
summer time from the directive. Adding and measuring are then places in a list.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.worktime import STOCKHOLM, WorkingCalendar

CALENDAR = WorkingCalendar()
FIXED_RUN = settings(deadline=None, derandomize=True, max_examples=1000, database=None)
FIRST, LAST = 2020, 2030
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian computus (Meeus/Jones/Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * rest) // 451
    month, day = divmod(h + rest - 7 * m + 114, 31)
    return date(year, month, day + 1)


def saturday_from(first: date) -> date:
    """The first Saturday on or after a date."""
    return first + timedelta(days=(5 - first.weekday()) % 7)


def red_days(year: int) -> set[date]:
    """The red days by the law's own rules (SFS 1989:253 and 1977:480, 7 §)."""
    midsummer = saturday_from(date(year, 6, 20))
    fixed = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
    by_easter = {easter(year) + timedelta(days=after) for after in (-2, 0, 1, 39, 49)}
    movable = {midsummer, midsummer - timedelta(days=1), saturday_from(date(year, 10, 31))}
    return {date(year, month, day) for month, day in fixed} | by_easter | movable


def shift(year: int, month: int) -> datetime:
    """When summer time begins (March) or ends (October): the last Sunday at 01:00 UTC (2000/84/EC)."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def minute_of(moment: datetime) -> int:
    """The number of whole minutes since 1970."""
    return (moment - EPOCH) // MINUTE


def working_hours_of(year: int) -> Iterator[int]:
    """The first minute of every working hour of a year, hour by hour in UTC; shifts fall on whole hours."""
    summer, winter, red = shift(year, 3), shift(year, 10), red_days(year)
    hour, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while hour < end:
        wall = hour + timedelta(hours=2 if summer <= hour < winter else 1)
        if 8 <= wall.hour < 17 and wall.weekday() < 5 and wall.date() not in red:
            yield minute_of(hour)
        hour += timedelta(hours=1)


@cache
def working_minutes() -> Sequence[int]:
    """Every working minute of the years and of two years more, in order: the oracle."""
    found = array("q")
    for year in range(FIRST, LAST + 3):
        for hour in working_hours_of(year):
            found.extend(range(hour, hour + 60))
    return found


def place(minute: int) -> int:
    """The place in the oracle of the first working minute at or after this one."""
    return bisect_left(working_minutes(), minute)


def moment_of(minute: int) -> datetime:
    """The moment a minute begins."""
    return EPOCH + minute * MINUTE


SHIFTS = [minute_of(shift(year, month)) for year in range(FIRST, LAST + 1) for month in (3, 10)]
ANY_MINUTE = st.integers(minute_of(datetime(FIRST, 1, 1, tzinfo=UTC)), minute_of(datetime(LAST, 12, 31, tzinfo=UTC)))
NEAR_A_SHIFT = st.builds(int.__add__, st.sampled_from(SHIFTS), st.integers(-4 * 1440, 4 * 1440))
# A minute on either side of opening and closing, in winter (07-16 UTC) and summer (06-15 UTC).
NEAR_AN_EDGE = st.builds(
    lambda any_minute, hour, aside: any_minute // 1440 * 1440 + hour * 60 + aside,
    ANY_MINUTE,
    st.sampled_from([6, 7, 15, 16]),
    st.sampled_from([-1, 0, 1]),
)
MINUTES = st.one_of(ANY_MINUTE, NEAR_A_SHIFT, NEAR_AN_EDGE)
# Most answers come within days, so most pairs do too; some are the wrong way round.
CLOSE_PAIRS = st.builds(lambda start, later: (start, start + later), MINUTES, st.integers(-100, 5000))


def test_the_oracle_is_what_it_says() -> None:
    """The oracle holds whole days of 540 minutes, rising, with 2025's 249 working days among them."""
    assert all(earlier < later for earlier, later in pairwise(working_minutes()))
    first, last = (minute_of(datetime(year, 1, 1, tzinfo=UTC)) for year in (2025, 2026))
    assert place(last) - place(first) == 249 * 540


@FIXED_RUN
@given(minute=MINUTES)
def test_clock_start_agrees_with_the_oracle(minute: int) -> None:
    """The clock starts at the first working minute at or after, and only working minutes are working."""
    expected = working_minutes()[place(minute)]
    assert CALENDAR.clock_start(moment_of(minute)) == moment_of(expected)
    assert CALENDAR.is_working_moment(moment_of(minute)) is (expected == minute)


@FIXED_RUN
@given(minute=MINUTES, days=st.integers(0, 400))
def test_add_days_agrees_with_the_oracle(minute: int, days: int) -> None:
    """So many working days later is 540 working minutes later for each of them."""
    expected = working_minutes()[place(minute) + 540 * days]
    assert CALENDAR.add_days(moment_of(minute), days) == moment_of(expected)


@FIXED_RUN
@given(minute=MINUTES, working=st.one_of(st.integers(0, 2000), st.integers(0, 400 * 540)))
def test_add_agrees_with_the_oracle(minute: int, working: int) -> None:
    """So many working minutes later is so many places further on in the list of working minutes."""
    expected = working_minutes()[place(minute) + working]
    assert CALENDAR.add(moment_of(minute), working * MINUTE) == moment_of(expected)


@FIXED_RUN
@given(pair=st.one_of(st.tuples(MINUTES, MINUTES), CLOSE_PAIRS))
def test_between_and_explain_agree_with_the_oracle(pair: tuple[int, int]) -> None:
    """The working time is the number of working minutes from start to end, and the shares sum to it."""
    start, end = (moment_of(minute) for minute in pair)
    expected = max(0, place(pair[1]) - place(pair[0])) * MINUTE
    assert CALENDAR.between(start, end) == expected
    shares = CALENDAR.explain(start, end)
    assert sum((share.counted for share in shares), timedelta(0)) == expected
    assert all((share.note == "") is (share.counted > timedelta(0)) for share in shares)


@FIXED_RUN
@given(
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(STOCKHOLM)),  # noqa: DTZ001
    working=st.timedeltas(timedelta(0), timedelta(days=30)),
)
def test_what_is_added_can_be_measured(moment: datetime, working: timedelta) -> None:
    """Adding and measuring are each other's inverses, to the microsecond."""
    end = CALENDAR.add(moment, working)
    assert CALENDAR.between(moment, end) == working
    assert CALENDAR.is_working_moment(end)


def test_ten_years_of_working_days() -> None:
    """All working days of 2016-2025 added at once lead from the first opening past the last."""
    days = [date(2016, 1, 1) + timedelta(days=step) for step in range(3653)]
    working = len([day for day in days if day.weekday() < 5 and day not in red_days(day.year)])
    start = datetime(2016, 1, 4, 8, tzinfo=STOCKHOLM)
    end = datetime(2026, 1, 2, 8, tzinfo=STOCKHOLM)
    assert CALENDAR.add_days(start, working) == end
    assert CALENDAR.between(start, end) == working * CALENDAR.day_length
