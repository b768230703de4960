"""What the forms of the own page carry, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from gettext import gettext as _

from assistant.chat.forms import without_controls
from knowledge.organisation import StaffMember
from knowledge.staff_changes import mark_of

# As much as the tables hold.
_LONGEST_TITLE = 200
_LONGEST_PHONE = 60


@dataclass(frozen=True)
class OwnForm:
    """Title and phone as they were typed, `mark` of what the page showed, and what is wrong, by field."""

    title: str
    phone: str
    mark: str
    errors: Mapping[str, str] = field(default_factory=dict)


def shown_own(member: StaffMember) -> OwnForm:
    """The form as it stands for what is kept now."""
    return OwnForm(member.title, member.phone, mark_of({"title": member.title, "phone": member.phone}))


def read_own(form: Mapping[str, str]) -> OwnForm:
    """The form as it was sent."""
    title, phone = (" ".join(without_controls(form.get(name, "")).split()) for name in ("title", "phone"))
    errors = {}
    if len(title) > _LONGEST_TITLE:
        errors["title"] = _("Titeln är för lång. Högst {most} tecken får plats.").format(most=_LONGEST_TITLE)
    if len(phone) > _LONGEST_PHONE:
        errors["phone"] = _("Numret är för långt. Högst {most} tecken får plats.").format(most=_LONGEST_PHONE)
    return OwnForm(title, phone, form.get("mark", ""), errors)
