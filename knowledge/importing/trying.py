"""What a plan would change of what the assistant says if it were carried out and published, to be tried beforehand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.entries import Entry
from knowledge.importing.carrying import nothing_waits
from knowledge.importing.comparing import Change
from knowledge.importing.kept import ChecklistImport, ImportRow
from knowledge.organisation import Department
from knowledge.trial import TriedEntry, tried_entry, tried_new

# Rows worked on at a time.
_PORTION = 200


@dataclass(frozen=True)
class TriedPlan:
    """The entries as the plan would make them, and the ids of those that it would put away."""

    entries: Sequence[TriedEntry]
    gone: Sequence[int]


def can_be_tried(kept: ChecklistImport) -> bool:
    """Whether the owner is there already: what a new department would be asked cannot be known before it is made."""
    return kept.department_id is not None


def choice_mark(session: Session, import_id: int) -> str:
    """A word that is another one when other rows are chosen, or one of them says something else."""
    taken = (ImportRow.import_id == import_id, ImportRow.take)
    ids = session.scalars(select(ImportRow.id).where(*taken).order_by(ImportRow.id)).all()
    # What the document says of a row stays for as long as its id; only what somebody has put right can differ.
    edited = select(ImportRow.id, ImportRow.content).where(*taken, ImportRow.edited).order_by(ImportRow.id)
    told = [list(ids), [[row.id, row.content] for row in session.execute(edited)]]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8")).hexdigest()


def tried_plan(session: Session, kept: ChecklistImport) -> TriedPlan:
    """The chosen rows as they would be published. Raises UnknownOwner where `can_be_tried` says no."""
    department = session.get(Department, kept.department_id) if kept.department_id is not None else None
    owner = department.name if department is not None else kept.department
    groups = {group.name.casefold() for group in department.groups} if department is not None else set()
    own = (ImportRow.import_id == kept.id, ImportRow.take)
    ids = session.scalars(select(ImportRow.id).where(*own).order_by(ImportRow.position)).all()
    entries: list[TriedEntry] = []
    gone: list[int] = []
    for start in range(0, len(ids), _PORTION):
        rows = session.scalars(select(ImportRow).where(ImportRow.id.in_(ids[start : start + _PORTION]))).all()
        known = _entries(session, rows)
        for row in rows:
            entry = known.get(row.entry_id) if row.entry_id is not None else None
            if row.change is Change.MISSING:
                gone += [entry.id] if entry is not None else []
            elif entry is None or nothing_waits(session, entry):
                entries.append(_tried(session, row, entry, owner, groups))
    return TriedPlan(entries, gone)


def _tried(session: Session, row: ImportRow, entry: Entry | None, owner: str, groups: set[str]) -> TriedEntry:
    # A group that the import would make is nobody's yet; which one of a department's groups has it moves no answer.
    named = row.content.get("group", "")
    group = named if named.casefold() in groups else ""
    content = {**row.content, "department": owner, "group": group}
    return tried_new(session, -row.id, content) if entry is None else tried_entry(session, entry, content)


def _entries(session: Session, rows: Sequence[ImportRow]) -> dict[int, Entry]:
    of = [row.entry_id for row in rows if row.entry_id is not None]
    parts = (selectinload(Entry.phrasings), selectinload(Entry.links), selectinload(Entry.translations))
    found = session.scalars(select(Entry).where(Entry.id.in_(of)).options(*parts, joinedload(Entry.department)))
    return {entry.id: entry for entry in found}
