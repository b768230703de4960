"""Tests of working time: the fact sheet's nine rows, the edges, and the explanation."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from knowledge.holidays import CALENDAR_VERSION
from knowledge.worktime import STOCKHOLM, DayShare, Uncounted, WorkingCalendar, in_utc

CALENDAR = WorkingCalendar()


def local(text: str) -> datetime:
    """Read "2025-04-16 15:00" as Stockholm time."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


# --- The fact sheet ---------------------------------------------------------------------------------------

VECTORS = [
    ("2025-04-16 15:00", "2025-04-16 15:00", "2025-04-17 15:00", "2025-04-22 15:00", "2025-04-23 15:00"),
    ("2025-06-18 16:30", "2025-06-18 16:30", "2025-06-19 16:30", "2025-06-23 16:30", "2025-06-24 16:30"),
    ("2025-06-19 19:40", "2025-06-23 08:00", "2025-06-24 08:00", "2025-06-25 08:00", "2025-06-26 08:00"),
    ("2025-12-23 16:59", "2025-12-23 16:59", "2025-12-29 16:59", "2025-12-30 16:59", "2026-01-02 16:59"),
    ("2025-12-23 17:00", "2025-12-29 08:00", "2025-12-30 08:00", "2026-01-02 08:00", "2026-01-05 08:00"),
    ("2026-04-30 14:00", "2026-04-30 14:00", "2026-05-04 14:00", "2026-05-05 14:00", "2026-05-06 14:00"),
    ("2026-05-13 12:00", "2026-05-13 12:00", "2026-05-15 12:00", "2026-05-18 12:00", "2026-05-19 12:00"),
    ("2028-06-05 10:00", "2028-06-05 10:00", "2028-06-07 10:00", "2028-06-08 10:00", "2028-06-09 10:00"),
    ("2025-11-02 19:40", "2025-11-03 08:00", "2025-11-04 08:00", "2025-11-05 08:00", "2025-11-06 08:00"),
]


@pytest.mark.parametrize(("received", "starts", "one", "two", "three"), VECTORS)
def test_the_fact_sheets_rows(received: str, starts: str, one: str, two: str, three: str) -> None:
    """The clock starts and runs out exactly as in facts/municipality.md 3, by days and by hours."""
    moment = local(received)
    assert CALENDAR.clock_start(moment) == local(starts)
    for days, expected in enumerate((starts, one, two, three)):
        assert CALENDAR.add_days(moment, days) == local(expected)
        assert CALENDAR.add(moment, timedelta(hours=9 * days)) == local(expected)
        assert CALENDAR.between(moment, local(expected)) == timedelta(hours=9 * days)


# --- The edges --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-03-02 07:59:59.999999", False),
        ("2026-03-02 08:00", True),
        ("2026-03-02 16:59:59.999999", True),
        ("2026-03-02 17:00", False),
        ("2026-03-01 12:00", False),  # Sunday
        ("2026-04-03 12:00", False),  # långfredagen
        ("2026-04-02 12:00", True),  # skärtorsdagen
        ("2026-06-19 12:00", False),  # midsommarafton
        ("2026-12-24 12:00", False),
        ("2026-12-31 12:00", False),
        ("2026-05-15 12:00", True),  # klämdag
    ],
)
def test_working_moments(moment: str, working: bool) -> None:
    """Alarms may go out from 08:00 up to, not at, 17:00 on working days."""
    assert CALENDAR.is_working_moment(local(moment)) is working


def test_a_time_that_runs_out_at_closing_is_the_next_opening() -> None:
    """17:00 is outside the window, so nine hours from 08:00 on a Friday end at 08:00 on Monday."""
    friday = local("2026-03-06 08:00")
    assert CALENDAR.add(friday, timedelta(hours=9)) == local("2026-03-09 08:00")
    assert CALENDAR.add(friday, timedelta(hours=9, microseconds=-1)) == local("2026-03-06 16:59:59.999999")
    assert CALENDAR.add(local("2026-03-06 16:00"), timedelta(hours=1)) == local("2026-03-09 08:00")
    assert CALENDAR.add(local("2026-03-06 16:00"), timedelta(hours=10)) == local("2026-03-10 08:00")


@pytest.mark.parametrize(
    ("before", "after"),
    [("2026-03-27 15:00", "2026-03-30 15:00"), ("2026-10-23 15:00", "2026-10-26 15:00")],
)
def test_the_shift_to_and_from_summer_time_changes_no_working_time(before: str, after: str) -> None:
    """A working day over the weekend of the shift is nine hours and the same time on the wall."""
    assert CALENDAR.add_days(local(before), 1) == local(after)
    assert CALENDAR.between(local(before), local(after)) == timedelta(hours=9)
    assert CALENDAR.clock_start(local(after).replace(hour=2)) == local(after).replace(hour=8)


def test_an_end_before_the_start_measures_zero() -> None:
    """Clocks that differ never give a negative answer time, and there is then nothing to explain."""
    noon, later = local("2026-03-02 12:00"), local("2026-03-03 12:00")
    assert CALENDAR.between(later, noon) == timedelta(0)
    assert CALENDAR.between(noon, noon) == timedelta(0)
    assert CALENDAR.explain(later, noon) == ()
    assert CALENDAR.explain(noon, noon) == ()


