"""Many new entries at once, as each would be by curation: a large checklist would else take minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from knowledge.content import Content, content_of, fill
from knowledge.drafts import DraftState, EntryDraft
from knowledge.entries import Entry, EntryStatus, Revision, Step, next_generation
from knowledge.errors import UnknownOwner
from knowledge.importing.carrying import Deed, reason_of
from knowledge.organisation import Department, ResponseGroup, StaffMember, department_named, group_named


def add_entries(session: Session, deeds: Sequence[Deed], now: datetime, staff: StaffMember | None) -> list[Entry]:
    """The new entries, submitted or published, in the deeds' order. Raises UnknownOwner.

    What is published at once comes with one generation of the knowledge: every index takes it in together.
    """
    owners = _owners(session, deeds)
    generation = next_generation(session) if any(deed.publish for deed in deeds) else 0
    entries = [_entry(deed, owners[_owner(deed.content)], generation, now, staff) for deed in deeds]
    session.add_all(entries)
    session.flush()
    for deed, entry in zip(deeds, entries, strict=True):
        session.add_all(_history(deed, entry, now, staff))
        if not deed.publish:
            session.add(_draft(deed, entry, now, staff))
    session.flush()
    return entries


def _entry(
    deed: Deed,
    owner: tuple[Department, ResponseGroup | None],
    generation: int,
    now: datetime,
    staff: StaffMember | None,
) -> Entry:
    entry = Entry(updated_at=now, generation=0, status=EntryStatus.REVIEW)
    entry.department, entry.group = owner
    fill(entry, deed.content)
    entry.source_document, entry.source_place = deed.place.document[:300], deed.place.where[:300]
    entry.imported_at, entry.imported = now, deed.given
    if deed.publish:
        entry.status, entry.generation = EntryStatus.PUBLISHED, generation
        entry.approved_at, entry.approved_by_id = now, _id(staff)
    return entry


def _history(deed: Deed, entry: Entry, now: datetime, staff: StaffMember | None) -> list[Revision]:
    """The two steps that it has taken: written by an import, and submitted or published."""
    same: dict[str, Any] = {"entry_id": entry.id, "at": now, "staff_id": _id(staff), "content": content_of(entry)}
    last = (Step.PUBLISHED, deed.why or "publicerad") if deed.publish else (Step.SUBMITTED, reason_of(deed))
    steps = ((Step.IMPORTED, reason_of(deed)), last)
    return [Revision(step=step, reason=reason[:300], **same) for step, reason in steps]


def _draft(deed: Deed, entry: Entry, now: datetime, staff: StaffMember | None) -> EntryDraft:
    return EntryDraft(
        entry_id=entry.id,
        state=DraftState.REVIEW,
        content=deed.content,
        reason=reason_of(deed)[:300],
        author_id=_id(staff),
        changed_at=now,
    )


def _owners(session: Session, deeds: Sequence[Deed]) -> dict[tuple[str, str], tuple[Department, ResponseGroup | None]]:
    """Each department with its group that the deeds name, looked up once."""
    return {names: _looked_up(session, *names) for names in dict.fromkeys(_owner(deed.content) for deed in deeds)}


def _looked_up(session: Session, department: str, group: str) -> tuple[Department, ResponseGroup | None]:
    found = department_named(session, department)
    if found is None:
        raise UnknownOwner(department)
    own = group_named(found, group) if group else None
    if group and own is None:
        raise UnknownOwner(group)
    return found, own


def _owner(content: Content) -> tuple[str, str]:
    return content["department"], content["group"]


def _id(staff: StaffMember | None) -> int | None:
    return staff.id if staff else None
