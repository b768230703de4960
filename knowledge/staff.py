"""Who may log in: staff members added, completed and closed, apart from what an organisation file says of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import OrganisationError
from knowledge.organisation import ResponseGroup, Role, StaffMember, StaffRole


def add_staff(
    session: Session, email: str, name: str, roles: Iterable[Role], group_names: Iterable[str]
) -> StaffMember:
    """The member with this address, made or completed; roles and groups are added, none is taken away.

    Somebody whose login was closed is let in again, and needs a new password.
    Raises OrganisationError for a group name that no group, or more than one, has.
    """
    groups = [_only_group(session, group) for group in group_names]
    member = staff_member(session, email)
    if member is None:
        member = StaffMember(email=email.strip().lower())
        session.add(member)
    member.name, member.active = name.strip(), True
    had = member.roles
    member.role_rows += [StaffRole(role=role) for role in dict.fromkeys(roles) if role not in had]
    member.groups += [group for group in dict.fromkeys(groups) if group not in member.groups]
    session.flush()
    return member


def end_login(member: StaffMember) -> None:
    """Log the member out everywhere, for good: whoever comes back gets a new password."""
    member.active = False
    member.password_hash = None
    member.session_stamp = secrets.token_hex(16)


def staff_member(session: Session, email: str) -> StaffMember | None:
    """The member with this address, active or not."""
    return session.scalar(select(StaffMember).where(StaffMember.email == email.strip().lower()))


def _only_group(session: Session, name: str) -> ResponseGroup:
    """The one group of this name in the whole town; a guess between two could open another's cases."""
    # Compared here and not in the database: SQLite's lower() leaves Å, Ä and Ö as they are.
    wanted = name.strip().casefold()
    known = session.scalars(select(ResponseGroup).order_by(ResponseGroup.id)).all()
    found = [group for group in known if wanted in (group.name.casefold(), _full_name(group).casefold())]
    if len(found) == 1:
        return found[0]
    said = "belongs to several departments" if found else "is no group's"
    names = [_full_name(group) for group in found] or _nearest(name, [_full_name(group) for group in known])
    raise OrganisationError(f"the name {name.strip()} {said}; there are: {', '.join(names) or 'none'}")


def _nearest(name: str, names: list[str]) -> list[str]:
    """The few names that may have been meant: a town has a hundred groups, which nobody reads through."""
    scored = process.extract(name, names, scorer=fuzz.WRatio, processor=str.casefold, limit=5)
    return [near for near, _score, _place in scored]


def _full_name(group: ResponseGroup) -> str:
    return f"{group.department.name}: {group.name}"


def groups_without_members(session: Session) -> list[str]:
    """The groups that nobody is in, as "Department: group"; their cases would be seen by administrators at most."""
    empty = select(ResponseGroup).where(~ResponseGroup.members.any()).order_by(ResponseGroup.id)
    return [_full_name(group) for group in session.scalars(empty)]
