"""When an office is open: its week, lunch, half days and summer hours; never the measuring window."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from knowledge.holidays import SwedishHolidays
from knowledge.worktime import STOCKHOLM, in_utc

# An office that opens on no day of the coming year has no next opening worth telling a resident.
_HORIZON_DAYS = 366


@dataclass(frozen=True)
class OpeningSpan:
    """One stretch of opening on a weekday (0 is Monday, 6 Sunday): open at `opens`, closed at `closes`.

    Several spans on one weekday leave a lunch between them. ValueError for a weekday outside 0-6 and for a
    span that is empty or passes midnight.
    """

    weekday: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Refuse what could never be open."""
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"A weekday is 0 (Monday) to 6 (Sunday), not {self.weekday}")
        if self.opens >= self.closes:
            raise ValueError(f"A span must open before it closes, not {self.opens}-{self.closes}")


@dataclass(frozen=True)
class OpeningException:
    """Other hours than the week's, on one day or, with `until`, from `day` to `until` (both included).

    No spans means closed. The label is Swedish and shown to residents ("Sommartid", "Stängt för flytt").
    ValueError when the range is backwards, when a span's weekday does not occur in it (a mistyped date
    would otherwise close the office in silence) and when spans of a weekday overlap or touch.
    """

    day: date
    label: str
    spans: tuple[OpeningSpan, ...] = ()
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse an exception that cannot mean what was meant."""
        if self.last < self.day:
            raise ValueError(f"An exception cannot end ({self.last}) before it begins ({self.day})")
        if self.days < 7:
            met = {(self.day + timedelta(days=step)).weekday() for step in range(self.days)}
            if strays := [span for span in self.spans if span.weekday not in met]:
                raise ValueError(f"{strays[0]} falls on no day from {self.day} to {self.last}")
        _refuse_overlap(self.spans)

    @classmethod
    def on(cls, day: date, label: str, *hours: tuple[time, time]) -> "OpeningException":
        """Make the exception for one day from its (opens, closes) pairs; no pairs means closed."""
        spans = tuple(OpeningSpan(day.weekday(), opens, closes) for opens, closes in hours)
        return cls(day, label, spans)

    @property
    def last(self) -> date:
        """Give the last day it holds."""
        return self.until or self.day

    @property
    def days(self) -> int:
        """Give the number of days it holds."""
        return (self.last - self.day).days + 1

    def covers(self, day: date) -> bool:
        """Say whether it holds on the day."""
        return self.day <= day <= self.last


@dataclass(frozen=True)
class OpeningHours:
    """An office's opening hours: a week of spans, and the days that differ.

    The first of these that says something decides a day: an exception for that very day; a red day (closed);
    the shortest exception over several days that holds it; the week. So summer hours do not open the office
    on midsommarafton, but an exception for that day does. Moments are aware (ValueError otherwise), answers
    in UTC. ValueError when spans of a weekday overlap or touch, and for two exceptions for the same one day.
    """

    spans: tuple[OpeningSpan, ...]
    exceptions: tuple[OpeningException, ...] = ()
    holidays: SwedishHolidays = field(default_factory=SwedishHolidays)
    zone: ZoneInfo = STOCKHOLM

    def __post_init__(self) -> None:
        """Refuse hours that answer the same question twice."""
        _refuse_overlap(self.spans)
        single = [exception.day for exception in self.exceptions if exception.days == 1]
        if len(set(single)) < len(single):
            raise ValueError("Two exceptions hold for the same day")

    def spans_on(self, day: date) -> tuple[OpeningSpan, ...]:
        """Give the day's spans in order, none when it is closed all day."""
        exception = self._exception_on(day)
        if exception is None and self.holidays.is_holiday(day):
            return ()
        spans = self.spans if exception is None else exception.spans
        return tuple(sorted((span for span in spans if span.weekday == day.weekday()), key=_opening))

    def label_on(self, day: date) -> str | None:
        """Say in Swedish why the day differs: the exception's label or the red day's name; None otherwise."""
        exception = self._exception_on(day)
        return self.holidays.name(day) if exception is None else exception.label

    def is_open(self, moment: datetime) -> bool:
        """Say whether the office is open; at the very moment of closing it is not."""
        return self.closes_at(moment) is not None

    def closes_at(self, moment: datetime) -> datetime | None:
        """Give when the office next closes, also for lunch; None when it is closed already."""
        at = in_utc(moment)
        for opens, closes in self._open_times(self._day_of(at)):
            if opens <= at < closes:
                return closes
        return None

    def next_opening(self, moment: datetime) -> datetime | None:
        """Give the first open moment at or after this one: the moment itself when the office is open.

        None when nothing opens within 366 days.
        """
        at = in_utc(moment)
        first = self._day_of(at)
        for step in range(_HORIZON_DAYS):
            for opens, closes in self._open_times(first + timedelta(days=step)):
                if at < closes:
                    return max(at, opens)
        return None

    def _exception_on(self, day: date) -> OpeningException | None:
        """Give the exception that decides the day; one over several days gives way to a red day."""
        found = min((each for each in self.exceptions if each.covers(day)), key=_length, default=None)
        if found is not None and found.days > 1 and self.holidays.is_holiday(day):
            return None
        return found

    def _open_times(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Give the day's spans as moments in UTC."""
        for span in self.spans_on(day):
            opens = datetime.combine(day, span.opens, self.zone)
            closes = datetime.combine(day, span.closes, self.zone)
            yield opens.astimezone(UTC), closes.astimezone(UTC)

    def _day_of(self, moment: datetime) -> date:
        """Give the moment's date on the wall calendar in Stockholm."""
        return moment.astimezone(self.zone).date()


def _opening(span: OpeningSpan) -> tuple[int, time]:
    """Order spans as they come in a week."""
    return span.weekday, span.opens


def _length(exception: OpeningException) -> int:
    """Order exceptions by how particular they are."""
    return exception.days


def _refuse_overlap(spans: Sequence[OpeningSpan]) -> None:
    """Refuse overlapping spans, and touching ones: their seam would be shown as a closing."""
    ordered = sorted(spans, key=_opening)
    for earlier, later in pairwise(ordered):
        if earlier.weekday == later.weekday and later.opens <= earlier.closes:
            raise ValueError(f"Spans overlap or touch: {earlier} and {later}")
