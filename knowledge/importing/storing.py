"""A plan is kept until somebody has chosen: what is proposed to be done with each row, and how it is put right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from knowledge.checklists.columns import Column
from knowledge.checklists.row_rules import read_row
from knowledge.checklists.rows import ChecklistHead, FaultyRow, Place
from knowledge.checklists.writing.cells import cells_of
from knowledge.entries import Entry, EntryStatus
from knowledge.importing.comparing import Change
from knowledge.importing.kept import ChecklistImport, ImportRow, ImportState
from knowledge.importing.owning import Owner
from knowledge.importing.planning import Gone, Plan, PlannedRow, plan_row
from knowledge.importing.resembling import resembling
from knowledge.organisation import StaffMember

# A conflict, what is archived and what is missing are somebody's to decide; what is faulty must be put right first.
_PROPOSED = (Change.ADDED, Change.CHANGED)
CHOSEN = (*_PROPOSED, Change.CONFLICT, Change.ARCHIVED, Change.MISSING)
"""The kinds of rows that somebody can choose to carry out."""


def keep_document(session: Session, name: str, data: bytes, now: datetime, staff: StaffMember) -> ChecklistImport:
    """Keep a dropped document, to be read in the background."""
    kept = ChecklistImport(name=name[-300:], data=data, state=ImportState.READING, dropped_at=now)
    kept.dropped_by_id = staff.id
    session.add(kept)
    session.flush()
    return kept


def store_plan(session: Session, kept: ChecklistImport, plan: Plan, near: Mapping[str, list[list[object]]]) -> None:
    """Keep what an import of the document would do; an earlier plan of it is replaced."""
    session.execute(delete(ImportRow).where(ImportRow.import_id == kept.id))
    kept.department = plan.owner.department if plan.owner else ""
    kept.department_id = plan.owner.department_id if plan.owner else None
    kept.groups = list(plan.owner.groups) if plan.owner else []
    kept.head, kept.state = asdict(plan.head), ImportState.PLANNED
    in_rows = {str(row.place) for row in plan.faulty}
    kept.faults = [[fault.place.where, fault.reason] for fault in plan.faults if str(fault.place) not in in_rows]
    kept.counts = {change.value: plan.count(change) for change in Change}
    kept.counts |= {Change.MISSING.value: len(plan.gone), Change.FAULTY.value: len(plan.faulty)}
    for position, row in enumerate(_rows(plan, near)):
        row.import_id, row.position = kept.id, position
        session.add(row)
    session.flush()


def near_entries(session: Session, plan: Plan) -> dict[str, list[list[object]]]:
    """For each new row's number the department's entries that ask nearly the same, as [id, number, question]."""
    new = [row for row in plan.rows if row.change is Change.ADDED]
    if not new or plan.owner is None or plan.owner.department_id is None:
        return {}
    own = select(Entry.id, Entry.number, Entry.question).where(
        Entry.department_id == plan.owner.department_id, Entry.status != EntryStatus.ARCHIVED
    )
    known = {row.id: row for row in session.execute(own)}
    found = resembling([row.question for row in new], {entry_id: row.question for entry_id, row in known.items()})
    return {
        row.number: [[known[one].id, known[one].number, known[one].question] for one in ids]
        for row, ids in zip(new, found, strict=True)
        if ids
    }


def rows_of(kept: ChecklistImport, change: Change | None = None) -> Select[ImportRow]:
    """The rows of a plan in the document's order, all or those of a kind."""
    chosen = select(ImportRow).where(ImportRow.import_id == kept.id).order_by(ImportRow.position)
    return chosen.where(ImportRow.change == change) if change else chosen


def correct_row(
    session: Session, kept: ChecklistImport, row: ImportRow, cells: Mapping[Column, str]
) -> tuple[str, ...]:
    """Let the row say this instead, and take it; the reasons, and nothing changed, where it cannot be imported.

    What the document says stays in `given`: the next import is compared with that, and not with the correction.
    """
    place = Place(kept.name, row.place)
    read, problems = read_row({**_columns(row), **cells}, place)
    if read is None or problems:
        return problems or ("Raden är tom.",)
    owner = Owner(kept.department, kept.department_id, tuple(kept.groups))
    planned, reasons = plan_row(session, read, owner)
    if planned is None:
        return reasons
    was = row.change
    content = {**planned.before, **planned.given} if planned.before else planned.content
    row.number, row.question, row.content, row.before = planned.number, planned.question, content, planned.before
    row.differing = [name for name in planned.given if planned.before.get(name) != content[name]]
    row.entry_id, row.revision, row.cells = planned.entry_id, planned.revision, _stored(cells_of(content))
    row.take, row.edited, row.problems = True, True, []
    if was is Change.FAULTY:
        row.given = planned.given
        row.change = Change.CHANGED if planned.before else Change.ADDED
        kept.counts = {**kept.counts, was.value: kept.counts[was.value] - 1}
        kept.counts |= {row.change.value: kept.counts[row.change.value] + 1}
    return ()


def head_of(kept: ChecklistImport) -> ChecklistHead:
    """The document's head, as it was read."""
    return ChecklistHead(**kept.head)


def _rows(plan: Plan, near: Mapping[str, list[list[object]]]) -> Iterator[ImportRow]:
    for planned in plan.rows:
        if planned.change is not Change.UNCHANGED:
            yield _row(planned, near.get(planned.number, []))
    for faulty in plan.faulty:
        yield _faulty(faulty)
    for gone in plan.gone:
        yield _missing(gone)


def _row(planned: PlannedRow, near: list[list[object]]) -> ImportRow:
    return ImportRow(
        change=planned.change,
        number=planned.number,
        question=planned.question,
        place=planned.place.where[:300],
        entry_id=planned.entry_id,
        revision=planned.revision,
        cells=_stored(cells_of(planned.content)),
        given=planned.given,
        content=planned.content,
        before=planned.before,
        differing=list(planned.differing),
        clashing=list(planned.clashing),
        problems=[],
        near=near,
        # Who undoes an import and drops the document again wants what it brought.
        take=planned.change in _PROPOSED or planned.undone,
        undo={},
    )


def _faulty(faulty: FaultyRow) -> ImportRow:
    return ImportRow(
        change=Change.FAULTY,
        number=" ".join(faulty.cells.get(Column.NUMBER, "").split())[:60],
        question=" ".join(faulty.cells.get(Column.QUESTION, "").split()),
        place=faulty.place.where[:300],
        cells=_stored(faulty.cells),
        problems=list(faulty.reasons),
        **_empty(),
    )


def _missing(gone: Gone) -> ImportRow:
    return ImportRow(
        change=Change.MISSING,
        number=gone.number,
        question=gone.question,
        entry_id=gone.entry_id,
        revision=gone.revision,
        cells={},
        problems=[],
        **_empty(),
    )


def _empty() -> dict[str, object]:
    return {
        "given": {},
        "content": {},
        "before": {},
        "differing": [],
        "clashing": [],
        "near": [],
        "undo": {},
        "take": False,
    }


def _stored(cells: Mapping[Column, str]) -> dict[str, str]:
    return {column.value: text for column, text in cells.items()}


def _columns(row: ImportRow) -> dict[Column, str]:
    return {Column(name): text for name, text in row.cells.items()}
