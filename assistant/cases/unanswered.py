"""The questions that the assistant could not answer, in groups of the same matter."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.database import Base
from knowledge.entries import Entry
from knowledge.organisation import Department, StaffMember


class Why(enum.Enum):
    """How a question went without an answer."""

    HANDED_OVER = "handed_over"
    ASKED_BACK = "asked_back"
    NOT_HELPED = "not_helped"


class GroupState(enum.Enum):
    """What an editor has made of a group. New questions join a group whatever its state."""

    OPEN = "open"
    DRAFTED = "drafted"
    DISMISSED = "dismissed"


class UnansweredGroup(Base):
    """Questions of one matter. `vector` is the mean of what they say (float32), by the reader named `made_with`.

    `department` is whose most of them were when the group was made, None where nobody could tell. `entry` is the
    entry that was drafted of it.
    """

    __tablename__ = "unanswered_group"
    __table_args__ = (Index("ix_unanswered_group_state", "state", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    made_with: Mapped[str] = mapped_column(String(200), index=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    members: Mapped[int]
    state: Mapped[GroupState] = mapped_column(default=GroupState.OPEN)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="SET NULL"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="SET NULL"))
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    handled_at: Mapped[datetime | None]
    newest_at: Mapped[datetime] = mapped_column(index=True)

    department: Mapped[Department | None] = relationship()
    entry: Mapped[Entry | None] = relationship()
    handled_by: Mapped[StaffMember | None] = relationship()


class UnansweredQuestion(Base):
    """One resident's question in its group; the words stand in the message alone, and go with it."""

    __tablename__ = "unanswered_question"
    __table_args__ = (Index("ix_unanswered_question_group", "group_id", "at"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("unanswered_group.id", ondelete="CASCADE"))
    why: Mapped[Why]
    at: Mapped[datetime]
