"""Tests of opening hours: lunch, half days, red days and summer hours, all apart from the measuring window."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from knowledge.opening_hours import OpeningException, OpeningHours, OpeningSpan
from knowledge.worktime import STOCKHOLM, WorkingCalendar

WEEK = (
    *(OpeningSpan(day, time(8), time(12)) for day in range(5)),
    *(OpeningSpan(day, time(13), time(16, 30)) for day in range(4)),
)
SUMMER = OpeningException(
    date(2026, 6, 15),
    "Sommartid",
    tuple(OpeningSpan(day, time(9), time(12)) for day in range(4)),
    until=date(2026, 8, 14),
)
HOURS = OpeningHours(
    WEEK,
    (
        SUMMER,
        OpeningException(date(2026, 7, 6), "Semesterstängt", until=date(2026, 7, 17)),
        OpeningException.on(date(2026, 4, 30), "Valborgsmässoafton", (time(8), time(12))),
        OpeningException.on(date(2026, 7, 8), "Jourdag", (time(10), time(11))),
        OpeningException.on(date(2026, 9, 1), "Flytt"),
        OpeningException.on(date(2026, 12, 24), "Julöppet", (time(10), time(12))),
    ),
)


def local(text: str) -> datetime:
    """Read "2026-03-02 12:00" as Stockholm time."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("moment", "closes", "opens"),
    [
        ("2026-03-02 07:59", None, "2026-03-02 08:00"),
        ("2026-03-02 08:00", "2026-03-02 12:00", "2026-03-02 08:00"),
        ("2026-03-02 11:59:59", "2026-03-02 12:00", "2026-03-02 11:59:59"),
        ("2026-03-02 12:00", None, "2026-03-02 13:00"),  # lunch
        ("2026-03-02 16:29", "2026-03-02 16:30", "2026-03-02 16:29"),
        ("2026-03-02 16:30", None, "2026-03-03 08:00"),
        ("2026-03-06 12:00", None, "2026-03-09 08:00"),  # Fridays close at noon, then the weekend
        ("2026-03-27 13:00", None, "2026-03-30 08:00"),  # over the shift to summer time
        ("2026-10-23 13:00", None, "2026-10-26 08:00"),  # and back
        ("2026-04-02 17:00", None, "2026-04-07 08:00"),  # easter
        ("2026-04-30 11:00", "2026-04-30 12:00", "2026-04-30 11:00"),  # a half day by exception
        ("2026-04-30 13:30", None, "2026-05-04 08:00"),  # no afternoon, then the first of May
        ("2026-06-15 08:30", None, "2026-06-15 09:00"),  # summer hours, first day
        ("2026-06-18 12:00", None, "2026-06-22 09:00"),  # midsommarafton
        ("2026-07-03 10:00", None, "2026-07-08 10:00"),  # closed weeks within the summer, but one day
        ("2026-07-08 11:00", None, "2026-07-20 09:00"),
        ("2026-08-14 10:00", None, "2026-08-17 08:00"),  # Fridays closed to summer's last day
        ("2026-09-01 09:00", None, "2026-09-02 08:00"),  # closed for a day
        ("2026-12-24 10:30", "2026-12-24 12:00", "2026-12-24 10:30"),  # open on a red day by exception
        ("2026-12-24 12:00", None, "2026-12-28 08:00"),
    ],
)
def test_open_closing_and_opening(moment: str, closes: str | None, opens: str) -> None:
    """The three questions agree: open exactly when there is a closing ahead, and then opening is now."""
    asked = local(moment)
    assert HOURS.closes_at(asked) == (local(closes) if closes else None)
    assert HOURS.is_open(asked) is (closes is not None)
    assert HOURS.next_opening(asked) == local(opens)


def test_an_exception_over_days_does_not_open_a_red_day() -> None:
    """Summer hours for Mondays to Sundays leave midsommarafton closed, with the red day's name."""
    every_day = tuple(OpeningSpan(day, time(9), time(12)) for day in range(7))
    hours = OpeningHours((), (OpeningException(date(2026, 6, 1), "Sommartid", every_day, until=date(2026, 8, 31)),))
    assert hours.is_open(local("2026-06-18 10:00"))
    assert hours.is_open(local("2026-06-21 10:00"))
    for red in ("2026-06-06", "2026-06-19", "2026-06-20"):
        assert not hours.is_open(local(f"{red} 10:00"))
    assert hours.label_on(date(2026, 6, 19)) == "Midsommarafton"
    assert hours.label_on(date(2026, 6, 18)) == "Sommartid"


@pytest.mark.parametrize(
    ("day", "label", "spans"),
    [
        (date(2026, 3, 2), None, 2),
        (date(2026, 3, 6), None, 1),
        (date(2026, 3, 7), None, 0),
        (date(2026, 4, 3), "Långfredagen", 0),
        (date(2026, 4, 30), "Valborgsmässoafton", 1),
        (date(2026, 6, 15), "Sommartid", 1),
        (date(2026, 7, 6), "Semesterstängt", 0),
        (date(2026, 7, 8), "Jourdag", 1),
        (date(2026, 12, 24), "Julöppet", 1),
    ],
)
def test_a_days_spans_and_why_it_differs(day: date, label: str | None, spans: int) -> None:
    """The most particular rule decides both the day's hours and the word for it."""
    assert HOURS.label_on(day) == label
    assert len(HOURS.spans_on(day)) == spans


