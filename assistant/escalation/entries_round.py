"""One round of the clock over the entries: what is scheduled is published, and reviews that are due are called for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.escalation.reviews import remind_of_reviews
from assistant.escalation.turns import take_turn
from assistant.rules import Rules
from knowledge.curation import publish_due


@dataclass(frozen=True)
class EntriesRound:
    """What a round did: the ids of the entries that were published, and how many mails were posted."""

    published: tuple[int, ...] = ()
    mails: int = 0


def entries_round(session: Session, rules: Rules, now: datetime) -> EntriesRound | None:
    """Publish at any hour, remind in working time; None when another process is doing a round.

    A transaction of its own, the caller's: whatever becomes of the entries, the cases are watched.
    """
    if not take_turn(session, now):
        return None
    published = publish_due(session, now)
    working = rules.calendar.is_working_moment(now)
    return EntriesRound(published, remind_of_reviews(session, rules, now) if working else 0)
