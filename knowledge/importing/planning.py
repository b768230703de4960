"""What importing a checklist would do, row by row; looked up and compared, and nothing written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.checklists.columns import Column
from knowledge.checklists.rows import Checklist, ChecklistHead, ChecklistRow, Fault, FaultyRow, Place
from knowledge.checklists.writing.cells import cells_of
from knowledge.content import Content, content_of
from knowledge.drafts import EntryDraft
from knowledge.entries import Entry, EntryStatus, Revision
from knowledge.importing.comparing import Change, given_by, judge, new_content
from knowledge.importing.owning import Owner, owner_of
from knowledge.limits import fitting_head, row_faults

# Entries looked up at a time: the more at once, the fewer questions; the fewer at once, the less memory.
_PORTION = 500


@dataclass(frozen=True)
class PlannedRow:
    """One row and what becomes of it. `entry_id` is the entry that has its number, as it was at `revision`.

    `given` is what the row says, `content` what the entry would say; `before` what it says now, {} for a new one.
    `waits`: what the entry says now has not been approved. `undone`: it was archived by the undoing of its import.
    """

    change: Change
    number: str
    question: str
    place: Place
    given: Content
    content: Content
    before: Content = field(default_factory=dict)
    differing: tuple[str, ...] = ()
    clashing: tuple[str, ...] = ()
    entry_id: int | None = None
    revision: int = 0
    waits: bool = True
    undone: bool = False


@dataclass(frozen=True)
class Gone:
    """An entry that came from this document, which does not have it any more."""

    entry_id: int
    number: str
    question: str
    revision: int


@dataclass(frozen=True)
class Plan:
    """What importing a checklist would do. `faults` are all, `faulty` the rows that cannot be imported as they stand.

    `owner` is None for a document that could not be read.
    """

    document: str
    head: ChecklistHead
    owner: Owner | None
    rows: tuple[PlannedRow, ...]
    gone: tuple[Gone, ...]
    faults: tuple[Fault, ...]
    faulty: tuple[FaultyRow, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The numbers that came from this document but left it."""
        return tuple(gone.number for gone in self.gone)

    def count(self, change: Change) -> int:
        """How many rows this happens to."""
        return sum(planned.change is change for planned in self.rows)


@dataclass(frozen=True)
class _Known:
    """An entry as it stands, as plain values."""

    entry_id: int
    department_id: int
    department: str
    ours: Content
    approved: Content
    imported: Content | None
    document: str
    status: EntryStatus
    waits: bool
    revision: int
    undone: bool


def silent(done: int, of: int) -> None:
    """Nobody is told how far it has come."""


def plan(session: Session, checklist: Checklist, told: Callable[[int, int], None] = silent) -> Plan:
    """Compare a checklist with the entries; `told` hears how many rows are done of how many."""
    head, head_faults = fitting_head(checklist.head, checklist.document)
    faults = [*checklist.faults, *head_faults]
    if not checklist.rows and not head.department:
        # A document that could not be read says nothing of any department.
        return Plan(checklist.document, head, None, (), (), tuple(faults), checklist.faulty)
    owner = owner_of(session, head, checklist.document)
    if not head.department:
        faults.append(_no_department(checklist, owner))
    planned: dict[str, PlannedRow] = {}
    faulty = list(checklist.faulty)
    sources = {checklist.document}
    for start in range(0, len(checklist.rows), _PORTION):
        rows = checklist.rows[start : start + _PORTION]
        known = _known(session, [number_of(row, owner) for row in rows])
        sources |= {one.document for one in known.values() if one.department_id == owner.department_id} - {""}
        for row in rows:
            number = number_of(row, owner)
            reasons = why_not(row, owner, known.get(number), planned.get(number))
            if reasons:
                faults.extend(Fault(row.place, reason) for reason in reasons)
                faulty.append(_as_faulty(row, owner, reasons))
            else:
                planned[number] = planned_row(row, owner, known.get(number))
        told(start + len(rows), len(checklist.rows))
    named = {*planned, *(_number_in(row, owner) for row in faulty)}
    gone = _gone(session, sources, owner, named)
    return Plan(checklist.document, head, owner, tuple(planned.values()), gone, tuple(faults), tuple(faulty))


def plan_row(session: Session, row: ChecklistRow, owner: Owner) -> tuple[PlannedRow | None, tuple[str, ...]]:
    """One row by itself, as when somebody has put it right in the plan; or the reasons why it cannot be imported."""
    known = _known(session, [number_of(row, owner)]).get(number_of(row, owner))
    reasons = why_not(row, owner, known, None)
    return (None, reasons) if reasons else (planned_row(row, owner, known), ())


