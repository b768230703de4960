"""The related answers that an entry points to, as far as everyone may read them now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.entries import Entry
from knowledge.finding import for_everyone
from knowledge.match import LinkText

MOST_SHOWN = 5
"""More is a list to read, and an answer is no list."""


@dataclass(frozen=True)
class SeenAlso:
    """A related answer by the number and the question that its page has."""

    number: str
    question: str


def seen_also(session: Session, numbers: Sequence[str], now: datetime) -> tuple[SeenAlso, ...]:
    """Those of the entries that everyone may read at `now`, in the order of their numbers here, each once."""
    wanted = list(dict.fromkeys(numbers))[:MOST_SHOWN]
    if not wanted:
        return ()
    chosen = select(Entry.number, Entry.question).where(Entry.number.in_(wanted), for_everyone(now))
    found = {row.number: SeenAlso(row.number, row.question) for row in session.execute(chosen)}
    return tuple(found[number] for number in wanted if number in found)


def as_places(seen: Sequence[SeenAlso], public_url: str) -> list[LinkText]:
    """The pages' full addresses for a letter; the number alone leads there (`faq.entry_page`)."""
    root = public_url.rstrip("/")
    return [LinkText(one.question, f"{root}/fragor/{quote(one.number)}") for one in seen]
