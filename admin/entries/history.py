"""What has been done to an entry: every revision with its author, its reason and what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.entries.difference import Difference, differences
from admin.entries.words import readable
from admin.settings.pages import Paged, paged_rows
from knowledge.drafts import working_content
from knowledge.entries import Entry, Revision, Step
from knowledge.organisation import StaffMember


@dataclass(frozen=True)
class Happened:
    """One revision as the history lists it; `staff` is None where a file or the clock did it."""

    id: int
    at: datetime
    step: Step
    reason: str
    staff: str | None


@dataclass(frozen=True)
class Version:
    """One revision with what it changed, and what differs between it and the text as it is worked on now."""

    happened: Happened
    changed: tuple[Difference, ...]
    since: tuple[Difference, ...]


_COLUMNS = (Revision.id, Revision.at, Revision.step, Revision.reason, StaffMember.name.label("staff"))


def history(session: Session, entry: Entry, page: int) -> Paged[Happened]:
    """A page of the entry's revisions, newest first, without their texts."""
    chosen = select(*_COLUMNS).outerjoin(StaffMember, StaffMember.id == Revision.staff_id)
    own = chosen.where(Revision.entry_id == entry.id).order_by(Revision.at.desc(), Revision.id.desc())
    found = paged_rows(session, own, page)
    return Paged([Happened(**row._mapping) for row in found.rows], found.page, found.pages, found.found)


def version(session: Session, entry: Entry, revision: Revision) -> Version:
    """One revision of the entry, beside the one before it and beside what is worked on now."""
    before = session.scalar(
        select(Revision)
        .where(Revision.entry_id == entry.id, Revision.id < revision.id)
        .order_by(Revision.id.desc())
        .limit(1)
    )
    staff = revision.staff.name if revision.staff else None
    return Version(
        Happened(revision.id, revision.at, revision.step, revision.reason, staff),
        differences(readable(before.content) if before else {}, readable(revision.content)),
        differences(readable(revision.content), readable(working_content(session, entry))),
    )
