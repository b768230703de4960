"""What search engines are told: which pages there are, in files of bounded size, and which are not theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.entries import Entry
from knowledge.finding import for_everyone

PER_FILE = 1000
"""Entries in one file; the protocol allows 50,000 (sitemaps.org), but a page of our web takes no long time."""
# What leads into somebody's own matters, is for staff, or is endless.
CLOSED = ("/arende", "/api", "/logga-in", "/fragor?q=")
OPEN = ("/fragor",)


@dataclass(frozen=True)
class Place:
    """One entry's page as the map names it."""

    number: str
    question: str
    updated_at: datetime


def is_short(session: Session, now: datetime) -> bool:
    """Whether one file is enough for all entries."""
    return (session.scalar(select(func.count()).select_from(Entry).where(for_everyone(now))) or 0) <= PER_FILE


def parts(session: Session, now: datetime) -> list[int]:
    """The files that there are, numbered from 1 by the entries' ids, so that a file's content hardly ever moves."""
    part = ((Entry.id - 1) // PER_FILE + 1).label("part")
    return list(session.scalars(select(part).where(for_everyone(now)).distinct().order_by(part)))


def all_places(session: Session, now: datetime) -> list[Place]:
    """Every entry's page, for a town whose entries fit in one file."""
    return _places(session, now, 0, None)


def places_of(session: Session, part: int, now: datetime) -> list[Place]:
    """The pages of one file."""
    return _places(session, now, (part - 1) * PER_FILE, part * PER_FILE)


def _places(session: Session, now: datetime, after: int, last: int | None) -> list[Place]:
    chosen = select(Entry.number, Entry.question, Entry.updated_at).where(for_everyone(now), Entry.id > after)
    if last is not None:
        chosen = chosen.where(Entry.id <= last)
    rows = session.execute(chosen.order_by(Entry.id).limit(PER_FILE))
    return [Place(row.number, row.question, row.updated_at) for row in rows]
