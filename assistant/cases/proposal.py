"""That the first line could have answered a case itself: proposed to the editors as a new entry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assistant.cases.case import Case
from knowledge.database import Base
from knowledge.organisation import StaffMember


class EntryProposal(Base):
    """One case, proposed once; `handled_at` is when an editor has made an entry of it or said no."""

    __tablename__ = "entry_proposal"
    __table_args__ = (Index("ix_entry_proposal_open", "handled_at", "proposed_at"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    proposed_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship()
    proposed_by: Mapped[StaffMember] = relationship()
