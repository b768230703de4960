"""A resident's wish to be called: the number and the time, kept until somebody has called or the case is closed."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Base

# E.164 has at most fifteen digits; the rest is what people put between them.
LONGEST_PHONE = 30


class CallTime(enum.Enum):
    """When a resident would rather be called; the value stands in the form."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"


class CallBack(Base):
    """That somebody waits to be called in this case. A number is kept no longer than it is needed (GDPR 5.1 c, e)."""

    __tablename__ = "call_back"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    phone: Mapped[str] = mapped_column(String(LONGEST_PHONE))
    wished: Mapped[CallTime] = mapped_column(default=CallTime.ANY)
    asked_at: Mapped[datetime]
