"""Suggests entries while a resident writes: a list to choose from, each leading straight to its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.engine.answer import Channel
from assistant.engine.decide import silenced
from assistant.services import Services
from knowledge.suggesting import suggested

MOST_SUGGESTED = 5
# From so many letters on there is something to suggest; a text of more than the second is a letter, and no beginning.
FEWEST_LETTERS, MOST_LETTERS = 3, 200


@dataclass(frozen=True)
class Suggestion:
    """An entry whose answer can be shown at once."""

    entry_id: int
    question: str


def suggestions(session: Session, services: Services, text: str, now: datetime) -> tuple[Suggestion, ...]:
    """At most five entries that the assistant may answer with by itself; none for too short or too long a text."""
    typed = text.strip()
    if not FEWEST_LETTERS <= len(typed) <= MOST_LETTERS:
        return ()
    policy = services.rules.policy(session, Channel.CHAT)
    found = suggested(session, services.matcher, typed, now)
    sayable = (entry for entry in found if silenced(entry, policy) is None)
    return tuple(Suggestion(entry.id, entry.question) for entry, _ in zip(sayable, range(MOST_SUGGESTED), strict=False))
