"""What the typed words may mean: the hits of the same search as everywhere, and the answer that stands open."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assistant.engine.screening import mask_personal_numbers, screen
from assistant.registering import may_say
from assistant.services import Services
from knowledge.entries import Entry, usable_on
from knowledge.errors import SearchUnavailable
from knowledge.match import Match
from knowledge.organisation import Department, ResponseGroup, StaffMember, sensitive_group
from knowledge.worktime import STOCKHOLM

log = logging.getLogger(__name__)
# As many as are read at a glance beside an answer.
_MOST = 7
# Less likely (0..1) than this is no hit: everything resembles something.
_FAINT = 0.02


@dataclass(frozen=True)
class Opened:
    """An entry as the guide reads it. `may_say` is false where only its department may give the answer."""

    entry: Entry
    may_say: bool


@dataclass(frozen=True)
class Found:
    """The hits, best first. `danger`: the words tell of it. `searched` is false when nothing could be searched."""

    query: str = ""
    hits: tuple[Match, ...] = ()
    opened: Opened | None = None
    danger: bool = False
    searched: bool = True


def find(
    session: Session, services: Services, staff: StaffMember, query: str, entry_id: int | None, now: datetime
) -> Found:
    """Search for what was typed, and open the entry that was chosen, or else the best one when it is likely enough."""
    if not query.strip():
        return Found(opened=opened(session, staff, entry_id, now))
    hits, searched = _hits(session, services, query, now)
    likely = [hit.entry_id for hit in hits[:1] if hit.confidence >= services.rules.assistant.clarify_at]
    chosen = entry_id if entry_id is not None else next(iter(likely), None)
    return Found(query, hits, opened(session, staff, chosen, now), screen(query).sensitive, searched)


def opened(session: Session, staff: StaffMember, entry_id: int | None, now: datetime) -> Opened | None:
    """The entry with this id; None for none, and for one that may not be used at `now`."""
    if entry_id is None:
        return None
    entry = session.scalar(
        select(Entry)
        .where(Entry.id == entry_id, usable_on(now.astimezone(STOCKHOLM).date()))
        .options(joinedload(Entry.department), joinedload(Entry.group), selectinload(Entry.links))
    )
    return Opened(entry, may_say(entry, staff)) if entry is not None else None


def likely_group(
    session: Session, services: Services, query: str, entry: Entry | None, now: datetime
) -> ResponseGroup | None:
    """Who most likely takes it over: danger has its own group, else the entry's, else whose the matter seems to be."""
    if screen(query).sensitive and (sensitive := sensitive_group(session)) is not None:
        return sensitive
    if entry is not None and entry.group is not None:
        return entry.group
    owner = entry.department if entry is not None else _owner(session, services, query, now)
    return owner.groups[0] if owner is not None and owner.groups else None


def _owner(session: Session, services: Services, query: str, now: datetime) -> Department | None:
    if not query.strip():
        return None
    try:
        department_id = services.search(session).hints(mask_personal_numbers(query, " "), now).department_id
    except SearchUnavailable as error:
        log.error("the desk could not tell whose a question is: %s", error)
        return None
    return session.get(Department, department_id) if department_id is not None else None


def _hits(session: Session, services: Services, query: str, now: datetime) -> tuple[tuple[Match, ...], bool]:
    try:
        found = services.search(session)(mask_personal_numbers(query, " "), now, _MOST)
    except SearchUnavailable as error:
        log.error("the desk could not search: %s", error)
        return (), False
    return tuple(hit for hit in found if hit.confidence >= _FAINT), True
