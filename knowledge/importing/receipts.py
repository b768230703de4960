"""A plan is carried out as a whole, each row with what stood there before; and the whole can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import curation
from knowledge.checklists.rows import Place
from knowledge.content import apply_content, content_of
from knowledge.curation import newest_revision
from knowledge.drafts import DraftState, EntryDraft
from knowledge.entries import APPROVED, Entry, EntryStatus, Step
from knowledge.importing.carrying import Deed, carry
from knowledge.importing.comparing import Change
from knowledge.importing.kept import ChecklistImport, ImportRow, ImportState, Outcome
from knowledge.importing.owning import Owner, complete_owner
from knowledge.importing.storing import head_of
from knowledge.organisation import StaffMember

# Rows worked on at a time; what has been done of them stands in the transaction and not in memory.
_PORTION = 100

Told = Callable[[int, int], None]


def carry_out_kept(
    session: Session, kept: ChecklistImport, now: datetime, staff: StaffMember | None, told: Told
) -> dict[str, int]:
    """Carry out what has been chosen of a plan, and keep what stood there; how many rows became of each kind.

    A row whose entry somebody has edited since the plan was made is left alone.
    """
    owner = Owner(kept.department, kept.department_id, tuple(kept.groups))
    department = complete_owner(session, owner, head_of(kept), _groups(session, kept))
    kept.department_id = department.id
    counted = _each(session, kept, told, lambda row: _carry_row(session, kept, row, now, staff))
    kept.state, kept.carried_at, kept.carried_by_id = ImportState.CARRIED, now, staff.id if staff else None
    return counted


def undo_kept(
    session: Session, kept: ChecklistImport, now: datetime, staff: StaffMember | None, told: Told
) -> dict[str, int]:
    """Put back what stood there before the import; what has been changed after it stays, and is told."""
    counted = _each(session, kept, told, lambda row: _undo_row(session, kept, row, now, staff))
    kept.state, kept.undone_at, kept.undone_by_id = ImportState.UNDONE, now, staff.id if staff else None
    return counted


def _each(session: Session, kept: ChecklistImport, told: Told, act: Callable[[ImportRow], Outcome]) -> dict[str, int]:
    ids: Sequence[int] = session.scalars(select(ImportRow.id).where(ImportRow.import_id == kept.id)).all()
    counted = {outcome.value: 0 for outcome in Outcome}
    for start in range(0, len(ids), _PORTION):
        for row in session.scalars(select(ImportRow).where(ImportRow.id.in_(ids[start : start + _PORTION]))):
            row.outcome = act(row)
            counted[row.outcome.value] += 1
        told(min(start + _PORTION, len(ids)), len(ids))
        session.flush()
        _let_go(session)
    return counted


def _let_go(session: Session) -> None:
    """Everything has been written: thousands of entries need not stand in memory until the commit."""
    for found in list(session.identity_map.values()):
        if isinstance(found, Entry | EntryDraft | ImportRow):
            session.expunge(found)


def _carry_row(
    session: Session, kept: ChecklistImport, row: ImportRow, now: datetime, staff: StaffMember | None
) -> Outcome:
    entry = session.get(Entry, row.entry_id) if row.entry_id is not None else None
    if not row.take:
        if row.change is Change.CONFLICT and entry is not None:
            # It has been decided: the same row is no conflict the next time.
            row.undo = standing_of(session, entry)
            entry.imported = {**(entry.imported or {}), **row.given}
            row.after = newest_revision(session, entry)
        return Outcome.LEFT
    if row.entry_id is not None and (entry is None or newest_revision(session, entry) != row.revision):
        return Outcome.SKIPPED
    row.undo = standing_of(session, entry) if entry is not None else {}
    if row.change is Change.MISSING and entry is not None:
        curation.archive(session, entry, f"finns inte längre i {kept.name}", now, staff)
    else:
        deed = Deed(row.entry_id, row.content, row.given, Place(kept.name, row.place), kept.publish)
        entry = carry(session, deed, now, staff)
    row.entry_id, row.after = entry.id, newest_revision(session, entry)
    return Outcome.DONE


def _undo_row(
    session: Session, kept: ChecklistImport, row: ImportRow, now: datetime, staff: StaffMember | None
) -> Outcome:
    entry = session.get(Entry, row.entry_id) if row.entry_id is not None else None
    if entry is None or not row.after:
        return row.outcome
    if newest_revision(session, entry) != row.after:
        return Outcome.STAYS
    reason = f"importen av {kept.name} ångrad"
    if not row.take:
        # A conflict in which ours was kept: only what the document said had been noted.
        entry.imported = row.undo["imported"]
        return Outcome.UNDONE
    if row.undo:
        put_back(session, entry, row.undo, reason, now, staff)
        return Outcome.UNDONE
    if entry.approved_at is None:
        # Nobody has approved it and nothing refers to it: it is as if it had never come.
        row.entry_id = None
        session.flush()
        session.delete(entry)
    else:
        entry.imported, entry.imported_at = None, None
        curation.archive(session, entry, reason, now, staff)
    return Outcome.UNDONE


def standing_of(session: Session, entry: Entry) -> dict[str, Any]:
    """All that an import may change of an entry, as plain JSON."""
    draft = session.get(EntryDraft, entry.id)
    return {
        "status": entry.status.value,
        "content": content_of(entry),
        "draft": _draft_standing(draft) if draft is not None else None,
        "imported": entry.imported,
        "source": [entry.source_document, entry.source_place],
        "imported_at": _iso(entry.imported_at),
        "approved": [_iso(entry.approved_at), entry.approved_by_id],
    }


def put_back(
    session: Session, entry: Entry, was: dict[str, Any], reason: str, now: datetime, staff: StaffMember | None
) -> None:
    """Make the entry what it was. A revision tells it, and every index follows where what is said is another."""
    status = EntryStatus(was["status"])
    said = (entry.status, content_of(entry)) != (status, was["content"])
    apply_content(session, entry, was["content"])
    entry.status = status
    entry.imported, entry.imported_at = was["imported"], _moment(was["imported_at"])
    entry.source_document, entry.source_place = was["source"]
    entry.approved_at, entry.approved_by_id = _moment(was["approved"][0]), was["approved"][1]
    _put_draft_back(session, entry, was["draft"])
    if said or status in APPROVED:
        curation.save(session, entry, reason, now, staff, Step.RESTORED)


def _put_draft_back(session: Session, entry: Entry, was: dict[str, Any] | None) -> None:
    draft = session.get(EntryDraft, entry.id)
    if was is None:
        if draft is not None:
            session.delete(draft)
        return
    if draft is None:
        draft = EntryDraft(entry_id=entry.id)
        session.add(draft)
    draft.state, draft.content, draft.reason = DraftState(was["state"]), was["content"], was["reason"]
    draft.author_id, draft.approved_by_id = was["author_id"], was["approved_by_id"]
    changed_at, draft.publish_at = _moment(was["changed_at"]), _moment(was["publish_at"])
    draft.changed_at = changed_at or entry.updated_at


def _draft_standing(draft: EntryDraft) -> dict[str, Any]:
    return {
        "state": draft.state.value,
        "content": draft.content,
        "reason": draft.reason,
        "author_id": draft.author_id,
        "changed_at": _iso(draft.changed_at),
        "publish_at": _iso(draft.publish_at),
        "approved_by_id": draft.approved_by_id,
    }


def _groups(session: Session, kept: ChecklistImport) -> list[str]:
    """The response groups that the chosen rows name, each once."""
    contents = session.scalars(select(ImportRow.content).where(ImportRow.import_id == kept.id, ImportRow.take))
    return list(dict.fromkeys(content["group"] for content in contents if content.get("group")))


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
