"""The checklists' part of the written matrix of who may open what, and an import for it to be tried on."""

from __future__ import annotations

from sqlalchemy.orm import Session

from knowledge.importing.comparing import Change
from knowledge.importing.kept import ChecklistImport, ImportRow, ImportState
from knowledge.organisation import Department, Role
from tests.factories import THEN

_EDITORS = {Role.EDITOR, Role.ADMINISTRATOR}
_IMPORT = "/checklistor/<int:import_id>"
CHECKLISTS: dict[tuple[str, str], set[Role] | None] = {
    ("GET", "/checklistor"): _EDITORS,
    ("POST", "/checklistor"): _EDITORS,
    ("GET", "/checklistor/ut/<int:department_id>"): _EDITORS,
    ("GET", _IMPORT): _EDITORS,
    ("GET", f"{_IMPORT}/rader/<int:row_id>"): _EDITORS,
    ("POST", f"{_IMPORT}/rader/<int:row_id>"): _EDITORS,
    ("GET", f"{_IMPORT}/verkan"): _EDITORS,
    ("POST", f"{_IMPORT}/prova"): _EDITORS,
    ("POST", f"{_IMPORT}/val"): _EDITORS,
    ("POST", f"{_IMPORT}/genomfor"): _EDITORS,
    ("POST", f"{_IMPORT}/angra"): _EDITORS,
    ("POST", f"{_IMPORT}/kasta"): _EDITORS,
    ("POST", f"{_IMPORT}/igen"): _EDITORS,
}


def an_import(session: Session, department: Department) -> dict[str, str]:
    """A planned import of the department with one row; the parts of the addresses that name them."""
    kept = ChecklistImport(name="C.csv", data=b"", department=department.name, department_id=department.id)
    kept.state, kept.dropped_at = ImportState.PLANNED, THEN
    session.add(kept)
    session.flush()
    row = ImportRow(import_id=kept.id, position=0, change=Change.FAULTY, cells={"Fråga": "Hur?"})
    session.add(row)
    session.flush()
    return {"<int:import_id>": str(kept.id), "<int:row_id>": str(row.id)}
