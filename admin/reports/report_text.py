"""What a manager has written in a year's report; everything else in it is read from the figures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from knowledge.database import Base
from knowledge.organisation import StaffMember

LONGEST_TEXT = 10_000
WHOLE_TOWN = 0
"""Stands where a department's id does. No reference, as in the figures: a report outlives its department."""


class ReportText(Base):
    """The texts of one year's report about one department or the town. An empty one: the draft stands."""

    __tablename__ = "report_text"
    __table_args__ = (UniqueConstraint("year", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    department_id: Mapped[int]
    background: Mapped[str] = mapped_column(Text, default="")
    strengths: Mapped[str] = mapped_column(Text, default="")
    deviations: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))

    changed_by: Mapped[StaffMember | None] = relationship()


def text_of(session: Session, year: int, department_id: int, *, lock: bool = False) -> ReportText | None:
    """The texts that have been saved; None before anybody has. `lock` holds them until the transaction ends."""
    chosen = select(ReportText).where(ReportText.year == year, ReportText.department_id == department_id)
    return session.scalar(chosen.with_for_update() if lock else chosen)