def test_a_naive_moment_is_refused_everywhere() -> None:
    """A moment without a zone is an error at every way in, on either side."""
    naive, aware = datetime(2026, 3, 2, 12), local("2026-03-02 12:00")  # noqa: DTZ001 - naive is the point
    calls: list[Callable[[], object]] = [
        lambda: CALENDAR.clock_start(naive),
        lambda: CALENDAR.is_working_moment(naive),
        lambda: CALENDAR.add_days(naive, 1),
        lambda: CALENDAR.add(naive, timedelta(hours=1)),
        lambda: CALENDAR.between(naive, aware),
        lambda: CALENDAR.between(aware, naive),
        lambda: CALENDAR.explain(naive, aware),
        lambda: CALENDAR.explain(aware, naive),
        lambda: in_utc(naive),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="time zone"):
            call()


def test_answers_are_in_utc_whatever_zone_was_asked() -> None:
    """The same moment in three zones gives the same answer, and the answer is UTC (design rule 14)."""
    asked = local("2026-07-01 18:30")
    for zone in (STOCKHOLM, UTC, timezone(timedelta(hours=-7)), ZoneInfo("Asia/Tokyo")):
        moment = asked.astimezone(zone)
        for answer in (CALENDAR.clock_start(moment), CALENDAR.add_days(moment, 0)):
            assert answer == local("2026-07-02 08:00")
            assert answer.tzinfo is UTC
        assert CALENDAR.add_days(moment, 2).tzinfo is UTC
    assert CALENDAR.clock_start(local("2026-07-01 12:00")).tzinfo is UTC


def test_time_is_only_added_forwards() -> None:
    """A negative promise is a mistake in the settings, and says so."""
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add_days(local("2026-03-02 12:00"), -1)
    with pytest.raises(ValueError, match="forwards"):
        CALENDAR.add(local("2026-03-02 12:00"), -timedelta(microseconds=1))


def test_another_window() -> None:
    """A window of its own counts by its own length and says so in its version."""
    calendar = WorkingCalendar(opens=time(8, 30), closes=time(16))
    assert calendar.day_length == timedelta(hours=7, minutes=30)
    assert calendar.add_days(local("2026-03-06 15:59"), 1) == local("2026-03-09 15:59")
    assert calendar.version == f"{CALENDAR_VERSION}/0830-1600"
    shares = calendar.explain(local("2026-03-02 16:00"), local("2026-03-03 08:30"))
    assert [share.note for share in shares] == ["efter 16", "före 08:30"]
    with pytest.raises(ValueError, match="open before"):
        WorkingCalendar(opens=time(17), closes=time(17))


def test_the_delivered_window() -> None:
    """The delivered calendar is 08-17 in Stockholm, nine hours, and is a value that can be compared."""
    assert (CALENDAR.opens, CALENDAR.closes, CALENDAR.zone.key) == (time(8), time(17), "Europe/Stockholm")
    assert CALENDAR.day_length == timedelta(hours=9)
    assert CALENDAR.version == f"{CALENDAR_VERSION}/0800-1700"
    assert WorkingCalendar() == CALENDAR


# --- "Så räknade vi" --------------------------------------------------------------------------------------


def test_an_explanation_over_easter() -> None:
    """Each day from arrival to answer is there, and each that gave nothing says why."""
    shares = CALENDAR.explain(local("2025-04-16 17:20"), local("2025-04-23 07:10"))
    nothing, whole = timedelta(0), timedelta(hours=9)
    assert shares == (
        DayShare(date(2025, 4, 16), nothing, Uncounted.AFTER_CLOSING, "efter 17"),
        DayShare(date(2025, 4, 17), whole),
        DayShare(date(2025, 4, 18), nothing, Uncounted.RED_DAY, "röd dag: Långfredagen"),
        DayShare(date(2025, 4, 19), nothing, Uncounted.WEEKEND, "helg"),
        DayShare(date(2025, 4, 20), nothing, Uncounted.RED_DAY, "röd dag: Påskdagen"),
        DayShare(date(2025, 4, 21), nothing, Uncounted.RED_DAY, "röd dag: Annandag påsk"),
        DayShare(date(2025, 4, 22), whole),
        DayShare(date(2025, 4, 23), nothing, Uncounted.BEFORE_OPENING, "före 08"),
    )


@pytest.mark.parametrize(
    ("start", "end", "counted", "note"),
    [
        ("2026-03-02 06:00", "2026-03-02 08:00", timedelta(0), "före 08"),
        ("2026-03-02 17:00", "2026-03-02 23:00", timedelta(0), "efter 17"),
        ("2026-03-02 06:00", "2026-03-02 23:00", timedelta(hours=9), ""),
        ("2026-03-02 09:15", "2026-03-02 11:00", timedelta(hours=1, minutes=45), ""),
        ("2026-03-01 09:15", "2026-03-01 11:00", timedelta(0), "helg"),
    ],
)
def test_an_explanation_within_a_day(start: str, end: str, counted: timedelta, note: str) -> None:
    """A question answered the same day has one share, with a word only when it is nothing."""
    (share,) = CALENDAR.explain(local(start), local(end))
    assert (share.counted, share.note) == (counted, note)
    assert (share.reason is None) is (note == "")


def test_an_explanations_days_are_stockholms() -> None:
    """A question at 23:30 UTC belongs to the next day in Stockholm."""
    shares = CALENDAR.explain(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC))
    assert shares == (DayShare(date(2026, 3, 3), timedelta(hours=2)),)
