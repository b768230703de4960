"""Who has a case's page open right now, and who is writing in it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.database import Base
from knowledge.organisation import StaffMember


class CasePresence(Base):
    """One person at one case; `writing_at` is when they last had words of their own in the reply field."""

    __tablename__ = "case_presence"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime]
    writing_at: Mapped[datetime | None]

    staff: Mapped[StaffMember] = relationship()
