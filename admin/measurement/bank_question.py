"""What a town has made of the bank's questions: its own wording of one, one of its own, or one taken out of use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from admin.measurement.area import Area
from knowledge.database import Base


class BankQuestion(Base):
    """The town's copy of one question. `key` is the shipped one's where it stands in its place."""

    __tablename__ = "bank_question"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    area: Mapped[Area]
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]
