"""Whose monthly letter which mail is: what the letter says is read from the figures when it is first sent."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.database import Base
from knowledge.organisation import StaffMember


class MonthlyLetter(Base):
    """The letter of one Stockholm month ("2026-05") to one manager: there is one, however many clocks run."""

    __tablename__ = "monthly_letter"
    __table_args__ = (UniqueConstraint("month", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    outbox_mail_id: Mapped[int] = mapped_column(ForeignKey("outbox_mail.id", ondelete="CASCADE"), unique=True)

    staff: Mapped[StaffMember] = relationship()
