"""A guide's own day in numbers: what they have registered since midnight in Stockholm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import CaseEvent, EventKind
from knowledge.worktime import STOCKHOLM


@dataclass(frozen=True)
class MyDay:
    """`seconds` is the median time that the form stood open, None when no registration was timed."""

    solved: int = 0
    handed_over: int = 0
    seconds: int | None = None

    @property
    def contacts(self) -> int:
        """All that was registered."""
        return self.solved + self.handed_over


def my_day(session: Session, staff_id: int, now: datetime) -> MyDay:
    """Counted from the events of one's own registrations.

    What became confidential is among them: its guide wrote it down, and a number tells nobody else of it.
    """
    midnight = datetime.combine(now.astimezone(STOCKHOLM).date(), time(), STOCKHOLM)
    registered = select(CaseEvent.detail).where(
        CaseEvent.kind == EventKind.REGISTERED,
        CaseEvent.at >= midnight,
        CaseEvent.at <= now,
        CaseEvent.staff_id == staff_id,
    )
    details = session.scalars(registered).all()
    solved = sum(1 for detail in details if detail.get("solved"))
    timed = [seconds for detail in details if isinstance(seconds := detail.get("seconds"), int)]
    return MyDay(solved, len(details) - solved, round(median(timed)) if timed else None)
