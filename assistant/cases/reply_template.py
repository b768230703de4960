"""Texts that handlers begin a reply with; fields in them ("{namn}") are filled in when one is inserted."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from knowledge.database import Base
from knowledge.organisation import Department


class ReplyTemplate(Base):
    """One text; without a department it is everybody's."""

    __tablename__ = "reply_template"
    __table_args__ = (Index("ix_reply_template_department_name", "department_id", "active", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)

    department: Mapped[Department | None] = relationship()
