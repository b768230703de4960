"""The departments and groups that an entry can belong to, as the form's choices."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _

from sqlalchemy.orm import Session

from admin.entries.access import edited_departments
from admin.entries.editor.forms import owner_value
from admin.settings.saving import all_departments
from knowledge.organisation import Department, ResponseGroup, StaffMember


@dataclass(frozen=True)
class Owner:
    """One choice: a department, or one of its groups, to whom the entry's questions are handed over."""

    department: Department
    group: ResponseGroup | None

    @property
    def value(self) -> str:
        """The choice as the form carries it."""
        return owner_value(self.department.name, self.group.name if self.group else "")

    @property
    def name(self) -> str:
        """The choice in words."""
        if self.group is None:
            return self.department.name
        return _("{department}, {group}").format(department=self.department.name, group=self.group.name)


def owners_for(session: Session, staff: StaffMember) -> list[Owner]:
    """Every choice that this person has, the departments by name."""
    own = edited_departments(staff)
    mine = [one for one in all_departments(session) if own is None or one.id in own]
    return [Owner(one, group) for one in mine for group in (None, *one.groups)]


def chosen_owner(owners: list[Owner], value: str) -> Owner | None:
    """The choice that a form carries; None when this person has no such."""
    return next((one for one in owners if one.value == value), None)
