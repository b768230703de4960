"""What an administrator says of a colleague: read from a form, checked, and compared with what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from gettext import gettext as _

from email_validator import EmailNotValidError, validate_email
from werkzeug.datastructures import MultiDict

from assistant.chat.forms import without_controls
from knowledge.organisation import Role, StaffMember
from knowledge.staff_changes import mark_of

_LARGEST_ID = 2**31 - 1
# As much as the tables hold.
_LONGEST = {"name": 200, "title": 200, "phone": 60, "superior": 254, "email": 254}


@dataclass(frozen=True)
class StaffForm:
    """A colleague as typed. `superior` is an address; `errors` say in Swedish, by field, what is wrong."""

    name: str = ""
    email: str = ""
    title: str = ""
    phone: str = ""
    superior: str = ""
    department_id: int | None = None
    roles: frozenset[Role] = frozenset()
    group_ids: frozenset[int] = frozenset()
    mark: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def says_the_same(self, other: StaffForm) -> bool:
        """Whether both describe the same colleague, letter by letter."""
        return self._said() == other._said()

    def _said(self) -> tuple[object, ...]:
        texts = (self.name, self.email, self.title, self.phone, self.superior)
        return (*texts, self.department_id, self.roles, self.group_ids)


def shown_staff(member: StaffMember) -> StaffForm:
    """The form as it stands for what is kept now."""
    form = StaffForm(
        name=member.name,
        email=member.email,
        title=member.title,
        phone=member.phone,
        superior=member.superior.email if member.superior else "",
        department_id=member.department_id,
        roles=member.roles,
        group_ids=frozenset(group.id for group in member.groups),
    )
    return replace(form, mark=_mark(form))


def read_staff(form: MultiDict[str, str]) -> StaffForm:
    """The form as it was sent; whether its address, superior and groups exist is for the tables to say."""
    texts = {name: " ".join(without_controls(form.get(name, "")).split()) for name in _LONGEST}
    email, errors = _email(texts["email"])
    if not texts["name"]:
        errors["name"] = _("Skriv för- och efternamn.")
    roles = frozenset(role for role in Role if role.value in form.getlist("role"))
    if not roles:
        errors["role-handler"] = _("Välj minst en roll. Utan roll går det inte att öppna någon sida.")
    for name, most in _LONGEST.items():
        if len(texts[name]) > most:
            errors[name] = _("Högst {most} tecken får plats.").format(most=most)
    return StaffForm(
        name=texts["name"],
        email=email,
        title=texts["title"],
        phone=texts["phone"],
        superior=texts["superior"].lower(),
        department_id=next(iter(_ids([form.get("department", "")])), None),
        roles=roles,
        group_ids=frozenset(_ids(form.getlist("group"))),
        mark=form.get("mark", ""),
        errors=errors,
    )


def _email(typed: str) -> tuple[str, dict[str, str]]:
    """The address in small letters, as it is kept, and what is wrong with it."""
    if not typed:
        return "", {"email": _("Skriv en e-postadress.")}
    try:
        address = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return typed.lower(), {"email": _("Adressen ser inte rätt ut. Skriv den som namn@kommunen.se.")}
    return (address.ascii_email or address.normalized).lower(), {}


def _ids(texts: Sequence[str]) -> list[int]:
    """Numbers that any database can hold; anything else was never on our page."""
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 10]
    return [number for number in numbers if 0 < number <= _LARGEST_ID]


def _mark(form: StaffForm) -> str:
    said = {
        **{name: getattr(form, name) for name in _LONGEST},
        "department": form.department_id,
        "roles": " ".join(sorted(role.value for role in form.roles)),
        "groups": " ".join(map(str, sorted(form.group_ids))),
    }
    return mark_of(said)
