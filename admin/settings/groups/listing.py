"""The groups of a town as their list shows them, and the people that may be added to one."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from admin.settings.pages import Paged, paged_rows
from knowledge.mail_settings import MailSettings
from knowledge.organisation import Department, GroupMember, ResponseGroup, StaffMember
from knowledge.swedish import alphabetical

_MOST_FOUND = 20


class Lacking(enum.Enum):
    """What a group can lack; the value stands in the list's address."""

    MEMBERS = "medlemmar"
    MANAGER = "chef"

    @property
    def rule(self) -> ColumnElement[bool]:
        """The groups that lack it; somebody whose login is closed is nobody's colleague any more."""
        if self is Lacking.MEMBERS:
            return ~ResponseGroup.members.any(StaffMember.active)
        return ~ResponseGroup.manager.has(StaffMember.active)


@dataclass(frozen=True)
class GroupRow:
    """A group in the list; `members` counts those who can log in."""

    group: ResponseGroup
    members: int


def group_list(session: Session, lacking: Lacking | None, page: int) -> Paged[GroupRow]:
    """The groups by department and name, or those that lack something."""
    members = (
        select(func.count())
        .select_from(GroupMember)
        .join(StaffMember, StaffMember.id == GroupMember.staff_id)
        .where(GroupMember.group_id == ResponseGroup.id, StaffMember.active)
        .scalar_subquery()
    )
    chosen = select(ResponseGroup, members).join(Department, Department.id == ResponseGroup.department_id)
    chosen = chosen.options(joinedload(ResponseGroup.department), joinedload(ResponseGroup.manager))
    if lacking is not None:
        chosen = chosen.where(lacking.rule)
    listed = paged_rows(session, chosen.order_by(Department.name, ResponseGroup.name, ResponseGroup.id), page)
    return Paged([GroupRow(group, count) for group, count in listed.rows], listed.page, listed.pages, listed.found)


def lacking_count(session: Session, lacking: Lacking) -> int:
    """How many groups lack it."""
    return session.scalar(select(func.count(ResponseGroup.id)).where(lacking.rule)) or 0


def addresses_we_read(mail: MailSettings) -> frozenset[str]:
    """The residents' mailboxes, in small letters: what we send there ourselves is passed over."""
    return frozenset(box.address.lower() for box in mail.mailboxes)


def unheard_count(session: Session, mail: MailSettings) -> int:
    """How many groups have such a mailbox: nobody hears by it of a new case or a reminder."""
    unheard = func.lower(ResponseGroup.email).in_(addresses_we_read(mail))
    return session.scalar(select(func.count(ResponseGroup.id)).where(unheard)) or 0


def find_people(session: Session, query: str) -> Sequence[StaffMember]:
    """The first twenty who can log in and have these letters in their name or address; nobody for no letters.

    Asked for in three ways of writing: SQLite's LIKE knows no other case of Å, Ä and Ö than the one that is written.
    """
    if not query:
        return ()
    written = {query, query.lower(), query.title()}
    named = [StaffMember.name.icontains(word, autoescape=True) for word in sorted(written)]
    mailed = StaffMember.email.icontains(query.lower(), autoescape=True)
    chosen = select(StaffMember).where(StaffMember.active, or_(mailed, *named))
    chosen = chosen.options(joinedload(StaffMember.department))
    found = session.scalars(chosen.order_by(StaffMember.name, StaffMember.id).limit(_MOST_FOUND))
    return sorted(found, key=lambda member: alphabetical(member.name))
