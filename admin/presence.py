"""Writes down that a staff member is at work, so that a resident who waits can be told if somebody is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from assistant.services import Services
from knowledge.organisation import StaffMember

# Written at most so often: opening a page must not cost a write each time.
_BETWEEN_WRITES = timedelta(minutes=1)


def mark_seen(services: Services, member: StaffMember, now: datetime) -> None:
    """Keep that this person opened a page at `now`, to the minute; in a transaction of its own."""
    latest = now - _BETWEEN_WRITES
    if member.seen_at is not None and member.seen_at > latest:
        return
    unseen = or_(StaffMember.seen_at.is_(None), StaffMember.seen_at <= latest)
    with services.database.transaction() as session:
        session.execute(update(StaffMember).where(StaffMember.id == member.id, unseen).values(seen_at=now))
