"""One action of the plan: what is aimed at, what is done for it, by whom, and when it is followed up."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from admin.reports.plan.due import Step
from knowledge.database import Base
from knowledge.organisation import StaffMember

LONGEST_GOAL, LONGEST_TASK = 300, 2_000


class ActionState(enum.Enum):
    """Whether it is still to be done."""

    OPEN = "open"
    CLOSED = "closed"


class PlannedAction(Base):
    """`department_id` as in `ReportText`: 0 for the whole town. `year` is that of the report which it came out of.

    `said` is the last reminder, of the day `said_for`: with another day the reminders begin anew.
    """

    __tablename__ = "planned_action"
    __table_args__ = (
        Index("ix_planned_action_state_follow_up", "state", "follow_up_on", "id"),
        Index("ix_planned_action_year", "year", "department_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    department_id: Mapped[int]
    goal: Mapped[str] = mapped_column(String(LONGEST_GOAL))
    task: Mapped[str] = mapped_column(Text)
    responsible_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    follow_up_on: Mapped[date]
    state: Mapped[ActionState] = mapped_column(default=ActionState.OPEN)
    outcome: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    closed_at: Mapped[datetime | None]
    said: Mapped[Step | None]
    said_for: Mapped[date | None]

    responsible: Mapped[StaffMember] = relationship(foreign_keys=[responsible_id])