def test_a_days_spans_come_in_order() -> None:
    """Spans written afternoon first are given morning first, and only the day's own."""
    afternoon, morning = OpeningSpan(0, time(13), time(16)), OpeningSpan(0, time(8), time(12))
    hours = OpeningHours((afternoon, OpeningSpan(1, time(8), time(9)), morning))
    assert hours.spans_on(date(2026, 3, 2)) == (morning, afternoon)
    assert hours.next_opening(local("2026-03-02 07:00")) == local("2026-03-02 08:00")


def test_the_order_of_exceptions_does_not_matter() -> None:
    """The shortest exception decides wherever it stands in the list."""
    backwards = OpeningHours(WEEK, HOURS.exceptions[::-1])
    days = [date(2026, 1, 1) + timedelta(days=step) for step in range(365)]
    assert [backwards.spans_on(day) for day in days] == [HOURS.spans_on(day) for day in days]


def test_opening_hours_are_not_the_measuring_window() -> None:
    """At lunch the office is closed while the promise's clock runs."""
    lunch = local("2026-03-02 12:30")
    assert not HOURS.is_open(lunch)
    assert WorkingCalendar().is_working_moment(lunch)


def test_answers_are_in_utc_whatever_zone_was_asked() -> None:
    """08:30 in Stockholm asked in UTC is open, and the answers are UTC (design rule 14)."""
    asked = datetime(2026, 7, 20, 7, 30, tzinfo=UTC)
    for moment in (asked, asked.astimezone(STOCKHOLM)):
        closes, opens = HOURS.closes_at(moment), HOURS.next_opening(moment)
        assert (closes, opens) == (datetime(2026, 7, 20, 10, tzinfo=UTC), asked)
        assert closes is not None
        assert opens is not None
        assert closes.tzinfo is opens.tzinfo is UTC


def test_an_office_that_never_opens_has_no_next_opening() -> None:
    """No hours, or hours only beyond a year, give None instead of a search without end."""
    now = local("2026-03-02 12:00")
    assert OpeningHours(()).next_opening(now) is None
    far = OpeningException.on(date(2027, 3, 3), "Öppet hus", (time(10), time(12)))
    assert OpeningHours((), (far,)).next_opening(now) is None
    assert OpeningHours((), (far,)).next_opening(now + timedelta(days=1)) == local("2027-03-03 10:00")


def test_a_naive_moment_is_refused() -> None:
    """A moment without a zone is an error to all three questions."""
    naive = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - naive is the point
    for ask in (HOURS.is_open, HOURS.closes_at, HOURS.next_opening):
        with pytest.raises(ValueError, match="time zone"):
            ask(naive)


@pytest.mark.parametrize(("weekday", "opens", "closes"), [(7, 8, 12), (-1, 8, 12), (0, 12, 12), (0, 12, 8)])
def test_a_span_that_could_never_be_open_is_refused(weekday: int, opens: int, closes: int) -> None:
    """A wrong weekday and an empty or backward span say so at once."""
    with pytest.raises(ValueError, match=r"weekday|before it closes"):
        OpeningSpan(weekday, time(opens), time(closes))


@pytest.mark.parametrize("second", [time(11), time(12)])
def test_overlapping_and_touching_spans_are_refused(second: time) -> None:
    """A seam between two spans would be told to residents as a closing, so the two must be one."""
    spans = (OpeningSpan(0, second, time(16)), OpeningSpan(0, time(8), time(12)))
    with pytest.raises(ValueError, match="overlap or touch"):
        OpeningHours(spans)
    with pytest.raises(ValueError, match="overlap or touch"):
        OpeningException(date(2026, 3, 2), "Måndag", spans)


def test_an_exception_that_cannot_be_meant_is_refused() -> None:
    """A backward range, a span on a weekday the range lacks, and two answers for one day are errors."""
    tuesday = OpeningSpan(1, time(8), time(12))
    with pytest.raises(ValueError, match="before it begins"):
        OpeningException(date(2026, 3, 2), "Bakvänt", until=date(2026, 3, 1))
    with pytest.raises(ValueError, match="falls on no day"):
        OpeningException(date(2026, 3, 2), "Måndag", (tuesday,))
    with pytest.raises(ValueError, match="falls on no day"):
        OpeningException(date(2026, 3, 4), "Sex dagar utan tisdag", (tuesday,), until=date(2026, 3, 9))
    assert OpeningException(date(2026, 3, 2), "Två dagar", (tuesday,), until=date(2026, 3, 3)).days == 2
    with pytest.raises(ValueError, match="same day"):
        OpeningHours((), (OpeningException(date(2026, 3, 2), "A"), OpeningException(date(2026, 3, 2), "B")))


def test_opening_hours_are_values() -> None:
    """Two offices with the same hours have equal hours, so a form can tell whether anything was changed."""
    assert OpeningHours(WEEK, HOURS.exceptions) == HOURS
    assert OpeningHours(WEEK) != HOURS
