"""A department's stored hours as the page shows them: its week, what differs from it, and the coming days; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from admin.settings.hours.forms import Exceptional
from knowledge.audit import Values
from knowledge.audited import WEEKDAYS, span_text
from knowledge.opening_hours import OpeningHours
from knowledge.organisation import OpeningRow

DAYS_AHEAD = 14
# Days of one exception that only a weekend or red days keep apart are one to the eye.
_APART = timedelta(days=5)


@dataclass(frozen=True)
class DayShown:
    """One of the coming days as residents will see it; without `hours` it is closed, `label` says why it differs."""

    day: date
    hours: str
    label: str


def week_values(rows: Iterable[OpeningRow]) -> Values:
    """The week as text by weekday; "" for a closed day."""
    spans: dict[str, list[tuple[time, time]]] = {weekday: [] for weekday in WEEKDAYS}
    for row in rows:
        if row.weekday is not None and row.opens is not None and row.closes is not None:
            spans[WEEKDAYS[row.weekday]].append((row.opens, row.closes))
    return {weekday: span_text(spans[weekday]) for weekday in WEEKDAYS}


def exceptions_from(rows: Iterable[OpeningRow], today: date) -> list[Exceptional]:
    """What differs from today on, the nearest first; days alike that follow each other are told as one."""
    days: dict[date, Exceptional] = {}
    for row in sorted(rows, key=lambda row: (row.day or date.min, row.opens or time.min)):
        if row.day is None or row.day < today:
            continue
        spans = ((row.opens, row.closes),) if row.opens is not None and row.closes is not None else ()
        known = days.get(row.day) or Exceptional(row.day, row.day, (), row.label)
        days[row.day] = replace(known, spans=(*known.spans, *spans))
    return _joined(list(days.values()))


def days_ahead(hours: OpeningHours | None, today: date) -> tuple[DayShown, ...]:
    """The coming two weeks, today first; none without hours."""
    if hours is None:
        return ()
    days = (today + timedelta(days=step) for step in range(DAYS_AHEAD))
    return tuple(
        DayShown(day, span_text((span.opens, span.closes) for span in hours.spans_on(day)), hours.label_on(day) or "")
        for day in days
    )


def _joined(days: Sequence[Exceptional]) -> list[Exceptional]:
    joined: list[Exceptional] = []
    for one in days:
        last = joined[-1] if joined else None
        alike = last is not None and (last.spans, last.label) == (one.spans, one.label)
        if last is not None and alike and last.label and one.day - last.until <= _APART:
            joined[-1] = replace(last, until=one.until)
        else:
            joined.append(one)
    return joined
