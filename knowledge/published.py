"""The published entries as the search reads them: plain values, read in portions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.entries import Entry, EntryStatus

_PORTION = 500


@dataclass(frozen=True)
class Published:
    """What the search needs to know of one entry; the days are its validity, None for open ends."""

    entry_id: int
    number: str
    department_id: int
    department: str
    subject: str
    question: str
    phrasings: tuple[str, ...]
    keywords: tuple[str, ...]
    answer: str
    valid_from: date | None
    valid_to: date | None

    @property
    def wordings(self) -> tuple[str, ...]:
        """All ways of asking, the question first."""
        return (self.question, *self.phrasings)

    @property
    def passage(self) -> str:
        """The answer in its place: a title such as "Vem kan söka?" says nothing without department and subject."""
        return f"{self.department}. {self.subject}. {self.question} {self.answer}"

    @property
    def title_words(self) -> str:
        """What an editor wrote for finding the entry."""
        return " ".join((*self.wordings, *self.keywords))

    @property
    def all_words(self) -> str:
        """Everything a question can be compared with letter by letter."""
        return " ".join((self.department, self.subject, self.title_words, self.answer))


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
        .options(joinedload(Entry.department), selectinload(Entry.phrasings))
        .order_by(Entry.id)
        .limit(_PORTION)
    )
    return [_plain(entry) for entry in entries]


def _plain(entry: Entry) -> Published:
    return Published(
        entry_id=entry.id,
        number=entry.number,
        department_id=entry.department_id,
        department=entry.department.name,
        subject=entry.subject,
        question=entry.question,
        phrasings=tuple(phrasing.text for phrasing in entry.phrasings),
        keywords=tuple(entry.keywords),
        answer=entry.answer,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )
