"""The words of the own page and the staff list: roles, and when somebody is away."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _

from assistant.languages.dates import long_date
from knowledge.absence import Absence
from knowledge.organisation import Role

ROLE = {
    Role.HANDLER: _("handläggare"),
    Role.FIRST_LINE: _("kommunvägledare"),
    Role.EDITOR: _("redaktör"),
    Role.MANAGER: _("chef"),
    Role.ADMINISTRATOR: _("administratör"),
}
# What each role is for, to whoever gives it.
ROLE_MEANS = {
    Role.HANDLER: _("Svarar i sina svarsgruppers ärenden"),
    Role.FIRST_LINE: _("Svarar vid svarsstödet och tar ärenden som inte hör till någon grupp"),
    Role.EDITOR: _("Rättar svaren och deras ämnen"),
    Role.MANAGER: _("Får larm och ser ärenden i de grupper hen leder"),
    Role.ADMINISTRATOR: _("Sköter medarbetare och inställningar och ser alla ärenden utan sekretess"),
}


def away(absence: Absence) -> str:
    """When somebody is away: "14 maj 2026 – 21 maj 2026", or one day alone."""
    if absence.last == date.max:
        return _("från {first} tills vidare").format(first=long_date(absence.first))
    if absence.first == absence.last:
        return long_date(absence.first)
    return f"{long_date(absence.first)} – {long_date(absence.last)}"


def roles_of(roles: frozenset[Role]) -> str:
    """A member's roles in the order of the list above."""
    return ", ".join(word for role, word in ROLE.items() if role in roles) or _("ingen roll")
