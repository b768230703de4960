"""Into whose hands a case may be given: its group's people, or another group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from assistant.cases.case import Case
from assistant.escalation.passing import full_name
from knowledge.absence import absence_between
from knowledge.organisation import Department, GroupMember, ResponseGroup, Role, StaffMember, StaffRole
from knowledge.swedish import alphabetical
from knowledge.worktime import STOCKHOLM

_MOST = 500


@dataclass(frozen=True)
class Colleague:
    """Somebody who may be given the case. `away`: they are absent today."""

    staff_id: int
    name: str
    away: bool


@dataclass(frozen=True)
class OtherGroup:
    """A group that the case may be passed on to; `members` may be none, and then nobody may see it there."""

    group_id: int
    name: str
    members: int


def colleagues(session: Session, case: Case, now: datetime) -> list[Colleague]:
    """Who sees the case and may have it, by name: its group's people, without a group the first line.

    A confidential case without a group is the administrators' to give away, and nobody else sees it.
    """
    today = now.astimezone(STOCKHOLM).date()
    chosen = _members(case).order_by(StaffMember.name, StaffMember.id).limit(_MOST)
    found = sorted(session.scalars(chosen), key=lambda one: alphabetical(one.name))
    return [Colleague(one.id, one.name, _is_away(one, today)) for one in found]


def colleague(session: Session, case: Case, staff_id: int) -> StaffMember | None:
    """The one of them with this id."""
    return session.scalar(_members(case).where(StaffMember.id == staff_id))


def groups(session: Session, case: Case) -> list[OtherGroup]:
    """Every group but the case's own, with how many work in it."""
    count = (
        select(func.count())
        .select_from(GroupMember)
        .join(StaffMember, StaffMember.id == GroupMember.staff_id)
        .where(GroupMember.group_id == ResponseGroup.id, StaffMember.active)
        .correlate(ResponseGroup)
        .scalar_subquery()
    )
    found = session.execute(
        select(ResponseGroup, count)
        .join(Department)
        .where(ResponseGroup.id != (case.group_id or 0))
        .options(joinedload(ResponseGroup.department))
        .order_by(Department.name, ResponseGroup.name)
        .limit(_MOST)
    )
    shown = [OtherGroup(group.id, full_name(group), members) for group, members in found]
    return sorted(shown, key=lambda group: alphabetical(group.name))


def responsible(case: Case, staff: StaffMember, now: datetime) -> StaffMember:
    """Whom a resident is told to turn to: the handler; whoever tells them, where nobody is or that one is away."""
    handler = case.handler
    if handler is None or not handler.active or _is_away(handler, now.astimezone(STOCKHOLM).date()):
        return staff
    return handler


def other_group(known: Sequence[OtherGroup], group_id: int) -> OtherGroup | None:
    """The one of them with this id."""
    return next((one for one in known if one.group_id == group_id), None)


def _members(case: Case) -> Select[StaffMember]:
    active = select(StaffMember).where(StaffMember.active)
    if case.group_id is None:
        role = Role.ADMINISTRATOR if case.confidential else Role.FIRST_LINE
        return active.where(StaffMember.id.in_(select(StaffRole.staff_id).where(StaffRole.role == role)))
    return active.where(StaffMember.id.in_(select(GroupMember.staff_id).where(GroupMember.group_id == case.group_id)))


def _is_away(member: StaffMember, today: date) -> bool:
    absence = absence_between(member.absent_from, member.absent_to)
    return absence is not None and absence.covers(today)
