"""How often the assistant's answers helped, by the word of those who asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.case import CaseEvent, EventKind, Line
from assistant.cases.response_log import ResponseLog

LOOKED_BACK = timedelta(days=90)
"""How far back is counted."""
# A share of fewer words than these says more about chance than about the answers ("always show n", facts 2).
_FEWEST_WORDS = 30


@dataclass(frozen=True)
class Usefulness:
    """`answers` that the assistant gave, and what was said to "Hjälpte svaret?" about them: `helped` of `words`."""

    answers: int
    words: int
    helped: int

    @property
    def percent(self) -> int | None:
        """How many in a hundred helped; None where too few have said a word."""
        return round(100 * self.helped / self.words) if self.words >= _FEWEST_WORDS else None


def usefulness(session: Session, now: datetime) -> Usefulness:
    """The last 90 days, each count by an index of its own."""
    since = now - LOOKED_BACK
    answered = ResponseLog.answered & (ResponseLog.line == int(Line.ASSISTANT)) & (ResponseLog.at >= since)
    answers = session.scalar(select(func.count()).select_from(ResponseLog).where(answered)) or 0
    helped, not_helped = (_events(session, kind, since) for kind in (EventKind.HELPED, EventKind.NOT_HELPED))
    return Usefulness(answers, helped + not_helped, helped)


def _events(session: Session, kind: EventKind, since: datetime) -> int:
    counted = select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == kind, CaseEvent.at >= since)
    return session.scalar(counted) or 0
