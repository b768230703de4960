"""Who may import what: editors their own departments' checklists, administrators all, also of a new department."""

from __future__ import annotations

from flask import abort
from sqlalchemy import ColumnElement, or_, true
from sqlalchemy.orm import Session

from admin.auth import signed_in
from admin.entries.access import edited_departments, may_edit_in
from admin.settings.forms import LARGEST_ID
from knowledge.importing.kept import ChecklistImport, ImportRow, ImportState
from knowledge.organisation import Department, Role, StaffMember


def may_carry_out(staff: StaffMember, kept: ChecklistImport) -> bool:
    """Whether this person may do with the import's department what the plan says."""
    if kept.department_id is None:
        return Role.ADMINISTRATOR in staff.roles
    return may_edit_in(staff, kept.department_id)


def may_publish(session: Session, kept: ChecklistImport) -> bool:
    """Whether the document may be published as it stands: not where the department wants two people for each text."""
    department = session.get(Department, kept.department_id) if kept.department_id is not None else None
    return department is None or not department.two_to_publish


def visible_to(staff: StaffMember) -> ColumnElement[bool]:
    """The imports that this person sees, as a condition of a query: their departments' and what they dropped."""
    departments = edited_departments(staff)
    if departments is None:
        return true()
    own = ChecklistImport.dropped_by_id == staff.id
    return or_(own, ChecklistImport.department_id.in_(sorted(departments)))


def import_or_404(session: Session, import_id: int, *, lock: bool = False) -> ChecklistImport:
    """The import, for whoever may see it; `lock` lets two presses come one after the other."""
    staff = signed_in()
    kept = session.get(ChecklistImport, import_id, with_for_update=lock or None) if import_id <= LARGEST_ID else None
    if kept is None or not (kept.dropped_by_id == staff.id or may_carry_out(staff, kept)):
        abort(404)
    return kept


def changeable_or_404(session: Session, import_id: int) -> ChecklistImport:
    """The import, held, for whoever may carry it out; 403 for others."""
    kept = import_or_404(session, import_id, lock=True)
    if not may_carry_out(signed_in(), kept):
        abort(403)
    return kept


def row_or_404(session: Session, kept: ChecklistImport, row_id: int) -> ImportRow:
    """This import's row."""
    row = session.get(ImportRow, row_id) if row_id <= LARGEST_ID else None
    return row if row is not None and row.import_id == kept.id else abort(404)


def is_open(kept: ChecklistImport) -> bool:
    """Whether its plan can still be changed."""
    return kept.state is ImportState.PLANNED
