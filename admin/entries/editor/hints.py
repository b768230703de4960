"""What there is to say about a text while it is written: how it reads, what it resembles, where it points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.entries.editor.related import Related, related_to
from admin.links.probe import the_probe
from assistant.cases.reading_ease import ReadingEase, reading_ease
from assistant.cases.reply_checks import PlainHint, long_sentences, office_words
from assistant.services import Services
from knowledge.content import Content
from knowledge.entries import Entry, EntryStatus
from knowledge.errors import SearchUnavailable
from knowledge.rich_text.faults import FoundFault, faults_in
from knowledge.rich_text.plain import plain
from knowledge.search import EntrySearch

_MOST_NEAR = 3
# So likely (0..1) another entry already answers the question that a second one would stand in its way.
_RESEMBLES = 0.5


@dataclass(frozen=True)
class Near:
    """Another entry that the question may already be answered by; `same`: its question is the same, word by word."""

    entry_id: int
    number: str
    question: str
    same: bool


@dataclass(frozen=True)
class Hints:
    """Everything but what makes the form impossible to save. `dead` are links that were tried and lead nowhere."""

    ease: ReadingEase
    long_sentences: tuple[str, ...]
    office_words: tuple[PlainHint, ...]
    marks: tuple[FoundFault, ...]
    near: tuple[Near, ...]
    related: Related
    dead: frozenset[str]


def hints_on(session: Session, services: Services, content: Content, entry_id: int, now: datetime) -> Hints:
    """Look at the text; `entry_id` is its own entry, which it may resemble, 0 for a new one."""
    read = "\n".join((plain(content["answer"]), *map(plain, content["steps"])))
    probe = the_probe()
    return Hints(
        ease=reading_ease(read),
        long_sentences=long_sentences(read),
        office_words=office_words(read),
        marks=faults_in(content["answer"]),
        near=_near(session, services, content["question"], entry_id, now),
        related=related_to(session, content["number"], content["see_also"]),
        dead=probe.known_dead(addresses(content)) if probe is not None else frozenset(),
    )


def addresses(content: Content) -> list[str]:
    """The links that can be tried."""
    found = [content["e_service"], *(url for _label, url in content["links"])]
    return [url for url in found if url]


def _near(session: Session, services: Services, question: str, entry_id: int, now: datetime) -> tuple[Near, ...]:
    """Entries whose question is the same first, then published ones that the assistant might choose instead."""
    if not question:
        return ()
    chosen = (
        select(Entry.id).where(Entry.question == question, Entry.status != EntryStatus.ARCHIVED).limit(_MOST_NEAR + 1)
    )
    same = [one for one in session.scalars(chosen) if one != entry_id]
    ids = list(
        dict.fromkeys([*same, *(one for one in _resembling(session, services, question, now) if one != entry_id)])
    )
    return _told(session, ids[:_MOST_NEAR], same)


def _resembling(session: Session, services: Services, question: str, now: datetime) -> list[int]:
    try:
        ranked = EntrySearch(session, services.matcher).ranked(question, now, _MOST_NEAR + 1)
    except SearchUnavailable:
        return []
    return [one.entry_id for one in ranked if one.confidence >= _RESEMBLES]


def _told(session: Session, ids: Sequence[int], same: Sequence[int]) -> tuple[Near, ...]:
    rows = session.execute(select(Entry.id, Entry.number, Entry.question).where(Entry.id.in_(ids)))
    found = {row.id: Near(row.id, row.number, row.question, row.id in same) for row in rows}
    return tuple(found[entry_id] for entry_id in ids if entry_id in found)
