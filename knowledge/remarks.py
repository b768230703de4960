"""What residents and staff say about an entry: that it helped, that it did not, or what is wrong with it."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.database import Base
from knowledge.entries import Entry
from knowledge.organisation import StaffMember
from knowledge.worktime import WorkingCalendar

MOST_LETTERS = 2000
"""The longest remark (letters): a page of text, as for a question in the chat."""

DAYS_TO_ANSWER = 3
"""Working days until somebody must have looked at what is said to be wrong, as for a case (facts/municipality.md 1)."""


class RemarkKind(enum.Enum):
    """What a remark says. Only DID_NOT_HELP and FAULT wait for somebody to look at them."""

    HELPED = "helped"
    DID_NOT_HELP = "did_not_help"
    FAULT = "fault"


class EntryRemark(Base):
    """One word about an entry; of a resident no name and no address is kept with it.

    `source_key` names the form that it came from, so that a form sent twice is stored once. `handled_at` and
    `handled_by` say that an editor has looked at it: "this is wrong" must reach the owner of the text
    (facts/municipality.md 1, Jönköping). `reporter` is the handler or guide who said it, who gets `reply`;
    `case_number` the case that they had before them ("" without), which only those see who may see the case.
    """

    __tablename__ = "entry_remark"
    __table_args__ = (
        Index("ix_entry_remark_entry_created", "entry_id", "created_at"),
        Index("ix_entry_remark_open", "handled_at", "kind", "entry_id"),
        Index("ix_entry_remark_reporter", "reporter_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    kind: Mapped[RemarkKind]
    text: Mapped[str] = mapped_column(Text, default="")
    source_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    case_number: Mapped[str] = mapped_column(String(20), default="", server_default="")
    due_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(Text, default="", server_default="")

    entry: Mapped[Entry] = relationship()
    handled_by: Mapped[StaffMember | None] = relationship(foreign_keys=[handled_by_id])
    reporter: Mapped[StaffMember | None] = relationship(foreign_keys=[reporter_id])


def due_after(now: datetime) -> datetime:
    """When somebody must have looked at what was said to be wrong at `now`."""
    return WorkingCalendar().add_days(now, DAYS_TO_ANSWER)