def planned_row(row: ChecklistRow, owner: Owner, known: _Known | None) -> PlannedRow:
    """What becomes of a sound row."""
    number, given = number_of(row, owner), given_by(row)
    if "group" in given:
        given["group"] = owner.group(row.group)
    if known is None:
        content = new_content(row, number, owner.department, owner.group(row.group))
        return PlannedRow(Change.ADDED, number, row.question, row.place, given, content)
    archived = known.status is EntryStatus.ARCHIVED
    verdict = judge(given, known.ours, known.approved, known.imported, archived=archived)
    return PlannedRow(
        change=verdict.change,
        number=number,
        question=row.question,
        place=row.place,
        given=given,
        content=verdict.content,
        before=known.ours,
        differing=verdict.differing,
        clashing=verdict.clashing,
        entry_id=known.entry_id,
        revision=known.revision,
        waits=known.waits,
        undone=known.undone,
    )


def why_not(row: ChecklistRow, owner: Owner, known: _Known | None, earlier: PlannedRow | None) -> tuple[str, ...]:
    """Why a row cannot be imported: no room for its texts, or another department or an earlier row has its number."""
    reasons = [fault.reason for fault in row_faults(row)]
    if earlier is not None:
        what = f"Numret {earlier.number}" if row.number else "Samma fråga"
        reasons.append(f"{what} finns redan i {earlier.place.where}.")
    elif known is not None and known.department_id != owner.department_id:
        reasons.append(f"Numret {number_of(row, owner)} används redan av {known.department}.")
    return tuple(reasons)


def number_of(row: ChecklistRow, owner: Owner) -> str:
    """The row's number, or one made of its question, so that the same row is known again next time."""
    return row.number or _made_number(row.question, owner)


def _made_number(question: str, owner: Owner) -> str:
    digest = hashlib.sha256(f"{owner.department}\n{question}".lower().encode()).hexdigest()
    return f"auto-{digest[:12]}"


def _number_in(row: FaultyRow, owner: Owner) -> str:
    """The number of a row that cannot be imported: its entry has not left the document."""
    number = " ".join(row.cells.get(Column.NUMBER, "").split())
    return number or _made_number(" ".join(row.cells.get(Column.QUESTION, "").split()), owner)


def _as_faulty(row: ChecklistRow, owner: Owner, reasons: tuple[str, ...]) -> FaultyRow:
    cells = cells_of(new_content(row, row.number, owner.department, row.group))
    return FaultyRow(cells, row.place, reasons)


def _known(session: Session, numbers: Sequence[str]) -> dict[str, _Known]:
    entries = session.scalars(
        select(Entry)
        .where(Entry.number.in_(numbers))
        .options(
            joinedload(Entry.department),
            joinedload(Entry.group),
            selectinload(Entry.phrasings),
            selectinload(Entry.links),
        )
    ).all()
    ids = [entry.id for entry in entries]
    drafts = {
        draft.entry_id: draft for draft in session.scalars(select(EntryDraft).where(EntryDraft.entry_id.in_(ids)))
    }
    latest = select(Revision.entry_id, func.max(Revision.id)).where(Revision.entry_id.in_(ids))
    newest = {row[0]: row[1] for row in session.execute(latest.group_by(Revision.entry_id))}
    found = {entry.number: _plain(entry, drafts.get(entry.id), newest.get(entry.id, 0)) for entry in entries}
    for row in (*entries, *drafts.values()):
        # A large checklist's entries need not all stand in memory at once.
        session.expunge(row)
    return found


def _plain(entry: Entry, draft: EntryDraft | None, revision: int) -> _Known:
    approved = content_of(entry)
    ours = {**approved, **draft.content} if draft else approved
    # Imported before imports were kept: taken as unedited since.
    imported = ours if entry.imported is None and entry.imported_at is not None else entry.imported
    return _Known(
        entry_id=entry.id,
        department_id=entry.department_id,
        department=entry.department.name,
        ours=ours,
        approved=approved,
        imported=imported,
        document=entry.source_document,
        status=entry.status,
        waits=draft is not None or entry.status in (EntryStatus.DRAFT, EntryStatus.REVIEW),
        revision=revision,
        # Undoing lets it forget when it was imported, but not from where.
        undone=entry.status is EntryStatus.ARCHIVED and bool(entry.source_document) and entry.imported_at is None,
    )


def _gone(session: Session, sources: Collection[str], owner: Owner, named: set[str]) -> tuple[Gone, ...]:
    """The department's entries that came from this document, under its present name or an earlier one, and left it."""
    if owner.department_id is None:
        return ()
    newest = select(func.max(Revision.id)).where(Revision.entry_id == Entry.id).scalar_subquery()
    found = session.execute(
        select(Entry.id, Entry.number, Entry.question, newest)
        .where(
            Entry.department_id == owner.department_id,
            Entry.source_document.in_(sources),
            Entry.status != EntryStatus.ARCHIVED,
        )
        .order_by(Entry.number)
    )
    return tuple(Gone(row[0], row[1], row[2], row[3] or 0) for row in found if row[1] not in named)


def _no_department(checklist: Checklist, owner: Owner) -> Fault:
    reason = f"Förvaltning saknas i dokumentets huvud. Raderna lades under {owner.department}, efter filens namn."
    return Fault(Place(checklist.document, "huvudet"), reason)
