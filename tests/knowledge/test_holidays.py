"""Tests of the red days: five years pinned day by day, and the days that only look like holidays."""

from datetime import date, timedelta
from importlib.metadata import version

import pytest

from knowledge.holidays import CALENDAR_VERSION, FIRST_YEAR, LAST_YEAR, SwedishHolidays

FIXED = {
    (1, 1): "Nyårsdagen",
    (1, 6): "Trettondedag jul",
    (5, 1): "Första maj",
    (6, 6): "Nationaldagen",
    (12, 24): "Julafton",
    (12, 25): "Juldagen",
    (12, 26): "Annandag jul",
    (12, 31): "Nyårsafton",
}
MOVABLE_NAMES = (
    "Långfredagen",
    "Påskdagen",
    "Annandag påsk",
    "Kristi himmelsfärdsdag",
    "Pingstdagen",
    "Midsommarafton",
    "Midsommardagen",
    "Alla helgons dag",
)
MOVABLE = {
    2024: ((3, 29), (3, 31), (4, 1), (5, 9), (5, 19), (6, 21), (6, 22), (11, 2)),
    2025: ((4, 18), (4, 20), (4, 21), (5, 29), (6, 8), (6, 20), (6, 21), (11, 1)),
    2026: ((4, 3), (4, 5), (4, 6), (5, 14), (5, 24), (6, 19), (6, 20), (10, 31)),
    2027: ((3, 26), (3, 28), (3, 29), (5, 6), (5, 16), (6, 25), (6, 26), (11, 6)),
    2028: ((4, 14), (4, 16), (4, 17), (5, 25), (6, 4), (6, 23), (6, 24), (11, 4)),
}
HOLIDAYS = SwedishHolidays()


def days_of(year: int) -> list[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", MOVABLE)
def test_a_years_red_days_are_exactly_these(year: int) -> None:
    """Every red day is there with its Swedish name, and no other day of the year is red."""
    expected = {date(year, *day): name for day, name in FIXED.items()}
    expected |= {date(year, *day): name for day, name in zip(MOVABLE[year], MOVABLE_NAMES, strict=True)}
    assert {day: HOLIDAYS.name(day) for day in days_of(year) if HOLIDAYS.is_holiday(day)} == expected
    assert len(expected) == 16


@pytest.mark.parametrize("year", MOVABLE)
def test_a_name_and_a_red_day_go_together(year: int) -> None:
    """A day has a name exactly when it is red, so that an explanation never lacks its word."""
    assert all((HOLIDAYS.name(day) is not None) is HOLIDAYS.is_holiday(day) for day in days_of(year))


@pytest.mark.parametrize(
    ("day", "what"),
    [
        (date(2025, 4, 17), "skärtorsdagen"),
        (date(2026, 4, 2), "skärtorsdagen"),
        (date(2026, 1, 5), "trettondagsafton"),
        (date(2026, 4, 30), "valborgsmässoafton"),
        (date(2025, 6, 19), "dagen före midsommarafton"),
        (date(2026, 10, 30), "allhelgonaafton"),
        (date(2026, 5, 15), "klämdag efter Kristi himmelsfärdsdag"),
        (date(2028, 6, 5), "klämdag före nationaldagen"),
        (date(2025, 5, 2), "klämdag efter första maj"),
        (date(2024, 12, 23), "dagen före julafton"),
        (date(2024, 12, 27), "mellandag"),
        (date(2024, 12, 30), "mellandag"),
    ],
)
def test_half_days_and_squeezed_days_are_no_holidays(day: date, what: str) -> None:
    """The bank's half days and the days people take off are working days for the promise."""
    assert day.weekday() < 5, what
    assert not HOLIDAYS.is_holiday(day), what
    assert HOLIDAYS.name(day) is None, what


def test_plain_sundays_are_left_to_the_weekday_rule() -> None:
    """Only the church's own Sundays are red; versions of the library have differed about the others."""
    sundays = [day for day in days_of(2026) if day.weekday() == 6]
    assert len(sundays) == 52
    assert [day for day in sundays if HOLIDAYS.is_holiday(day)] == [date(2026, 4, 5), date(2026, 5, 24)]


def test_two_holidays_on_one_day_are_both_named() -> None:
    """In 2008 ascension day fell on the first of May, and the name says both."""
    name = HOLIDAYS.name(date(2008, 5, 1))
    assert name is not None
    assert set(name.split(" och ")) == {"Första maj", "Kristi himmelsfärdsdag"}


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_a_year_the_library_does_not_know_is_refused(year: int) -> None:
    """A year without known holidays is an error, never a year without holidays."""
    with pytest.raises(ValueError, match=str(year)):
        HOLIDAYS.is_holiday(date(year, 12, 25))
    with pytest.raises(ValueError, match=str(year)):
        HOLIDAYS.name(date(year, 12, 25))


@pytest.mark.parametrize("year", [FIRST_YEAR, LAST_YEAR])
def test_the_first_and_last_known_years_have_holidays(year: int) -> None:
    """The limits are inside what the library computes."""
    assert HOLIDAYS.name(date(year, 12, 25)) == "Juldagen"


def test_the_version_names_the_installed_library() -> None:
    """Whoever renews the library must look at this calendar and raise its version."""
    assert CALENDAR_VERSION.split("/") == ["se-2026.1", f"holidays-{version('holidays')}"]
    assert HOLIDAYS.version == CALENDAR_VERSION


def test_two_calendars_are_the_same_value() -> None:
    """The calendar is a value: settings that hold one can be compared."""
    assert SwedishHolidays() == HOLIDAYS
    assert hash(SwedishHolidays()) == hash(HOLIDAYS)
