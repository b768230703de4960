"""What has changed among the published entries since some generation of the knowledge, read in portions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.entries import Entry, EntryStatus
from knowledge.published import Published
from knowledge.rich_text.plain import plain
from knowledge.topic_links import corrections_of
from knowledge.translations import usable_translations

_PORTION = 500


def published_entries(session: Session, since: int = 0) -> Iterator[Published]:
    """The published entries that have changed after the generation `since`, in the order of their ids."""
    last = 0
    while portion := _portion(session, since, last):
        yield from portion
        last = portion[-1].entry_id


def _portion(session: Session, since: int, after: int) -> list[Published]:
    entries = session.scalars(
        select(Entry)
        .where(Entry.generation > since, Entry.status == EntryStatus.PUBLISHED, Entry.id > after)
        .options(
            joinedload(Entry.department),
            selectinload(Entry.phrasings),
            selectinload(Entry.translations),
        )
        .order_by(Entry.id)
        .limit(_PORTION)
    ).all()
    corrections = corrections_of(session, [entry.id for entry in entries]) if entries else {}
    return [_plain(entry, corrections.get(entry.id, {})) for entry in entries]


def _plain(entry: Entry, topic_links: Mapping[str, bool]) -> Published:
    return Published(
        entry_id=entry.id,
        number=entry.number,
        department_id=entry.department_id,
        department=entry.department.name,
        subject=entry.subject,
        question=entry.question,
        phrasings=(*(phrasing.text for phrasing in entry.phrasings), *_foreign_questions(entry)),
        keywords=tuple(entry.keywords),
        answer=_words(entry),
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        topic_links=topic_links,
    )


def as_published(session: Session, entry: Entry) -> Published:
    """An entry as the search would know it; it need not be in the database as it is here."""
    return _plain(entry, corrections_of(session, [entry.id]).get(entry.id, {}))


def _foreign_questions(entry: Entry) -> list[str]:
    """Whoever asks in another language asks as the translation does."""
    return [one.question for one in usable_translations(entry).values()]


def _words(entry: Entry) -> str:
    """What the answer says, without Markdown's marks, with its steps."""
    return "\n".join((plain(entry.answer), *map(plain, entry.steps)))


def gone_entries(session: Session, since: int) -> Sequence[int]:
    """The ids of entries that have changed after the generation `since` and are not published."""
    changed = (Entry.generation > since) & (Entry.status != EntryStatus.PUBLISHED)
    return session.scalars(select(Entry.id).where(changed)).all()
