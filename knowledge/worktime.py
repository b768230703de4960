"""The working-time calendar: adds and measures working time, and explains the sum day by day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from knowledge.holidays import SwedishHolidays

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# The measuring window of the national measures (facts/municipality.md 2): not a department's opening hours.
DAY_OPENS, DAY_CLOSES = time(8), time(17)

# Ten years of days: whoever counts a long history comes back to the same ones again and again.
_DAYS_KEPT = 4_096
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class Uncounted(Enum):
    """Why a day gave no working time; the value is the word shown in "så räknade vi"."""

    WEEKEND = "helg"
    RED_DAY = "röd dag"
    BEFORE_OPENING = "före"
    AFTER_CLOSING = "efter"


@dataclass(frozen=True)
class DayShare:
    """One Stockholm day's part of a measured time.

    `counted` is working time. When it is zero `reason` says why and `note` says it in Swedish
    ("helg", "röd dag: Långfredagen", "före 08", "efter 17"); otherwise they are None and "".
    """

    day: date
    counted: timedelta
    reason: Uncounted | None = None
    note: str = ""


@dataclass(frozen=True)
class WorkingCalendar:
    """The measuring window of the KKiK rules: working days 08-17, nine hours (facts/municipality.md 2 and 3).

    The window is half-open: 17:00 is already outside, so a time that runs out at closing is given as the
    next opening. Moments are aware datetimes in any zone (ValueError for a naive one); answers are in UTC.
    It is not the opening hours of an office: those are in `knowledge.opening_hours`.
    """

    opens: time = DAY_OPENS
    closes: time = DAY_CLOSES
    zone: ZoneInfo = STOCKHOLM
    holidays: SwedishHolidays = field(default_factory=SwedishHolidays)

    def __post_init__(self) -> None:
        """Refuse a window that is empty or passes midnight: one day must hold it."""
        if self.opens >= self.closes:
            raise ValueError(f"The working day must open before it closes, not {self.opens}-{self.closes}")

    @property
    def version(self) -> str:
        """Name the rules and the window, to be stored with whatever was counted by them."""
        return f"{self.holidays.version}/{self.opens:%H%M}-{self.closes:%H%M}"

    @property
    def day_length(self) -> timedelta:
        """Give the working time of one working day, nine hours as delivered."""
        return _length(self.opens, self.closes)

    def is_working_day(self, day: date) -> bool:
        """Say whether the day is Monday to Friday and not red."""
        return day.weekday() < _SATURDAY and not self.holidays.is_holiday(day)

    def is_working_moment(self, moment: datetime) -> bool:
        """Say whether the moment is within working time, the only time when alarms go out."""
        return self.clock_start(moment) == moment

    def clock_start(self, moment: datetime) -> datetime:
        """Give the first working moment at or after this one: where the promise's clock starts.

        The legal day of arrival is another clock, and is never moved (facts/municipality.md 3).
        """
        return self._started(moment)[1]

    def add_days(self, moment: datetime, days: int) -> datetime:
        """Add whole working days: the same time of day, `days` working days after the clock starts.

        ValueError for a negative number; zero gives the start of the clock.
        """
        return self.add(moment, days * self.day_length)

    def add(self, moment: datetime, working: timedelta) -> datetime:
        """Give the moment when this much working time has passed; ValueError when it is negative."""
        if working < timedelta(0):
            raise ValueError(f"Working time can only be added forwards, not {working}")
        (first, start), length = self._started(moment), self.day_length
        days, rest = divmod(working, length)
        into_the_day = start - self._window(first)[0] + rest
        if into_the_day >= length:
            days, into_the_day = days + 1, into_the_day - length
        return self._window(self._working_day_after(first, days))[0] + into_the_day

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Measure the working time from start to end.

        An end before the start gives zero: two servers' clocks may differ by seconds, and an answer that
        seems to precede its question took no time rather than a negative one that would lower a mean.
        """
        begin, finish = in_utc(start), in_utc(end)
        if finish <= begin:
            return timedelta(0)
        first, last = self._day_of(begin), self._day_of(finish)
        if first == last:
            return self._counted(first, begin, finish)
        whole = sum(1 for day in _days(first + _ONE_DAY, last - _ONE_DAY) if self.is_working_day(day))
        ends = self._counted(first, begin, finish) + self._counted(last, begin, finish)
        return whole * self.day_length + ends

    def explain(self, start: datetime, end: datetime) -> tuple[DayShare, ...]:
        """Show the measured time day by day, for "så räknade vi"; the shares sum to `between`.

        Every Stockholm day from the start's to the end's is there, also those that gave nothing; an end at
        or before the start gives no days at all.
        """
        begin, finish = in_utc(start), in_utc(end)
        if finish <= begin:
            return ()
        return tuple(self._share(day, begin, finish) for day in _days(self._day_of(begin), self._day_of(finish)))

    def _started(self, moment: datetime) -> tuple[date, datetime]:
        """Give where the clock starts, and the working day that it is on."""
        at = in_utc(moment)
        day = self._day_of(at)
        if self.is_working_day(day):
            opens, closes = self._window(day)
            if at < closes:
                return day, max(at, opens)
        day = self._working_day_after(day, 1)
        return day, self._window(day)[0]

    def _share(self, day: date, begin: datetime, finish: datetime) -> DayShare:
        """Count one day, or say why it gave nothing; a red day's name says more than "helg"."""
        nothing = timedelta(0)
        if name := self.holidays.name(day):
            return DayShare(day, nothing, Uncounted.RED_DAY, f"{Uncounted.RED_DAY.value}: {name}")
        if not self.is_working_day(day):
            return DayShare(day, nothing, Uncounted.WEEKEND, Uncounted.WEEKEND.value)
        if counted := self._counted(day, begin, finish):
            return DayShare(day, counted)
        if finish <= self._window(day)[0]:
            reason, hour = Uncounted.BEFORE_OPENING, self.opens
        else:
            reason, hour = Uncounted.AFTER_CLOSING, self.closes
        return DayShare(day, nothing, reason, f"{reason.value} {_hour(hour)}")

    def _counted(self, day: date, begin: datetime, finish: datetime) -> timedelta:
        """Give the part of [begin, finish) that lies within the day's working time."""
        if not self.is_working_day(day):
            return timedelta(0)
        opens, closes = self._window(day)
        return max(min(finish, closes) - max(begin, opens), timedelta(0))

    def _window(self, day: date) -> tuple[datetime, datetime]:
        """Give the day's opening and closing in UTC, where subtraction is true also around summer time."""
        return _window(day, self.opens, self.closes, self.zone)

    def _day_of(self, moment: datetime) -> date:
        """Give the moment's date on the wall calendar in Stockholm."""
        return moment.astimezone(self.zone).date()

    def _working_day_after(self, day: date, steps: int) -> date:
        """Step forward this many working days; no step leaves the day as it is."""
        while steps:
            day += _ONE_DAY
            if self.is_working_day(day):
                steps -= 1
        return day


