"""Whoever writes to the municipality, with or without an address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Base


class Resident(Base):
    """A person who has written. `email` is lower case; several may lack one, none may share one."""

    __tablename__ = "resident"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]


def find_or_add(session: Session, email: str, name: str, now: datetime) -> Resident:
    """The resident with this address, or a new one; an empty address always gives a new one."""
    address = email.strip().lower() or None
    known = session.scalar(select(Resident).where(Resident.email == address)) if address else None
    if known is None:
        known = Resident(name=name.strip(), email=address, phone="", created_at=now)
        session.add(known)
        session.flush()
    elif name.strip() and not known.name:
        known.name = name.strip()
    return known
