"""A department's stored opening hours as the calendar that answers when it is open."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from knowledge.opening_hours import OpeningException, OpeningHours, OpeningSpan
from knowledge.organisation import Department, OpeningRow

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Availability:
    """Whether an office is open at a moment (then `closes_at`), or when it opens next; aware, in UTC.

    Both are None when it opens on no day of the coming year.
    """

    closes_at: datetime | None = None
    opens_at: datetime | None = None


def availability(department: Department, now: datetime) -> Availability | None:
    """Whether the department can be reached at `now`; None when its hours are not known, or make no sense."""
    hours = hours_of(department)
    if hours is None:
        return None
    closes_at = hours.closes_at(now)
    return Availability(closes_at, None if closes_at else hours.next_opening(now))


def hours_of(department: Department) -> OpeningHours | None:
    """The department's calendar; None without hours. Hours that contradict each other are logged and not shown."""
    if not any(row.weekday is not None for row in department.hours):
        return None
    try:
        return OpeningHours(_week(department.hours), _exceptions(department.hours))
    except ValueError as fault:
        # A resident must get the answer all the same; without hours nothing false is said.
        log.warning("the opening hours of %s cannot be used: %s", department.name, fault)
        return None


def _week(rows: Sequence[OpeningRow]) -> tuple[OpeningSpan, ...]:
    return tuple(
        OpeningSpan(row.weekday, row.opens, row.closes)
        for row in rows
        if row.weekday is not None and row.opens is not None and row.closes is not None
    )


def _exceptions(rows: Sequence[OpeningRow]) -> tuple[OpeningException, ...]:
    """Several rows for one date are several spans of that day."""
    labels: dict[date, str] = {}
    spans: dict[date, list[tuple[time, time]]] = {}
    for row in rows:
        if row.day is not None:
            labels[row.day] = labels.get(row.day) or row.label
            open_for = [(row.opens, row.closes)] if row.opens is not None and row.closes is not None else []
            spans.setdefault(row.day, []).extend(open_for)
    return tuple(OpeningException.on(day, label, *spans[day]) for day, label in labels.items())
