"""Who looks after an entry: chosen among the people of its department, and written down in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.audit import What, audit
from knowledge.entries import Entry
from knowledge.organisation import GroupMember, ResponseGroup, Role, StaffMember, StaffRole
from knowledge.swedish import alphabetical

MOST_CANDIDATES = 200


def candidates(session: Session, entry: Entry) -> Sequence[StaffMember]:
    """The department's editors and the administrators, by name, with whoever is the owner now."""
    of_department = or_(
        StaffMember.department_id == entry.department_id,
        StaffMember.id.in_(
            select(GroupMember.staff_id)
            .join(ResponseGroup, ResponseGroup.id == GroupMember.group_id)
            .where(ResponseGroup.department_id == entry.department_id)
        ),
    )
    editor = StaffMember.id.in_(select(StaffRole.staff_id).where(StaffRole.role == Role.EDITOR))
    boss = StaffMember.id.in_(select(StaffRole.staff_id).where(StaffRole.role == Role.ADMINISTRATOR))
    wanted = or_(of_department & editor, boss, StaffMember.id == entry.owner_id)
    chosen = select(StaffMember).where(wanted, StaffMember.active).order_by(StaffMember.name, StaffMember.id)
    return sorted(session.scalars(chosen.limit(MOST_CANDIDATES)), key=lambda member: alphabetical(member.name))


def set_owner(session: Session, entry: Entry, owner: StaffMember | None, now: datetime, staff: StaffMember) -> bool:
    """Give the entry to somebody, or to the department's editors together; whether that changed anything.

    A new owner has not been reminded of its review.
    """
    before = entry.owner
    if before is owner:
        return False
    entry.owner, entry.reminded_at = owner, None
    audit(
        session,
        What.ENTRY,
        entry.number,
        {"owner": before.email if before else ""},
        {"owner": owner.email if owner else ""},
        staff,
        now,
        about_id=entry.id,
    )
    return True
