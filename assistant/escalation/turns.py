"""Whose turn the clock is: of several processes one does a round, and what is done once a period is done once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.escalation.clock_job import ClockJob

_ROUND = ("round", "latest")


def take_turn(session: Session, now: datetime) -> bool:
    """Hold the round until the transaction ends, and write down when it was; False while another process has it."""
    if session.get(ClockJob, _ROUND) is None:
        try:
            with session.begin_nested():
                session.add(ClockJob(name=_ROUND[0], period=_ROUND[1], done_at=now))
        except IntegrityError:
            # Another process, at the same moment, was first.
            return False
    held = session.scalar(
        select(ClockJob)
        .where(ClockJob.name == _ROUND[0], ClockJob.period == _ROUND[1])
        .with_for_update(skip_locked=True)
    )
    if held is None:
        return False
    held.done_at = now
    return True


def last_round(session: Session) -> datetime | None:
    """When a clock last did a round; None when none ever has."""
    row = session.get(ClockJob, _ROUND)
    return row.done_at if row is not None else None


def is_first(session: Session, name: str, period: str, now: datetime) -> bool:
    """Whether the job of this period is still to be done; then it counts as done. For the holder of the round.

    Periods are named so that a later one sorts after an earlier: a clock that went backwards does no old job anew.
    """
    latest = session.scalar(select(func.max(ClockJob.period)).where(ClockJob.name == name))
    if latest is not None and latest >= period:
        return False
    session.add(ClockJob(name=name, period=period, done_at=now))
    return True
