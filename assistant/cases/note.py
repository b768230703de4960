"""Staff's own notes in a case: never shown or sent to a resident, and no clock hears of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.database import Base
from knowledge.organisation import StaffMember


class CaseNote(Base):
    """One note. A table of its own, and not a kind of message, so that no page for residents can ever show one."""

    __tablename__ = "case_note"
    __table_args__ = (Index("ix_case_note_case_at", "case_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)

    staff: Mapped[StaffMember] = relationship()
