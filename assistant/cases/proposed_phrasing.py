"""A resident's sentence proposed as a wording of the entry that a person answered it with; somebody says yes or no."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from assistant.cases.message import Message
from knowledge.database import Base
from knowledge.entries import Entry
from knowledge.organisation import StaffMember


class Verdict(enum.Enum):
    """What somebody has said of the proposal."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ProposedPhrasing(Base):
    """One question and the entry it was answered with. `text` is the wording as it was accepted, "" before that.

    Until then the words stand in the message alone: what a resident asks to have removed is gone from here too.
    """

    __tablename__ = "proposed_phrasing"
    __table_args__ = (
        UniqueConstraint("question_id", "entry_id"),
        Index("ix_proposed_phrasing_verdict", "verdict", "entry_id", "id"),
        Index("ix_proposed_phrasing_decided", "decided_by_id", "decided_at"),
        Index("ix_proposed_phrasing_entry", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    proposed_at: Mapped[datetime]
    verdict: Mapped[Verdict] = mapped_column(default=Verdict.WAITING)
    text: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    decided_at: Mapped[datetime | None]

    question: Mapped[Message] = relationship()
    entry: Mapped[Entry] = relationship()
    decided_by: Mapped[StaffMember | None] = relationship()


def propose_phrasing(session: Session, question: Message, entry_id: int, now: datetime) -> None:
    """Somebody answered this question with this entry: its words may be a wording. The same twice is one proposal."""
    same = (ProposedPhrasing.question_id == question.id, ProposedPhrasing.entry_id == entry_id)
    if session.scalar(select(ProposedPhrasing.id).where(*same)) is None:
        session.add(ProposedPhrasing(question_id=question.id, entry_id=entry_id, proposed_at=now))
