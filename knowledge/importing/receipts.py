"""A plan is carried out as a whole, each row with what stood there before; and the whole can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge import curation
from knowledge.checklists.rows import Place
from knowledge.drafts import EntryDraft
from knowledge.entries import Entry, Revision
from knowledge.importing.adding import add_entries
from knowledge.importing.carrying import Deed, carry
from knowledge.importing.comparing import Change
from knowledge.importing.kept import ChecklistImport, ImportRow, ImportState, Outcome
from knowledge.importing.making import make_owner, take_back_owner
from knowledge.importing.owning import Owner
from knowledge.importing.standing import put_back, standing_of
from knowledge.importing.storing import head_of
from knowledge.organisation import Department, StaffMember

# Rows worked on at a time; what has been done of them stands in the transaction and not in memory.
_PORTION = 100

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class _Portion:
    """Some rows, with their entries and drafts looked up at once; held here, they are not looked up one by one."""

    rows: Sequence[ImportRow]
    entries: Mapping[int, Entry]
    drafts: Sequence[EntryDraft]
    newest: Mapping[int, int]

    def entry_of(self, row: ImportRow) -> Entry | None:
        """The row's entry, where it has one that is still there."""
        return self.entries.get(row.entry_id) if row.entry_id is not None else None


@dataclass(frozen=True)
class _Work:
    """What every row of an import is done with."""

    session: Session
    kept: ChecklistImport
    department: str
    now: datetime
    staff: StaffMember | None


def carry_out_kept(
    session: Session, kept: ChecklistImport, now: datetime, staff: StaffMember | None, told: Told
) -> dict[str, int]:
    """Carry out what has been chosen of a plan, and keep what stood there; how many rows became of each kind.

    A row whose entry somebody has edited since the plan was made is left alone.
    """
    owner = Owner(_department(session, kept), kept.department_id, tuple(kept.groups))
    department = make_owner(session, kept, owner, head_of(kept), _groups(session, kept), now, staff)
    counted = _each(_Work(session, kept, department.name, now, staff), told, _carry_rows)
    kept.state, kept.carried_at, kept.carried_by_id = ImportState.CARRIED, now, staff.id if staff else None
    return counted


def undo_kept(
    session: Session, kept: ChecklistImport, now: datetime, staff: StaffMember | None, told: Told
) -> dict[str, int]:
    """Put back what stood there before the import; what has been changed after it stays, and is told.

    A department or a group that came with it goes too, unless somebody has begun to use it.
    """
    counted = _each(_Work(session, kept, _department(session, kept), now, staff), told, _undo_rows)
    take_back_owner(session, kept, now, staff)
    kept.state, kept.undone_at, kept.undone_by_id = ImportState.UNDONE, now, staff.id if staff else None
    return counted


def _each(work: _Work, told: Told, act: Callable[[_Work, _Portion], None]) -> dict[str, int]:
    session = work.session
    own = select(ImportRow.id).where(ImportRow.import_id == work.kept.id).order_by(ImportRow.position)
    ids: Sequence[int] = session.scalars(own).all()
    counted = {outcome.value: 0 for outcome in Outcome}
    for start in range(0, len(ids), _PORTION):
        portion = _portion(session, ids[start : start + _PORTION])
        act(work, portion)
        session.flush()
        for row in portion.rows:
            counted[row.outcome.value] += 1
        told(min(start + _PORTION, len(ids)), len(ids))
        _let_go(session)
    return counted


def _portion(session: Session, ids: Sequence[int]) -> _Portion:
    chosen = select(ImportRow).where(ImportRow.id.in_(ids)).order_by(ImportRow.position)
    rows = session.scalars(chosen).all()
    of = [row.entry_id for row in rows if row.entry_id is not None]
    parts = (selectinload(Entry.phrasings), selectinload(Entry.links), joinedload(Entry.group))
    entries = session.scalars(select(Entry).where(Entry.id.in_(of)).options(*parts, joinedload(Entry.department)))
    drafts = session.scalars(select(EntryDraft).where(EntryDraft.entry_id.in_(of))).all()
    return _Portion(rows, {entry.id: entry for entry in entries}, drafts, _newest(session, of))


