"""Dropped documents are not kept for ever: after a quarter they go, with what an import could be undone by."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from knowledge.importing.kept import ChecklistImport, ImportRow, ImportState

KEPT_FOR = timedelta(days=90)
"""After this an import can no longer be undone: what came with it has long been edited on."""

# A document may be megabytes; the next round takes the next ones.
_MOST = 20
# One that is being carried out or undone is a background job's; where the job failed nothing was written. It began
# before KEPT_FOR was over, so after as long again nobody is at it any more.
_AT_REST = (ImportState.READING, ImportState.PLANNED, ImportState.CARRIED, ImportState.UNDONE, ImportState.DISCARDED)
_BEGUN = (ImportState.CARRYING, ImportState.UNDOING)
# What becomes of one that nobody has brought to its end.
_ENDS = {
    ImportState.READING: ImportState.DISCARDED,
    ImportState.PLANNED: ImportState.DISCARDED,
    ImportState.CARRYING: ImportState.DISCARDED,
    ImportState.UNDOING: ImportState.CARRIED,
}
# What stands in a row beside its number, its question, its place and what became of it.
_TABLES, _LISTS = ("cells", "given", "content", "before", "undo"), ("problems", "near", "differing", "clashing")
_EMPTY: dict[str, object] = {**{name: {} for name in _TABLES}, **{name: [] for name in _LISTS}}


def any_old(session: Session, now: datetime) -> bool:
    """Whether there is anything to dispose of; asked first, since SQLite has one writer at a time."""
    return bool(session.scalar(select(exists().where(*_due(now)))))


def dispose_of_old(session: Session, now: datetime) -> int:
    """Empty the imports whose last step is older than KEPT_FOR; how many. Their receipts' numbers and questions stay.

    A document may hold anything that somebody has written into it; what has been approved of it stands in the entries.
    """
    row = ChecklistImport
    chosen = select(row.id).where(*_due(now)).order_by(row.id).limit(_MOST)
    ids = session.scalars(chosen.with_for_update(skip_locked=True)).all()
    session.execute(update(row).where(row.id.in_(ids)).values(data=b"", faults=[], disposed_at=now))
    for state, end in _ENDS.items():
        session.execute(update(row).where(row.id.in_(ids), row.state == state).values(state=end))
    session.execute(update(ImportRow).where(ImportRow.import_id.in_(ids)).values(**_EMPTY))
    return len(ids)


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    row, before = ChecklistImport, now - KEPT_FOR
    last = func.coalesce(row.undone_at, row.carried_at, row.dropped_at)
    at_rest = or_(row.state.in_(_AT_REST), and_(row.state.in_(_BEGUN), last < before - KEPT_FOR))
    return row.disposed_at.is_(None), row.dropped_at < before, last < before, at_rest
