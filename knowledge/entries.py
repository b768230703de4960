"""The approved questions and answers: entries, the ways people ask them, their links and their history."""

from __future__ import annotations

import enum
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from knowledge.audience import Audience
from knowledge.database import Base
from knowledge.organisation import Department, ResponseGroup, StaffMember


class EntryStatus(enum.Enum):
    """Where an entry is in its life; only published ones are ever shown to a resident.

    PAUSED is approved, but held back with one press until somebody has looked at it.
    """

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    PAUSED = "paused"
    ARCHIVED = "archived"


APPROVED = (EntryStatus.PUBLISHED, EntryStatus.PAUSED)
"""An entry with an approved text: what is written now is a draft beside it."""


class Step(enum.Enum):
    """What a revision was: a text saved, or one step of the entry's life."""

    SAVED = "saved"
    IMPORTED = "imported"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    REVIEWED = "reviewed"
    PAUSED = "paused"
    RESUMED = "resumed"
    DISCARDED = "discarded"
    ARCHIVED = "archived"
    RESTORED = "restored"
    TRANSLATED = "translated"
    LEARNT = "learnt"


class Entry(Base):
    """One question with the answer its department has approved, and where it came from.

    The row is what has been approved, once it has been; what is being worked on meanwhile is its
    `knowledge.drafts.EntryDraft`. `generation` is the knowledge's age when what may be said of it last changed; every
    index catches up by it. `owner` looks after it, without one the department's editors do. `steps` are what the
    resident does, in order; `see_also` are other entries' numbers. `imported` is the content as the checklist last
    gave it, by which an import sees what has been edited here since; `reminded_at` when its owner was last reminded
    that it must be reviewed.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_status_department", "status", "department_id"),
        # The residents' lists and their counts are read from this alone, in its order.
        Index("ix_entry_shown", "status", "audience", "department_id", "subject", "number", "valid_from", "valid_to"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("response_group.id"))
    status: Mapped[EntryStatus] = mapped_column(default=EntryStatus.DRAFT)
    subject: Mapped[str] = mapped_column(String(200), default="")
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    steps: Mapped[list[str]] = mapped_column(JSON, default=list)
    e_service: Mapped[str] = mapped_column(String(2000), default="")
    see_also: Mapped[list[str]] = mapped_column(JSON, default=list)
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    ask_resident: Mapped[str] = mapped_column(Text, default="")
    hand_over_when: Mapped[str] = mapped_column(Text, default="")
    internal: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[Audience] = mapped_column(default=Audience.EVERYONE)
    reviewed: Mapped[date | None]
    review_due: Mapped[date | None] = mapped_column(index=True)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    source_document: Mapped[str] = mapped_column(String(300), default="")
    source_place: Mapped[str] = mapped_column(String(300), default="")
    imported_at: Mapped[datetime | None]
    imported: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), index=True)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    approved_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(default=0, index=True)

    department: Mapped[Department] = relationship()
    group: Mapped[ResponseGroup | None] = relationship()
    owner: Mapped[StaffMember | None] = relationship(foreign_keys=[owner_id])
    approved_by: Mapped[StaffMember | None] = relationship(foreign_keys=[approved_by_id])
    phrasings: Mapped[list[Phrasing]] = relationship(cascade="all, delete-orphan", order_by="Phrasing.position")
    links: Mapped[list[Link]] = relationship(cascade="all, delete-orphan", order_by="Link.position")
    translations: Mapped[list[Translation]] = relationship(
        cascade="all, delete-orphan", order_by="Translation.language", back_populates="entry"
    )


class Phrasing(Base):
    """Another way in which residents ask an entry's question."""

    __tablename__ = "phrasing"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


class Link(Base):
    """A page or e-service that belongs to an answer."""

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(300), default="")
    url: Mapped[str] = mapped_column(String(2000))


