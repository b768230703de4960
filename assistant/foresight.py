"""What the engine will say to a message, worked out before the transaction that writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assistant.engine.answer import Answer, Policy, Question
from assistant.engine.respond import respond
from knowledge.entries import KnowledgeAge, current_age
from knowledge.match import Search
from knowledge.worktime import STOCKHOLM


@dataclass(frozen=True)
class Foreseen:
    """One answer with all that it depends on; it holds for as long as each of these is the same.

    `age` is the knowledge's before it was searched: entries that were changed meanwhile make it another.
    """

    asked: Question
    policy: Policy
    age: KnowledgeAge
    day: date
    answer: Answer

    def holds(self, session: Session, asked: Question, policy: Policy, now: datetime) -> bool:
        """Whether the very same would be said now."""
        same = (self.asked, self.policy, self.day) == (asked, policy, _day(now))
        return same and self.age == current_age(session)


def foresee(session: Session, asked: Question, search: Search, policy: Policy, now: datetime) -> Foreseen:
    """Decide beforehand: looking takes many times longer than writing, and writers wait for each other."""
    age = current_age(session)
    return Foreseen(asked, policy, age, _day(now), respond(asked, search, policy, now))


def _day(now: datetime) -> date:
    return now.astimezone(STOCKHOLM).date()
