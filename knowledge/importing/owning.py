"""Whose a checklist is: its department and response groups, looked up for the plan and made when it is carried out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy.orm import Session

from knowledge.checklists.rows import ChecklistHead
from knowledge.organisation import Department, ResponseGroup, department_named, group_named, the_municipality

# A file's name may be longer than what it is kept in.
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Owner:
    """A checklist's department by name; `department_id` is None for one that the import will make.

    `groups` are the names of its response groups as they will be, the usual one first.
    """

    department: str
    department_id: int | None
    groups: tuple[str, ...]

    def group(self, name: str) -> str:
        """The group's name as it is known here, the usual one's for an empty name; a new name as it is written."""
        wanted = name.strip()
        if not wanted:
            return self.groups[0]
        return next((group for group in self.groups if group.casefold() == wanted.casefold()), wanted)


def owner_of(session: Session, head: ChecklistHead, document: str) -> Owner:
    """Whose the document is; writes nothing."""
    name = head.department or name_from(document)
    department = department_named(session, name)
    if department is None:
        return Owner(name, None, (head.group or name,))
    known = tuple(group.name for group in department.groups)
    named = (head.group,) if head.group and group_named(department, head.group) is None else ()
    return Owner(department.name, department.id, (*known, *named) or (department.name,))


def complete_owner(session: Session, owner: Owner, head: ChecklistHead, groups: Iterable[str]) -> Department:
    """Make or complete the department and the groups that its rows name; what is already known is not overwritten."""
    department = department_named(session, owner.department)
    if department is None:
        department = Department(name=owner.department)
        session.add(department)
        session.flush()
    town = the_municipality(session)
    town.name = town.name or head.municipality
    for field in ("unit", "responsible", "email", "phone", "phone_hours", "visiting_address"):
        setattr(department, field, getattr(department, field) or getattr(head, field))
    department.manager_name = department.manager_name or head.manager
    _complete_group(session, department, head)
    for name in groups:
        if group_named(department, name) is None:
            # Its mail goes where the first group's goes, until a document says where.
            _add_group(session, department, name, email=department.groups[0].email)
    session.flush()
    return department


def name_from(document: str) -> str:
    """The department's name by the document's: "Checklista Bygglov.docx" is Bygglov's."""
    stem = PurePath(document).stem.strip()[:_LONGEST_NAME]
    return stem.removeprefix("Checklista").strip(" -_") or stem


def _complete_group(session: Session, department: Department, head: ChecklistHead) -> None:
    """The head's group; a head without one means the group that is there, or one named as the department."""
    name = head.group or (department.groups[0].name if department.groups else department.name)
    group = group_named(department, name)
    if group is None:
        group = _add_group(session, department, name, email="")
    elif head.group_email and group is not department.groups[0] and group.email == department.groups[0].email:
        # Made for a row that named it, it has borrowed the first group's address until a document gives its own.
        group.email = ""
    group.email = group.email or (head.group_email or head.email).lower()


def _add_group(session: Session, department: Department, name: str, email: str) -> ResponseGroup:
    group = ResponseGroup(name=name.strip(), email=email)
    department.groups.append(group)
    session.flush()
    return group
