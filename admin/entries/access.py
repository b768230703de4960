"""Who may read and who may edit the entries: the editors of an entry's department, and administrators."""

from __future__ import annotations

from flask import abort
from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Session

from admin.auth import current_staff, signed_in
from admin.settings.forms import LARGEST_ID
from knowledge.entries import APPROVED, Entry
from knowledge.organisation import Role, StaffMember

READ_ROLES = tuple(Role)
EDIT_ROLES = (Role.EDITOR, Role.ADMINISTRATOR)
SHARE_ROLES = (Role.MANAGER, Role.EDITOR, Role.ADMINISTRATOR)
"""Who sees how the departments keep their entries, and what is being written; the others see what is approved."""


def edited_departments(staff: StaffMember) -> frozenset[int] | None:
    """The ids of the departments whose entries this person may edit; None for every department's.

    An editor's are the one that they belong to and those whose response groups they are in.
    """
    if Role.ADMINISTRATOR in staff.roles:
        return None
    if Role.EDITOR not in staff.roles:
        return frozenset()
    own = [staff.department_id] if staff.department_id is not None else []
    return frozenset([*own, *(group.department_id for group in staff.groups)])


def may_edit_in(staff: StaffMember, department_id: int) -> bool:
    """Whether this person may write and approve this department's entries."""
    departments = edited_departments(staff)
    return departments is None or department_id in departments


def may_edit(staff: StaffMember, entry: Entry) -> bool:
    """Whether this person may change the entry and approve it."""
    return may_edit_in(staff, entry.department_id)


def editable_by(staff: StaffMember) -> ColumnElement[bool]:
    """The entries that this person may edit, as a condition of a query."""
    departments = edited_departments(staff)
    return true() if departments is None else Entry.department_id.in_(sorted(departments))


def sees_drafts(staff: StaffMember) -> bool:
    """Whether this person may see what nobody has approved yet."""
    return not staff.roles.isdisjoint(SHARE_ROLES)


def entry_or_404(session: Session, entry_id: int, *, lock: bool = False) -> Entry:
    """The entry with this id; `lock` holds it until the transaction ends, so that two saves come one by one."""
    entry = session.get(Entry, entry_id, with_for_update=True if lock else None) if entry_id <= LARGEST_ID else None
    return entry if entry is not None else abort(404)


def readable_or_404(session: Session, entry_id: int) -> Entry:
    """The entry, for whoever is logged in to read; what nobody has approved is not there for those who only use it."""
    entry = entry_or_404(session, entry_id)
    return entry if entry.status in APPROVED or sees_drafts(signed_in()) else abort(404)


def editable_or_403(session: Session, entry_id: int, *, lock: bool = False) -> Entry:
    """The entry, for whoever is logged in to edit; the request ends with 403 where they may not."""
    entry = entry_or_404(session, entry_id, lock=lock)
    if not may_edit(signed_in(), entry):
        abort(403)
    return entry


def may_read_entries() -> bool:
    """Whether whoever is logged in may open the pages, for the menu."""
    member = current_staff()
    return member is not None and bool(member.roles)


def may_edit_entries() -> bool:
    """Whether whoever is logged in is an editor at all, for the menu and its rooms."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(EDIT_ROLES)


def may_see_shares() -> bool:
    """Whether whoever is logged in may see how the departments keep their entries."""
    member = current_staff()
    return member is not None and sees_drafts(member)
