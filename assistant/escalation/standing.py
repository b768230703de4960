"""How the clock stands: when it last did a round, and how long somebody's case has waited for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from assistant.escalation.setting_aside import count_set_aside
from assistant.escalation.turns import last_round
from knowledge.worktime import WorkingCalendar

# As long as a mailbox may stand still before people are told (facts/mail.md 6).
_STILL_AFTER = timedelta(minutes=15)


@dataclass(frozen=True)
class ClockStanding:
    """`late` is the working time that the case which has waited longest has waited for a round; zero when none has.

    `set_aside`: so many cases could not be looked at; their numbers stand in the log.
    """

    last_round_at: datetime | None
    late: timedelta
    set_aside: int = 0

    @property
    def is_still(self) -> bool:
        """Whether cases wait that nobody looks at: no clock runs, or it fails each time."""
        return self.late >= _STILL_AFTER


def clock_standing(session: Session, calendar: WorkingCalendar, now: datetime) -> ClockStanding:
    """How the clock stands at this moment: three questions to the database, each answered by an index."""
    oldest = session.scalar(select(func.min(Case.watch_at)))
    late = calendar.between(oldest, now) if oldest is not None else timedelta()
    return ClockStanding(last_round(session), late, count_set_aside(session))
