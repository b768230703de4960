"""What the clock does once a period, such as the list of each week, and which cases it has set aside."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Base


class ClockJob(Base):
    """One job of one period, done by whoever wrote its row: ("weekly_overdue", "2026-W48"), ("set_aside", a case)."""

    __tablename__ = "clock_job"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    done_at: Mapped[datetime]
