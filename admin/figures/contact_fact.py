"""The contacts' facts as they stand in the database: what the sums are made of and every figure opens down to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.cases.sender_grade import SenderGrade
from knowledge.channel import Channel
from knowledge.database import Base


class ContactFact(Base):
    """One contact's `admin.figures.fact.Fact`; built again from the case's rows at any time."""

    __tablename__ = "contact_fact"
    __table_args__ = (
        Index("ix_contact_fact_month_department", "month", "department_id", "channel"),
        Index("ix_contact_fact_subject_month", "subject", "month"),
        # Whoever waits, by month: what changes with time alone.
        Index("ix_contact_fact_waiting", "expects_answer", "first_wait", "month"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    weekday: Mapped[int]
    hour: Mapped[int]
    received_at: Mapped[datetime]
    department_id: Mapped[int | None]
    channel: Mapped[Channel]
    subject: Mapped[str] = mapped_column(String(300))
    subject_shown: Mapped[str] = mapped_column(String(300))
    line: Mapped[int | None]
    expects_answer: Mapped[bool]
    first_wait: Mapped[int | None]
    final_wait: Mapped[int | None]
    limit_1_at: Mapped[datetime]
    limit_2_at: Mapped[datetime]
    handed_over: Mapped[bool]
    due_at: Mapped[datetime | None]
    promise_answer_at: Mapped[datetime | None]
    sender: Mapped[SenderGrade | None]
    extra: Mapped[bool | None]
    repeat: Mapped[bool | None]
    helped: Mapped[int]
    not_helped: Mapped[int]
