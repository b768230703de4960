"""When an entry's owner is reminded that it must be reviewed, and from when on it is no longer mailed; pure."""

from __future__ import annotations

import enum
from datetime import date, timedelta

AHEAD = (timedelta(days=30), timedelta(days=7))
"""So long before the day an owner is reminded, once each."""
_WEEK = timedelta(days=7)


class Urgency(enum.Enum):
    """How near the day is; SILENT: so long ago that the assistant no longer mails the entry."""

    MONTH = "month"
    WEEK = "week"
    LATE = "late"
    SILENT = "silent"


def urgency(due: date, today: date, grace_days: int | None) -> Urgency | None:
    """How near an entry's day is; None where it is more than a month away. `grace_days` None: it is never silent."""
    if today > due:
        silent = grace_days is not None and (today - due).days > grace_days
        return Urgency.SILENT if silent else Urgency.LATE
    month, week = AHEAD
    if today >= due - week:
        return Urgency.WEEK
    return Urgency.MONTH if today >= due - month else None


def must_remind(due: date, reminded: date | None, today: date, grace_days: int | None) -> bool:
    """Whether the owner is to hear of it today: 30 and 7 days before, at once when it is silent, weekly when late.

    A reminder that fell on a day when nobody works is due on the next one; `reminded` is the latest day it was given.
    """
    now = urgency(due, today, grace_days)
    if now is None:
        return False
    if reminded is None or urgency(due, reminded, grace_days) is not now:
        return True
    return now in (Urgency.LATE, Urgency.SILENT) and today - reminded >= _WEEK
