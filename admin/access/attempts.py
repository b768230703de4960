"""How often somebody has tried in vain by one address, and how long nobody may try again."""

from __future__ import annotations

import enum
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from knowledge.database import Base

# Four slips of the finger cost nothing. Then one minute, doubled each time, never more than an hour (OWASP:
# Authentication Cheat Sheet, account lockout): who guesses gets 24 tries a day, who forgot waits for a coffee.
_FREE = 4
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_DOUBLINGS = 6
# A link lives an hour, so one that came is still good while the next is held back.
_BETWEEN_LINKS = timedelta(minutes=15)
# Whoever has had so many and used none is somebody else's victim: a used one clears the count.
_MOST_LINKS = 5
# What was tried in vain yesterday is forgotten.
_KEPT = timedelta(days=1)
_REMOVED_AT_ONCE = 100


class Door(enum.Enum):
    """What is tried; each is counted by itself, so that nobody shuts one door by knocking on another."""

    LOGIN = "login"
    OWN_PASSWORD = "own"  # noqa: S105 - a door's name
    LINK = "link"


class AccessAttempt(Base):
    """The attempts in a row at one door by one address, whether or not anybody here has it.

    Known by a digest: what people type in the field may be a password, or anybody's address.
    """

    __tablename__ = "access_attempt"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[datetime | None]
    latest_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Turn:
    """Whether one may try now; `wait_until` is when one may the next time, None for at once."""

    may_try: bool
    wait_until: datetime | None


def wait_after(door: Door, count: int) -> timedelta:
    """How long nobody may try again after so many attempts in a row."""
    if door is Door.LINK:
        return _BETWEEN_LINKS if count < _MOST_LINKS else _KEPT
    over = count - _FREE - 1
    return min(_FIRST_WAIT * 2 ** min(over, _DOUBLINGS), _LONGEST_WAIT) if over >= 0 else timedelta(0)


def begin(session: Session, door: Door, address: str, key: str, now: datetime) -> Turn:
    """Count an attempt before it is made, so that many at the same moment are no way around the limit.

    What is tried while one has to wait is not counted: otherwise whoever hurries would wait for ever. `key` is the
    installation's own.
    """
    _remove_old(session, now)
    attempt = _attempt(session, digest_of(door, address, key), now)
    if attempt.wait_until is not None and now < attempt.wait_until:
        return Turn(may_try=False, wait_until=attempt.wait_until)
    attempt.count += 1
    attempt.latest_at = now
    wait = wait_after(door, attempt.count)
    attempt.wait_until = now + wait if wait else None
    return Turn(may_try=True, wait_until=attempt.wait_until)


def clear(session: Session, door: Door, address: str, key: str) -> None:
    """Forget the attempts: whoever came in has shown who they are."""
    session.execute(delete(AccessAttempt).where(AccessAttempt.digest == digest_of(door, address, key)))


def digest_of(door: Door, address: str, key: str) -> str:
    """What an address is known by at a door: 256 bits that nobody without the key can compute."""
    told = f"attempt:{door.value}:{address.strip().lower()}"
    return hmac.new(key.encode(), told.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _attempt(session: Session, digest: str, now: datetime) -> AccessAttempt:
    """The address's row, locked until the transaction ends; made at the first attempt."""
    known = select(AccessAttempt).where(AccessAttempt.digest == digest).with_for_update()
    found = session.scalar(known)
    if found is not None:
        return found
    made = AccessAttempt(digest=digest, count=0, wait_until=None, latest_at=now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # Another attempt at the same moment was first; it may even have come in and cleared the row.
        return _attempt(session, digest, now)
    return made


def _remove_old(session: Session, now: datetime) -> None:
    old = select(AccessAttempt.digest).where(AccessAttempt.latest_at < now - _KEPT).limit(_REMOVED_AT_ONCE)
    # Rows that another attempt holds are left to it: two that waited for each other would never end.
    digests = session.scalars(old.with_for_update(skip_locked=True)).all()
    if digests:
        session.execute(delete(AccessAttempt).where(AccessAttempt.digest.in_(digests)))
