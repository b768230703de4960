"""Which rows of a plan are to be carried out."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from admin.checklists.forms import Ticked
from knowledge.importing.kept import ChecklistImport, ImportRow
from knowledge.importing.storing import CHOSEN


def tick(session: Session, kept: ChecklistImport, ticked: Ticked) -> None:
    """A row that the page did not show keeps what was chosen for it; a faulty one cannot be taken."""
    shown = (ImportRow.import_id == kept.id, ImportRow.id.in_(ticked.shown), ImportRow.change.in_(CHOSEN))
    taken = ImportRow.id.in_(ticked.taken)
    session.execute(update(ImportRow).where(*shown, taken).values(take=True))
    session.execute(update(ImportRow).where(*shown, ~taken).values(take=False))
