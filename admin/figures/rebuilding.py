"""Counts a month anew from the stored cases, log and events, at any time and with the same result."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from admin.figures.counting import DEFAULT_LIMITS, Limits, count_month
from admin.figures.storing import store_month
from knowledge.worktime import WorkingCalendar


def rebuild_month(
    session: Session, month: str, calendar: WorkingCalendar, now: datetime, limits: Limits = DEFAULT_LIMITS
) -> int:
    """Count a Stockholm month ("2026-05") anew; returns how many contacts it has. What was frozen stays as it was."""
    counted = count_month(session, month, calendar, now, limits)
    store_month(session, counted)
    return len(counted.facts)
