"""What the clock does once a period, such as the list of each week: whoever writes its row first, does it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Base


class ClockJob(Base):
    """One job of one period, done: ("weekly_overdue", "2026-W48")."""

    __tablename__ = "clock_job"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    done_at: Mapped[datetime]
