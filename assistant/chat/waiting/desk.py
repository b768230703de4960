"""Whether somebody is there who may answer a case now, said honestly: the house is open and a person is at work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assistant.cases.case import Case
from knowledge.department_hours import Availability, availability
from knowledge.organisation import GroupMember, Role, StaffMember, StaffRole, first_line_group

# Whoever has opened no page for longer may have gone home; a page is opened at least so often while one works.
AT_WORK = timedelta(minutes=5)


@dataclass(frozen=True)
class Desk:
    """`staffed`: somebody may answer right now. `opens_at`: when the contact centre opens; None while it is open."""

    staffed: bool
    opens_at: datetime | None = None


def desk_for(session: Session, case: Case, now: datetime) -> Desk:
    """The desk as it is for this case at `now`.

    A town that has not written down its contact centre's hours is as open as its people are at work.
    """
    hours = _contact_centre(session, now)
    if hours is not None and hours.closes_at is None:
        return Desk(staffed=False, opens_at=hours.opens_at)
    return Desk(staffed=session.scalar(_at_work(case, now).limit(1)) is not None)


def _contact_centre(session: Session, now: datetime) -> Availability | None:
    group = first_line_group(session)
    return availability(group.department, now) if group is not None else None


def _at_work(case: Case, now: datetime) -> Select[int]:
    """Those who may answer this very case: nobody else's presence helps the one who waits."""
    seen = select(StaffMember.id).where(StaffMember.active, StaffMember.seen_at > now - AT_WORK)
    if case.group_id is None:
        first_line = StaffRole.role == Role.FIRST_LINE
        return seen.join(StaffRole, StaffRole.staff_id == StaffMember.id).where(first_line)
    return seen.join(GroupMember, GroupMember.staff_id == StaffMember.id).where(GroupMember.group_id == case.group_id)