def in_utc(moment: datetime) -> datetime:
    """Turn an aware moment to UTC; ValueError for a naive one, whose zone nobody can know."""
    if moment.utcoffset() is None:
        raise ValueError(f"A moment must say its time zone: {moment.isoformat()}")
    return moment.astimezone(UTC)


def _days(first: date, last: date) -> Iterator[date]:
    """Give every date from the first to the last, both included; none when they are the wrong way round."""
    return (first + timedelta(days=step) for step in range((last - first).days + 1))


@lru_cache(maxsize=_DAYS_KEPT)
def _window(day: date, opens: time, closes: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give a day's two moments in UTC; looking them up in the zone anew would dominate a long count."""
    return datetime.combine(day, opens, zone).astimezone(UTC), datetime.combine(day, closes, zone).astimezone(UTC)


@lru_cache
def _length(opens: time, closes: time) -> timedelta:
    """Give the time from opening to closing on the wall clock."""
    return _since_midnight(closes) - _since_midnight(opens)


def _since_midnight(at: time) -> timedelta:
    """Turn a time of day into the time since midnight."""
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _hour(at: time) -> str:
    """Write a time as Swedes say it: a full hour as "08", otherwise "08:30"."""
    return f"{at:%H}" if at.minute == 0 else f"{at:%H:%M}"
