"""Working time by the rules in words, on Stockholm's wall clock; it knows nothing of the code that it checks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_DAY = timedelta(days=1)
_OPENS, _CLOSES = time(8), time(17)


@cache
def red_days(year: int) -> frozenset[date]:
    """Sweden's red days and the three eves (lag 1989:253; semesterlagen 7 §). Sundays are not among them."""
    easter = _easter(year)
    by_easter = [easter + timedelta(days=days) for days in (-2, 0, 1, 39)]
    fixed = [date(year, *day) for day in ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))]
    midsummer_eve = next(date(year, 6, day) for day in range(19, 26) if date(year, 6, day).weekday() == 4)
    return frozenset([*by_easter, *fixed, midsummer_eve])


def is_working_day(day: date) -> bool:
    """Monday to Friday and not red; a klämdag is a working day."""
    return day.weekday() not in (5, 6) and day not in red_days(day.year)


def is_working_time(moment: datetime) -> bool:
    """From 08.00 until just before 17.00 on a working day."""
    wall = _wall(moment)
    return is_working_day(wall.date()) and _OPENS <= wall.time() < _CLOSES


def starts(moment: datetime) -> datetime:
    """The moment itself in working time, else the next opening."""
    wall = _wall(moment)
    while not is_working_day(wall.date()) or wall.time() >= _CLOSES:
        wall = datetime.combine(wall.date() + _DAY, time())
    return _moment(max(wall, datetime.combine(wall.date(), _OPENS)))


def days_later(moment: datetime, days: int) -> datetime:
    """The same time of day, so many working days after the clock has started."""
    wall = _wall(starts(moment))
    while days:
        wall += _DAY
        days -= is_working_day(wall.date())
    return _moment(wall)


def before(moment: datetime, working: timedelta) -> datetime:
    """So much working time earlier, counted backwards from a working moment."""
    wall = _wall(moment)
    while (since_opening := wall - datetime.combine(wall.date(), _OPENS)) < working:
        working -= since_opening
        day = wall.date() - _DAY
        while not is_working_day(day):
            day -= _DAY
        wall = datetime.combine(day, _CLOSES)
    return _moment(wall - working)


def local_day(moment: datetime) -> date:
    """The date on the wall in Stockholm."""
    return _wall(moment).date()


def _easter(year: int) -> date:
    """Easter Sunday by the Meeus/Jones/Butcher rule of the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _wall(moment: datetime) -> datetime:
    return moment.astimezone(_STOCKHOLM).replace(tzinfo=None)


def _moment(wall: datetime) -> datetime:
    return wall.replace(tzinfo=_STOCKHOLM).astimezone(UTC)
