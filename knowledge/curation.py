"""An entry's life: saved with a revision, published, archived; every change is seen by all indexes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from knowledge.entries import Entry, EntryStatus, Revision, content_of, next_generation
from knowledge.organisation import StaffMember


def save(session: Session, entry: Entry, reason: str, now: datetime, staff: StaffMember | None = None) -> None:
    """Keep the entry as it now is, as a revision with its reason, and let the indexes know."""
    entry.updated_at = now
    entry.generation = next_generation(session)
    session.add(entry)
    session.flush()
    content = content_of(entry)
    session.add(
        Revision(entry_id=entry.id, at=now, staff_id=staff.id if staff else None, reason=reason, content=content)
    )


def publish(session: Session, entry: Entry, now: datetime, staff: StaffMember | None = None) -> None:
    """From now on the assistant may say this entry."""
    entry.status = EntryStatus.PUBLISHED
    save(session, entry, "publicerad", now, staff)


def archive(session: Session, entry: Entry, reason: str, now: datetime, staff: StaffMember | None = None) -> None:
    """The entry is kept with its history but never used again."""
    entry.status = EntryStatus.ARCHIVED
    save(session, entry, reason, now, staff)
