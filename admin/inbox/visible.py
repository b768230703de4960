"""Which cases a staff member may know of: by their groups and roles, and by what the clock may tell them of."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.escalation.roster import read_roster
from assistant.escalation.told import Share, Told, told_of
from knowledge.organisation import ResponseGroup, Role, StaffMember
from knowledge.worktime import STOCKHOLM

_NUMBER = re.compile(r"[0-9]{4}-[0-9]{6,12}")


def visible_cases(session: Session, staff: StaffMember, now: datetime | None = None) -> Select[Case]:
    """The cases this person may know of; every list, counter, search and case page starts here.

    A confidential case is for the members of its group alone, whatever other roles somebody has. Beyond
    their own groups the first line sees what has no group, a manager the groups they lead, an administrator
    everything that is not confidential, and everybody what they handle themselves. A confidential case that no
    group could be found for (a town without first line) is the administrator's to give away, since somebody
    must see it. At `now` one also sees whatever the clock may tell one of (`told.told_of`): what those handle and lead
    whom one stands in for, and what one is the nearest manager of; nothing confidential. Without it one stands in for
    nobody.
    """
    own = Case.group_id.in_([group.id for group in staff.groups])
    unowned = [and_(Case.confidential, Case.group_id.is_(None))] if Role.ADMINISTRATOR in staff.roles else []
    wider = (and_(~Case.confidential, rule) for rule in _wider(staff, told_now(session, staff, now)))
    return select(Case).where(or_(own, *unowned, *wider))


def case_seen(session: Session, staff: StaffMember, number: str, now: datetime | None = None) -> Case | None:
    """The case with this number, if this person may know of it."""
    if not is_number(number):
        return None
    return session.scalar(
        visible_cases(session, staff, now)
        .where(Case.number == number)
        .options(
            *(joinedload(part) for part in (Case.department, Case.group, Case.handler, Case.resident, Case.call_back))
        )
    )


def last_message_id(session: Session, shown: Case) -> int:
    """The newest message's id, 0 without any: what a page has shown is everything up to it."""
    return session.scalar(select(func.max(Message.id)).where(Message.case_id == shown.id)) or 0


def is_number(text: str) -> bool:
    """Whether this looks like a case's number."""
    return _NUMBER.fullmatch(text) is not None


def bare_number(text: str) -> str:
    """A case's number however it is written: a mail's subject has it as "[#2026-000123]"."""
    return text.strip().strip("[]#").strip()


def told_now(session: Session, staff: StaffMember, now: datetime | None) -> Told:
    """What the clock may tell this person of, beside what is theirs; one small query where they are nobody's next.

    An administrator sees all of it anyway.
    """
    if now is None or Role.ADMINISTRATOR in staff.roles:
        return Told()
    next_of_somebody = or_(StaffMember.substitute_id == staff.id, StaffMember.superior_id == staff.id)
    if session.scalar(select(StaffMember.id).where(next_of_somebody).limit(1)) is None:
        return Told()
    roster = read_roster(session)
    return told_of(staff.id, roster.staff, roster.groups, now.astimezone(STOCKHOLM).date())


def shared(share: Share) -> ColumnElement[bool]:
    """The cases of a share."""
    groups = sorted(one for one in share.groups if one is not None)
    among = Case.group_id.in_(groups)
    return and_(
        Case.handler_id.in_(share.handlers), or_(among, Case.group_id.is_(None)) if None in share.groups else among
    )


def _wider(staff: StaffMember, told: Told) -> list[ColumnElement[bool]]:
    """What one may know of beyond one's own groups, as long as it is not confidential."""
    if Role.ADMINISTRATOR in staff.roles:
        return [Case.id.is_not(None)]
    rules: list[ColumnElement[bool]] = [
        Case.handler_id.in_([staff.id, *sorted(told.people)]),
        # Whoever is named as a group's manager gets its alarms, whatever their roles.
        Case.group_id.in_(select(ResponseGroup.id).where(ResponseGroup.manager_id == staff.id)),
        Case.group_id.in_(sorted(told.groups)),
        *(shared(share) for share in told.shares),
    ]
    if Role.FIRST_LINE in staff.roles:
        rules.append(Case.group_id.is_(None))
    return rules
