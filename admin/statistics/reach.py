"""Whose figures somebody sees: a manager their departments', an administrator and the first line the whole town's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.organisation import Department, ResponseGroup, Role, StaffMember

SUMMARY_ROLES = (Role.FIRST_LINE, Role.MANAGER, Role.ADMINISTRATOR)
SECTION_ROLES = (Role.MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Reach:
    """The departments by id; `whole`: the whole town's figures too, and what belongs to no department."""

    departments: Mapping[int, str]
    whole: bool


def reach_of(session: Session, staff: StaffMember) -> Reach:
    """What this person may see. A manager leads their own department, and those of the groups they lead or are in."""
    chosen = select(Department.id, Department.name).order_by(Department.name)
    whole = Role.ADMINISTRATOR in staff.roles or Role.MANAGER not in staff.roles
    if not whole:
        led = select(ResponseGroup.department_id).where(ResponseGroup.manager_id == staff.id)
        within = [staff.department_id, *(group.department_id for group in staff.groups)]
        mine = [one for one in within if one is not None]
        chosen = chosen.where(or_(Department.id.in_(mine), Department.id.in_(led)))
    return Reach({row.id: row.name for row in session.execute(chosen)}, whole)