def _newest(session: Session, entry_ids: Sequence[int]) -> dict[int, int]:
    """Each entry's newest revision."""
    latest = select(Revision.entry_id, func.max(Revision.id)).where(Revision.entry_id.in_(entry_ids))
    return {row[0]: row[1] for row in session.execute(latest.group_by(Revision.entry_id))}


def _let_go(session: Session) -> None:
    """Everything has been written: thousands of entries need not stand in memory until the commit."""
    for found in list(session.identity_map.values()):
        if isinstance(found, Entry | EntryDraft | ImportRow | Revision):
            session.expunge(found)


def _carry_rows(work: _Work, portion: _Portion) -> None:
    new = [row for row in portion.rows if row.take and row.entry_id is None]
    free = _free(work.session, new)
    # What a row needs to be seen of another has been flushed by curation itself.
    with work.session.no_autoflush:
        for row in portion.rows:
            if row not in free:
                row.outcome = _carry_row(work, row, portion)
    entries = add_entries(work.session, [_deed(work, row) for row in free], work.now, work.staff)
    for row, entry in zip(free, entries, strict=True):
        row.entry_id, row.undo, row.outcome = entry.id, {}, Outcome.DONE
    done = {row.entry_id: row for row in portion.rows if row.entry_id is not None and row.outcome is Outcome.DONE}
    kept = {row.entry_id: row for row in portion.rows if row.entry_id is not None and row.undo}
    for entry_id, newest in _newest(work.session, [*{*done, *kept}]).items():
        (done.get(entry_id) or kept[entry_id]).after = newest


def _free(session: Session, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The new rows whose number nobody has taken since the plan was made."""
    taken = set(session.scalars(select(Entry.number).where(Entry.number.in_([row.number for row in rows]))))
    return [row for row in rows if row.number not in taken]


def _carry_row(work: _Work, row: ImportRow, portion: _Portion) -> Outcome:
    entry = portion.entry_of(row)
    if not row.take:
        if row.change is Change.CONFLICT and entry is not None:
            # It has been decided: the same row is no conflict the next time.
            row.undo = standing_of(work.session, entry)
            entry.imported = {**(entry.imported or {}), **row.given}
        return Outcome.LEFT
    if entry is None or portion.newest.get(entry.id, 0) != row.revision:
        return Outcome.SKIPPED
    row.undo = standing_of(work.session, entry)
    if row.change is Change.MISSING:
        curation.archive(work.session, entry, f"finns inte längre i {work.kept.name}", work.now, work.staff)
    else:
        carry(work.session, _deed(work, row), work.now, work.staff)
    return Outcome.DONE


def _deed(work: _Work, row: ImportRow) -> Deed:
    content = {**row.content, "department": work.department}
    place = Place(work.kept.name, row.place)
    return Deed(row.entry_id, content, row.given, place, work.kept.publish, work.kept.reason)


def _department(session: Session, kept: ChecklistImport) -> str:
    """The department's name as it is now: it may have got another since the plan was made."""
    found = session.get(Department, kept.department_id) if kept.department_id is not None else None
    return found.name if found is not None else kept.department


def _undo_rows(work: _Work, portion: _Portion) -> None:
    for row in portion.rows:
        row.outcome = _undo_row(work, row, portion)


def _undo_row(work: _Work, row: ImportRow, portion: _Portion) -> Outcome:
    session, entry = work.session, portion.entry_of(row)
    if entry is None or not row.after:
        return row.outcome
    if portion.newest.get(entry.id, 0) != row.after:
        return Outcome.STAYS
    reason = f"importen av {work.kept.name} ångrad"
    if not row.take:
        # A conflict in which ours was kept: only what the document said had been noted.
        entry.imported = row.undo["imported"]
        return Outcome.LEFT
    if row.undo:
        put_back(session, entry, row.undo, reason, work.now, work.staff)
    elif entry.approved_at is None:
        # Nobody has approved it and nothing refers to it: it is as if it had never come.
        row.entry_id = None
        session.flush()
        session.delete(entry)
    else:
        entry.imported, entry.imported_at = None, None
        curation.archive(session, entry, reason, work.now, work.staff)
    return Outcome.UNDONE


def _groups(session: Session, kept: ChecklistImport) -> list[str]:
    """The response groups that the chosen rows name, each once."""
    contents = session.scalars(select(ImportRow.content).where(ImportRow.import_id == kept.id, ImportRow.take))
    return list(dict.fromkeys(content["group"] for content in contents if content.get("group")))
