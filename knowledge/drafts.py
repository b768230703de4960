"""The text of an entry that is being worked on, beside the approved one, which is what the assistant says meanwhile."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from knowledge.content import Content, content_of
from knowledge.database import Base
from knowledge.entries import Entry
from knowledge.organisation import StaffMember


class DraftState(enum.Enum):
    """How far a draft has come; a SCHEDULED one is approved and waits for its moment."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"


class EntryDraft(Base):
    """An entry's text that is not yet approved, at most one an entry, with who wrote it last and why.

    `approved_by` and `publish_at` stand only in a SCHEDULED one.
    """

    __tablename__ = "entry_draft"
    __table_args__ = (Index("ix_entry_draft_state", "state", "publish_at"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[DraftState]
    content: Mapped[Content] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    changed_at: Mapped[datetime]
    publish_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))

    entry: Mapped[Entry] = relationship()
    author: Mapped[StaffMember | None] = relationship(foreign_keys=[author_id])
    approved_by: Mapped[StaffMember | None] = relationship(foreign_keys=[approved_by_id])


def working_content(session: Session, entry: Entry) -> Content:
    """What an editor goes on writing: the draft where there is one, else what stands in the entry."""
    draft = session.get(EntryDraft, entry.id)
    return dict(draft.content) if draft else content_of(entry)
