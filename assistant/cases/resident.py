"""Whoever writes to the municipality, with or without an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import String, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Base

_LONGEST_NAME = 200
_LONGEST_EMAIL = 254


class Resident(Base):
    """A person who has written. `email` is lower case; several may lack one, none may share one."""

    __tablename__ = "resident"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(_LONGEST_NAME), default="")
    email: Mapped[str | None] = mapped_column(String(_LONGEST_EMAIL), unique=True)
    phone: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]


_INSERTS: dict[str, Callable[[type[Resident]], postgresql.Insert | sqlite.Insert]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}
_BY_EMAIL = select(Resident).where(Resident.email == bindparam("email"))


def find_or_add(session: Session, email: str, name: str, now: datetime) -> Resident:
    """The resident with this address, or a new one; without a possible address always a new one."""
    given, address = given_name(name), possible_address(email)
    known = (_with_address(session, address) or _add(session, address, given, now)) if address else None
    if known is None:
        known = Resident(name=given, email=None, phone="", created_at=now)
        session.add(known)
        session.flush()
    known.name = known.name or given
    return known


def given_name(name: str) -> str:
    """The name as it is kept."""
    return name.strip()[:_LONGEST_NAME]


def possible_address(email: str) -> str:
    """The address in lower case; nothing can be sent to a longer one than the column holds (RFC 5321 4.5.3.1)."""
    address = email.strip().lower()
    return address if len(address) <= _LONGEST_EMAIL else ""


def _add(session: Session, address: str, name: str, now: datetime) -> Resident | None:
    """A new resident, or the one that another process has added since we looked: one statement, and no savepoint."""
    insert = _INSERTS[session.get_bind().dialect.name](Resident).values(
        name=name, email=address, phone="", created_at=now
    )
    added = session.scalar(insert.on_conflict_do_nothing(index_elements=["email"]).returning(Resident))
    return added or _with_address(session, address)


def _with_address(session: Session, address: str) -> Resident | None:
    return session.scalar(_BY_EMAIL, {"email": address})
