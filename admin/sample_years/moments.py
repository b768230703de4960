"""When people write to a municipality: by the seasons, the week and the hours of the day."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate

from knowledge.worktime import STOCKHOLM

# July is quiet, and everybody comes back in August; January has the invoices.
_BY_MONTH = (1.2, 1.05, 1.1, 1.0, 1.05, 0.9, 0.55, 1.2, 1.15, 1.05, 1.0, 0.8)
_BY_WEEKDAY = (1.25, 1.1, 1.0, 0.95, 0.85, 0.14, 0.16)
_BY_HOUR = (0.3, 0.1, 0.1, 0.1, 0.1, 0.2, 0.6, 3, 10, 13, 12, 9, 7, 10, 9, 8, 6, 3, 2, 2.5, 3, 2.5, 1.2, 0.6)


def moments(chance: random.Random, after: datetime, before: datetime, count: int) -> Sequence[datetime]:
    """So many moments in UTC between the two, in order."""
    first = after.astimezone(STOCKHOLM).date()
    days = [first + timedelta(days=day) for day in range((before.astimezone(STOCKHOLM).date() - first).days + 1)]
    chosen_days = list(accumulate(_BY_MONTH[day.month - 1] * _BY_WEEKDAY[day.weekday()] for day in days))
    chosen_hours = list(accumulate(_BY_HOUR))
    found: list[datetime] = []
    while len(found) < count:
        [day] = chance.choices(days, cum_weights=chosen_days)
        [hour] = chance.choices(range(24), cum_weights=chosen_hours)
        wall = time(hour, chance.randrange(60), chance.randrange(60))
        # Of an hour that comes twice in autumn either one; one that spring leaves out is the hour after it.
        moment = datetime.combine(day, wall, STOCKHOLM).replace(fold=chance.randrange(2)).astimezone(UTC)
        if after <= moment < before:
            found.append(moment)
    return sorted(found)
