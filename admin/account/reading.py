"""Reads a member of staff with all that a page about them shows, and whom they may choose to stand in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.organisation import GroupMember, ResponseGroup, StaffMember
from knowledge.swedish import alphabetical

# A field that takes any address offers the nearest colleagues, and no list of a whole town.
_MOST_OFFERED = 50
WHOLE = (
    joinedload(StaffMember.department),
    joinedload(StaffMember.superior),
    joinedload(StaffMember.substitute),
    selectinload(StaffMember.role_rows),
    selectinload(StaffMember.groups).joinedload(ResponseGroup.department),
)


def whole_member(session: Session, staff_id: int, *, to_change: bool = False) -> StaffMember | None:
    """The member with groups, roles, department, superior and substitute; None where there is none.

    `to_change` locks the row until the transaction ends, but for those who only point at it: what is written down of
    a change points at whoever made it, and two who change each other would else wait for one another for ever.
    """
    wanted = select(StaffMember).where(StaffMember.id == staff_id).options(*WHOLE)
    if to_change:
        wanted = wanted.with_for_update(of=StaffMember, key_share=True)
    return session.scalar(wanted)


def colleagues(session: Session, member: StaffMember) -> Sequence[StaffMember]:
    """Who shares a response group with the member, by name: the likeliest to stand in."""
    groups = [group.id for group in member.groups]
    near = select(GroupMember.staff_id).where(GroupMember.group_id.in_(groups))
    wanted = select(StaffMember).where(StaffMember.id.in_(near), StaffMember.id != member.id, StaffMember.active)
    found = session.scalars(wanted.order_by(StaffMember.name, StaffMember.id).limit(_MOST_OFFERED))
    return sorted(found, key=lambda colleague: alphabetical(colleague.name))
