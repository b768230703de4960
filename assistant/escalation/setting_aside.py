"""Lets no case stop a round of the clock: one that cannot be looked at is set aside, and the others go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from assistant.escalation.clock_job import ClockJob

log = logging.getLogger(__name__)
T = TypeVar("T")

_JOB = "set_aside"
# A fault may have been mended by then, and the log of a case that stays so is short.
_AGAIN_AFTER = timedelta(days=1)


def in_parts(
    session: Session, case_ids: Sequence[int], work: Callable[[Sequence[int]], list[T]], now: datetime
) -> list[T]:
    """What `work` makes of these cases, all at once; where that fails, of each half, down to the one that is to blame.

    Each attempt has a savepoint of its own, so that nothing of a failed one is left. A database that is gone or
    refuses everybody is no fault of a case: it is raised, and the round is done again later.
    """
    try:
        with session.begin_nested():
            return work(case_ids)
    except OperationalError:
        raise
    except Exception:
        # The clock's catch-all: no case may stop the ones beside it (house rule 5).
        if len(case_ids) == 1:
            number = _set_aside(session, case_ids[0], now)
            log.exception("case %s: the clock cannot look at it, and has set it aside for a day", number)
            return []
    middle = len(case_ids) // 2
    halves = case_ids[:middle], case_ids[middle:]
    return [found for half in halves for found in in_parts(session, half, work, now)]


def take_up_again(session: Session, numbers: Sequence[str]) -> None:
    """These cases could be looked at: none of them is set aside any more."""
    session.execute(
        delete(ClockJob)
        .where(ClockJob.name == _JOB, ClockJob.period.in_(numbers))
        .execution_options(synchronize_session=False)
    )


def count_set_aside(session: Session) -> int:
    """How many cases the clock could not look at, and has yet to: one that has been answered since is none of them."""
    waiting = (
        select(func.count())
        .select_from(ClockJob)
        .join(Case, Case.number == ClockJob.period)
        .where(ClockJob.name == _JOB, Case.watch_at.is_not(None))
    )
    return session.scalar(waiting) or 0


def _set_aside(session: Session, case_id: int, now: datetime) -> str:
    """Note it for the health page, to look again a day later; gives the case's number.

    Past the case's version, as the clock always writes.
    """
    number = session.scalar(select(Case.number).where(Case.id == case_id)) or str(case_id)
    session.merge(ClockJob(name=_JOB, period=number, done_at=now))
    moved = update(Case).where(Case.id == case_id).values(watch_at=now + _AGAIN_AFTER)
    session.connection().execute(moved)
    return number
