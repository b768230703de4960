"""The words of what could not be answered."""

from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext

from admin.unanswered.forms import Part
from assistant.cases.unanswered import Why

PART = {Part.OPEN: _("Att ta ställning till"), Part.DRAFTED: _("Blev utkast"), Part.DISMISSED: _("Undanlagda")}
EMPTY = {
    Part.OPEN: _("Inget att ta ställning till. Nya frågor läses in varje timme."),
    Part.DRAFTED: _("Inget utkast har gjorts av obesvarade frågor än."),
    Part.DISMISSED: _("Inget är undanlagt."),
}


def why(kind: Why, times: int) -> str:
    """How questions went without an answer, counted."""
    match kind:
        case Why.HANDED_OVER:
            return ngettext("{n} lämnades över", "{n} lämnades över", times).format(n=times)
        case Why.ASKED_BACK:
            return ngettext("{n} fick en motfråga", "{n} fick en motfråga", times).format(n=times)
        case Why.NOT_HELPED:
            return ngettext("{n} sa att svaret inte hjälpte", "{n} sa att svaret inte hjälpte", times).format(n=times)


def questions(times: int) -> str:
    """How many questions a group has."""
    return ngettext("{n} fråga", "{n} frågor", times).format(n=times)