class Translation(Base):
    """An entry's text in another language (BCP 47): what is approved, and beside it what is being written.

    `source` is the Swedish text that the approved one was made from; once the entry says another it is stale, and
    residents meet the Swedish one. `approved` and `source` are None until somebody has approved it, `draft` is None
    when nothing waits. `knowledge.translations` says what stands in them.
    """

    __tablename__ = "entry_translation"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(3), primary_key=True)
    approved: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    source: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    changed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    approved_at: Mapped[datetime | None]

    entry: Mapped[Entry] = relationship(back_populates="translations")
    author: Mapped[StaffMember | None] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[StaffMember | None] = relationship(foreign_keys=[approved_by_id])


class Revision(Base):
    """An entry as it was after one save: who, when, why and the whole content.

    `step` says what was done; a SAVED or IMPORTED text of an approved entry is its draft, not what is said.
    """

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_entry_at", "entry_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    step: Mapped[Step] = mapped_column(default=Step.SAVED)
    reason: Mapped[str] = mapped_column(String(300))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)

    staff: Mapped[StaffMember | None] = relationship()


class KnowledgeGeneration(Base):
    """A counter, one row: each change of what may be answered raises it, and every process's index follows."""

    __tablename__ = "knowledge_generation"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


@dataclass(frozen=True)
class KnowledgeAge:
    """How far the knowledge has come, and the newest revision ("" when there is none) as proof of which knowledge.

    A database that is restored from a copy, or made anew, counts the same generations again with other content.
    """

    generation: int
    revision: str

    def __str__(self) -> str:
        """The age as one word: "generation/revision"."""
        return f"{self.generation}/{self.revision}"

    @classmethod
    def parse(cls, text: str) -> KnowledgeAge:
        """The age that `str` made this word of."""
        generation, _, revision = text.partition("/")
        return cls(int(generation), revision)


# Asked several times a question, so it is put together once: that takes three times as long as asking.
_AGE = (
    select(KnowledgeGeneration.number, Revision.id, Revision.at)
    .outerjoin(Revision, Revision.id == select(func.max(Revision.id)).scalar_subquery())
    .where(KnowledgeGeneration.id == 1)
)


def current_age(session: Session) -> KnowledgeAge:
    """The knowledge's age as this session sees it."""
    row = session.execute(_AGE).one_or_none()
    return KnowledgeAge(row.number, _proof(row.id, row.at)) if row else KnowledgeAge(0, "")


def is_past(session: Session, age: KnowledgeAge) -> bool:
    """Whether this database's knowledge has been of that age: the revision it ended with is there, unaltered."""
    if age.generation > current_age(session).generation:
        return False
    number = age.revision.partition("@")[0]
    if not number:
        return age.generation == 0
    at = session.scalar(select(Revision.at).where(Revision.id == int(number)))
    return _proof(int(number), at) == age.revision


def _proof(number: int | None, at: datetime | None) -> str:
    return f"{number}@{at.isoformat()}" if number is not None and at is not None else ""


def next_generation(session: Session) -> int:
    """Raise the counter and return it. The row stays locked until the commit, so generations commit in order."""
    while (raised := _raise_generation(session)) is None:
        # The very first change; another transaction that makes it too waits for ours, or we for it.
        with suppress(IntegrityError), session.begin_nested():
            session.execute(insert(KnowledgeGeneration).values(id=1, number=0))
    return raised


def _raise_generation(session: Session) -> int | None:
    """The raised counter; None before the very first change, when there is no row yet."""
    return session.scalar(
        update(KnowledgeGeneration)
        .where(KnowledgeGeneration.id == 1)
        .values(number=KnowledgeGeneration.number + 1)
        .returning(KnowledgeGeneration.number)
    )


def usable_on(day: date) -> ColumnElement[bool]:
    """The entries that may be used on a (Stockholm) day: published and within their validity."""
    return (
        (Entry.status == EntryStatus.PUBLISHED)
        & or_(Entry.valid_from.is_(None), Entry.valid_from <= day)
        & or_(Entry.valid_to.is_(None), Entry.valid_to >= day)
    )
