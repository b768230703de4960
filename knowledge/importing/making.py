"""The department and the groups that an import makes: noted, written down, and taken back where nothing uses them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, ForeignKey, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.audit import Values, What, audit
from knowledge.audited import department_values, group_subject, group_values
from knowledge.checklists.rows import ChecklistHead
from knowledge.database import Base
from knowledge.importing.kept import ChecklistImport
from knowledge.importing.owning import Owner, complete_owner
from knowledge.organisation import Department, ResponseGroup, StaffMember, department_named

_DEPARTMENT, _GROUPS = "department", "groups"


def make_owner(
    session: Session,
    kept: ChecklistImport,
    owner: Owner,
    head: ChecklistHead,
    groups: Iterable[str],
    now: datetime,
    staff: StaffMember | None,
) -> Department:
    """As `complete_owner`; what was not there before is noted in the import, and all of it in the audit log."""
    there = department_named(session, owner.department)
    before: Values = department_values(there) if there is not None else {}
    known = {group.id for group in there.groups} if there is not None else set()
    department = complete_owner(session, owner, head, groups)
    fresh = [group for group in department.groups if group.id not in known]
    kept.department_id = department.id
    kept.made = {_DEPARTMENT: [] if there else [department.id], _GROUPS: [group.id for group in fresh]}
    after = department_values(department)
    audit(session, What.DEPARTMENT, department.name, before, after, staff, now, about_id=department.id)
    for group in fresh:
        audit(session, What.GROUP, group_subject(group), {}, group_values(group), staff, now, about_id=group.id)
    return department


def take_back_owner(session: Session, kept: ChecklistImport, now: datetime, staff: StaffMember | None) -> None:
    """Take away the groups and the department that came with the import, but for those that anything refers to."""
    for group_id in kept.made.get(_GROUPS, []):
        group = session.get(ResponseGroup, group_id)
        if group is not None:
            subject, values = group_subject(group), group_values(group)
            if _taken_away(session, group):
                audit(session, What.GROUP, subject, values, {}, staff, now, about_id=group_id)
    for department_id in kept.made.get(_DEPARTMENT, []):
        department = session.get(Department, department_id)
        if department is not None:
            _without(session, kept, department, now, staff)


def _without(
    session: Session, kept: ChecklistImport, department: Department, now: datetime, staff: StaffMember | None
) -> None:
    values, about_id = department_values(department), department.id
    kept.department_id = None
    session.flush()
    if _taken_away(session, department):
        audit(session, What.DEPARTMENT, str(values["name"]), values, {}, staff, now, about_id=about_id)
    else:
        kept.department_id = about_id


def _taken_away(session: Session, row: ResponseGroup | Department) -> bool:
    """Whether it could be deleted: nothing in any table refers to it, and nobody has begun to meanwhile."""
    session.flush()
    if any(session.scalar(select(exists().where(column == row.id))) for column in _referring(row.__tablename__)):
        return False
    session.expire(row)
    try:
        with session.begin_nested():
            session.delete(row)
    except IntegrityError:
        return False
    return True


def _referring(table: str) -> list[Column[int]]:
    """Every column that holds the ids of this table's rows: whoever adds one need not remember to add it here."""
    return [key.parent for one in Base.metadata.tables.values() for key in one.foreign_keys if _leads_to(key, table)]


def _leads_to(key: ForeignKey, table: str) -> bool:
    return key.column.table.name == table
