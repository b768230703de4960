"""Everybody who may be told of a case, read once for a whole round of the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.escalation.hearers import Group, Hearers, Person, Staff
from knowledge.absence import absence_between
from knowledge.organisation import GroupMember, ResponseGroup, Role, StaffMember, StaffRole
from knowledge.worktime import STOCKHOLM


@dataclass(frozen=True)
class Roster:
    """Staff and groups with their names and addresses; `groups`, `group_names` and `mailboxes` by the group's id."""

    staff: Staff
    names: Mapping[int, str]
    emails: Mapping[int, str]
    groups: Mapping[int, Group]
    group_names: Mapping[int, str]
    mailboxes: Mapping[int, str]

    def addresses(self, heard: Hearers, group_id: int | None) -> list[str]:
        """Where the mails go."""
        box = [self.mailboxes[group_id]] if heard.mailbox and group_id is not None else []
        return [*(self.emails[one] for one in heard.people), *box]

    def name(self, staff_id: int | None, now: datetime) -> tuple[str, bool]:
        """A staff member's name, "" for nobody, and whether they are at work that day."""
        if staff_id is None:
            return "", True
        return self.names[staff_id], self.staff.people[staff_id].is_there(now.astimezone(STOCKHOLM).date())


def read_roster(session: Session) -> Roster:
    """All staff and groups, in four questions: a chain of substitutes or superiors may lead to any of them."""
    people = session.execute(
        select(
            StaffMember.id,
            StaffMember.name,
            StaffMember.email,
            StaffMember.active,
            StaffMember.absent_from,
            StaffMember.absent_to,
            StaffMember.substitute_id,
            StaffMember.superior_id,
        )
    ).all()
    groups = session.execute(
        select(ResponseGroup.id, ResponseGroup.name, ResponseGroup.email, ResponseGroup.manager_id)
    ).all()
    members = defaultdict(list)
    for link in session.execute(select(GroupMember.group_id, GroupMember.staff_id).order_by(GroupMember.staff_id)):
        members[link.group_id].append(link.staff_id)
    return Roster(
        staff=Staff(
            {
                row.id: Person(
                    row.id,
                    row.active and bool(row.email),
                    absence_between(row.absent_from, row.absent_to),
                    row.substitute_id,
                    row.superior_id,
                )
                for row in people
            },
            _administrators(session),
        ),
        names={row.id: row.name for row in people},
        emails={row.id: row.email for row in people},
        groups={row.id: Group(tuple(members[row.id]), row.manager_id, bool(row.email)) for row in groups},
        group_names={row.id: row.name for row in groups},
        mailboxes={row.id: row.email for row in groups},
    )


def _administrators(session: Session) -> tuple[int, ...]:
    wanted = select(StaffMember.id).join(StaffRole, StaffRole.staff_id == StaffMember.id)
    active = wanted.where(StaffRole.role == Role.ADMINISTRATOR, StaffMember.active, StaffMember.email != "")
    return tuple(session.scalars(active.order_by(StaffMember.id)))
