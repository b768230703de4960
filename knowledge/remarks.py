"""What residents say about an entry's page: that it helped, that it did not, or what is wrong with it."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.database import Base
from knowledge.entries import Entry
from knowledge.organisation import StaffMember

MOST_LETTERS = 2000
"""The longest remark (letters): a page of text, as for a question in the chat."""


class RemarkKind(enum.Enum):
    """What a remark says. Only DID_NOT_HELP and FAULT wait for somebody to look at them."""

    HELPED = "helped"
    DID_NOT_HELP = "did_not_help"
    FAULT = "fault"


class EntryRemark(Base):
    """One word of a resident about an entry; nobody's name or address is kept with it.

    `source_key` names the form that it came from, so that a form sent twice is stored once. `handled_at` and
    `handled_by` say that an editor has looked at it: "this is wrong" must reach the owner of the text
    (facts/municipality.md 1, Jönköping).
    """

    __tablename__ = "entry_remark"
    __table_args__ = (
        Index("ix_entry_remark_entry_created", "entry_id", "created_at"),
        Index("ix_entry_remark_open", "handled_at", "kind", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    kind: Mapped[RemarkKind]
    text: Mapped[str] = mapped_column(Text, default="")
    source_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))

    entry: Mapped[Entry] = relationship()
    handled_by: Mapped[StaffMember | None] = relationship()
