"""The web addresses that approved entries lead to, and what was found when they were last asked."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, ForeignKey, Index, String, and_, delete, exists, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, selectinload

from knowledge.database import Base
from knowledge.entries import APPROVED, Entry
from knowledge.rich_text.addresses import on_the_web
from knowledge.rich_text.leading import web_addresses
from knowledge.translations import usable_translations

_PORTION = 200
_LONGEST = 2000


class LinkState(enum.Enum):
    """What is known of an address. DOUBTED: it failed, and is asked again before anybody is told that it is DEAD.

    UNASKED: it may not be asked, since it lies inside our walls or its host wants no programs there.
    """

    NEW = "new"
    GOOD = "good"
    DOUBTED = "doubted"
    DEAD = "dead"
    UNASKED = "unasked"


class WatchedLink(Base):
    """One address, however many entries lead to it; `key` stands for it where an index wants something short.

    `failures` in a row since `failing_since`; `status` is what the host last said (HTTP), None where it said nothing.
    `next_at` is when it is asked again.
    """

    __tablename__ = "watched_link"
    __table_args__ = (
        Index("ix_watched_link_host_next", "host", "next_at"),
        Index("ix_watched_link_state", "state", "key"),
    )

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str] = mapped_column(String(_LONGEST))
    host: Mapped[str] = mapped_column(String(255))
    state: Mapped[LinkState] = mapped_column(default=LinkState.NEW)
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    status: Mapped[int | None]
    asked_at: Mapped[datetime | None]
    next_at: Mapped[datetime]


class EntryLink(Base):
    """That an approved entry leads to an address: by a link, its e-service, its answer's text or a step."""

    __tablename__ = "entry_link"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(ForeignKey("watched_link.key", ondelete="CASCADE"), primary_key=True, index=True)


class LinkWatch(Base):
    """One row: how far the watch has come among the entries, and until when one process has the asking."""

    __tablename__ = "link_watch"

    id: Mapped[int] = mapped_column(primary_key=True)
    generation: Mapped[int] = mapped_column(default=-1)
    entry_id: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[datetime]


def links_of(session: Session, entry_id: int) -> Sequence[WatchedLink]:
    """The addresses that an entry leads to, those that lead nowhere first."""
    chosen = select(WatchedLink).join(EntryLink, EntryLink.key == WatchedLink.key)
    found = session.scalars(chosen.where(EntryLink.entry_id == entry_id).order_by(WatchedLink.url)).all()
    return sorted(found, key=lambda link: link.state is not LinkState.DEAD)


def has_dead_link() -> ColumnElement[bool]:
    """The entries that lead to an address that is not there, as a condition of a query."""
    dead = select(EntryLink.entry_id).join(WatchedLink, WatchedLink.key == EntryLink.key)
    return Entry.id.in_(dead.where(WatchedLink.state == LinkState.DEAD))


def catch_up(session: Session, watch: LinkWatch, now: datetime) -> bool:
    """Read a portion of the entries that have changed since the watch last did; False when none was left.

    Every change of what may be said raises the entry's generation (`knowledge.entries`), and the rows of one
    generation are committed together, so their ids order them.
    """
    entries = session.scalars(
        select(Entry)
        .where(
            or_(
                Entry.generation > watch.generation,
                and_(Entry.generation == watch.generation, Entry.id > watch.entry_id),
            )
        )
        .options(selectinload(Entry.links), selectinload(Entry.translations))
        .order_by(Entry.generation, Entry.id)
        .limit(_PORTION)
    ).all()
    for entry in entries:
        _keep(session, entry, now)
    if entries:
        watch.generation, watch.entry_id = entries[-1].generation, entries[-1].id
        session.flush()
        session.execute(delete(WatchedLink).where(~exists().where(EntryLink.key == WatchedLink.key)))
    return bool(entries)


def key_of(url: str) -> str:
    """What stands for an address in an index: 2,000 letters are more than PostgreSQL can have there."""
    return hashlib.sha256(url.encode()).hexdigest()


def _keep(session: Session, entry: Entry, now: datetime) -> None:
    wanted = {key_of(url): url for url in _led_to(entry)} if entry.status in APPROVED else {}
    kept = {one.key: one for one in session.scalars(select(EntryLink).where(EntryLink.entry_id == entry.id))}
    for key in wanted.keys() - kept.keys():
        if session.get(WatchedLink, key) is None:
            session.add(WatchedLink(key=key, url=wanted[key], host=_host(wanted[key]), next_at=now))
            session.flush()
        session.add(EntryLink(entry_id=entry.id, key=key))
    for key in kept.keys() - wanted.keys():
        session.delete(kept[key])


def _led_to(entry: Entry) -> set[str]:
    found = {entry.e_service, *(link.url for link in entry.links), *_in_text(entry.answer, entry.steps)}
    for one in usable_translations(entry).values():
        found |= {*(link.url for link in one.links), *_in_text(one.answer, one.steps)}
    return {url for url in found if on_the_web(url) and len(url) <= _LONGEST}


def _in_text(answer: str, steps: Sequence[str]) -> Iterator[str]:
    return chain.from_iterable(map(web_addresses, (answer, *steps)))


def _host(url: str) -> str:
    """Whose address it is; "" for one that no program can read, which is then never asked."""
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""
