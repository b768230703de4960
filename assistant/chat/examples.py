"""What a new visitor is shown as examples: what people ask most, else a question from each department."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.most_asked import most_asked
from knowledge.entries import Entry
from knowledge.finding import for_everyone

# More would be a list to read.
_MOST_EXAMPLES = 4


def example_questions(session: Session, now: datetime) -> tuple[str, ...]:
    """At most four questions that surely have an answer today, the most asked first."""
    asked = most_asked(session, now, _MOST_EXAMPLES)
    spread = _spread(session, now, [entry.department_id for entry in asked], _MOST_EXAMPLES - len(asked))
    return tuple(entry.question for entry in asked) + spread


def _spread(session: Session, now: datetime, without: Collection[int], limit: int) -> tuple[str, ...]:
    """The first question of each of the first departments but those that are there already."""
    firsts = (
        select(func.min(Entry.id))
        .where(for_everyone(now), Entry.department_id.not_in(without))
        .group_by(Entry.department_id)
        .order_by(Entry.department_id)
        .limit(limit)
    )
    return tuple(session.scalars(select(Entry.question).where(Entry.id.in_(firsts)).order_by(Entry.id)))
