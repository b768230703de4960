"""What an administrator does to a colleague's row: add, change, end, take back; each written down."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.staff.forms import StaffForm, shown_staff
from knowledge.organisation import Department, ResponseGroup, Role, StaffMember, StaffRole
from knowledge.staff import end_login, staff_member
from knowledge.staff_changes import another_administrator, audit_since, audited, one_at_a_time


class Refused(enum.Enum):
    """Why somebody cannot be ended."""

    LAST_ADMINISTRATOR = "last_administrator"
    ONESELF = "oneself"


class ChangedMeanwhile:
    """Somebody else has changed the same person since the page was opened; nothing was kept."""


@dataclass(frozen=True)
class _Named:
    """What the form's words point to in the tables."""

    superior: StaffMember | None
    department: Department | None
    groups: list[ResponseGroup]


def add_member(session: Session, form: StaffForm, by: StaffMember, now: datetime) -> StaffMember | StaffForm:
    """The new colleague, who has no password yet; the form with its faults where nobody can be added.

    The same form sent twice adds nobody twice.
    """
    one_at_a_time(session)
    same = staff_member(session, form.email)
    if same is not None and same.active and shown_staff(same).says_the_same(form):
        return same
    checked = _checked(session, form, None)
    if isinstance(checked, StaffForm):
        return checked
    member = StaffMember(name=form.name, email=form.email)
    session.add(member)
    _write(member, form, checked)
    audit_since(session, member, {}, now, by)
    return member


def change_member(
    session: Session, member: StaffMember, form: StaffForm, by: StaffMember, now: datetime
) -> StaffMember | StaffForm | ChangedMeanwhile:
    """The colleague as the form says; the form with its faults, or nothing done, where that cannot be.

    The same form sent twice changes nothing.
    """
    one_at_a_time(session)
    shown = shown_staff(member)
    if shown.says_the_same(form):
        return member
    checked = _checked(session, form, member)
    if isinstance(checked, StaffForm):
        return checked
    if shown.mark != form.mark:
        return ChangedMeanwhile()
    with audited(session, member, by, now):
        _write(member, form, checked)
    return member


def end_member(session: Session, member: StaffMember, by: StaffMember, now: datetime) -> Refused | None:
    """End the colleague's login at once; roles, groups and cases stay, so that it can be undone."""
    one_at_a_time(session)
    if member.id == by.id:
        return Refused.ONESELF
    if member.active and Role.ADMINISTRATOR in member.roles and not another_administrator(session, member.id):
        return Refused.LAST_ADMINISTRATOR
    if member.active:
        with audited(session, member, by, now):
            end_login(member)
    return None


def take_back(session: Session, member: StaffMember, by: StaffMember, now: datetime) -> bool:
    """Let somebody who had been ended work here again, with the roles and groups of before; whether they had been."""
    if member.active:
        return False
    with audited(session, member, by, now):
        member.active = True
    return True


def _checked(session: Session, form: StaffForm, member: StaffMember | None) -> _Named | StaffForm:
    errors = dict(form.errors)
    same = staff_member(session, form.email) if form.email else None
    if same is not None and same is not member:
        errors["email"] = _taken(same)
    superior = staff_member(session, form.superior) if form.superior else None
    if form.superior and (superior is None or not superior.active):
        errors["superior"] = _("Ingen medarbetare har den e-postadressen.")
    if superior is not None and superior is member:
        errors["superior"] = _("Ingen kan vara sin egen chef.")
    errors |= _lost_administrator(session, form, member)
    if errors:
        return replace(form, errors=errors)
    department = session.get(Department, form.department_id) if form.department_id else None
    chosen = select(ResponseGroup).where(ResponseGroup.id.in_(form.group_ids)).order_by(ResponseGroup.id)
    return _Named(superior, department, list(session.scalars(chosen)))


def _lost_administrator(session: Session, form: StaffForm, member: StaffMember | None) -> Mapping[str, str]:
    """A town without any administrator could not make a new one on its pages."""
    was = member is not None and member.active and Role.ADMINISTRATOR in member.roles
    if member is None or not was or Role.ADMINISTRATOR in form.roles or another_administrator(session, member.id):
        return {}
    return {"role-administrator": _("Det måste finnas minst en administratör som kan logga in.")}


def _taken(same: StaffMember) -> str:
    if same.active:
        return _("Adressen finns redan: {name}.").format(name=same.name)
    return _("Adressen finns redan: {name}, som har slutat. Öppna den medarbetaren och ångra avslutet.").format(
        name=same.name
    )


def _write(member: StaffMember, form: StaffForm, named: _Named) -> None:
    member.name, member.email, member.title, member.phone = form.name, form.email, form.title, form.phone
    member.superior, member.department, member.groups = named.superior, named.department, named.groups
    kept = {row.role: row for row in member.role_rows}
    member.role_rows = [kept.get(role) or StaffRole(role=role) for role in Role if role in form.roles]
