"""When each question is sent: drawn once, in working hours, spread over the whole period. Pure."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from knowledge.worktime import STOCKHOLM, WorkingCalendar

# Two questions to one address lie at least this far apart, in working time.
_APART = timedelta(minutes=30)


class PeriodTooShort(ValueError):
    """The period has not enough working hours left for the questions."""


def planned(
    addresses: Mapping[int, str], first: date, last: date, seed: int, calendar: WorkingCalendar, now: datetime
) -> Mapping[int, datetime]:
    """The moment of each question (by its number), from what remains of the period at `now`.

    The working hours are cut into as many equal pieces as an address has questions; each piece gets one of them, at a
    moment of chance in it: so they spread over weeks, days and hours, and two never come at once. The same seed gives
    the same plan. Raises PeriodTooShort.
    """
    start = calendar.clock_start(max(now, _at_opening(first, calendar)))
    hours = calendar.between(start, _at_opening(last + timedelta(days=1), calendar))
    chance = random.Random(seed)  # noqa: S311 - a plan that can be drawn again, not a secret
    plan: dict[int, datetime] = {}
    for numbers in _by_address(addresses):
        piece = hours / len(numbers)
        if piece < 2 * _APART:
            raise PeriodTooShort(f"{len(numbers)} questions to one address in {hours}")
        chance.shuffle(numbers)
        for place, number in enumerate(numbers):
            # What is left at the end of the piece keeps the next question away.
            into = place * piece + chance.random() * (piece - _APART)
            plan[number] = calendar.add(start, timedelta(seconds=int(into.total_seconds())))
    return plan


def _by_address(addresses: Mapping[int, str]) -> Sequence[list[int]]:
    grouped = defaultdict[str, list[int]](list)
    for number in sorted(addresses):
        grouped[addresses[number].strip().lower()].append(number)
    return [grouped[address] for address in sorted(grouped)]


def _at_opening(day: date, calendar: WorkingCalendar) -> datetime:
    return datetime.combine(day, calendar.opens, STOCKHOLM)
