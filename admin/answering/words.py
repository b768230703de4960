"""The page's words: every closed list of the answering as staff read it."""

from __future__ import annotations

from gettext import gettext as _

from knowledge.answering import AnsweringChange, AnsweringSwitch, ChangeKind
from knowledge.channel import Channel
from knowledge.matcher import Part
from knowledge.mode import AnsweringMode

MODE = {
    AnsweringMode.AUTO: _("Svara automatiskt"),
    AnsweringMode.SUGGEST: _("Föreslå för handläggaren"),
    AnsweringMode.OFF: _("Svara inte"),
}
CHANNEL = {Channel.CHAT: _("Chatt"), Channel.EMAIL: _("E-post")}


def change(made: AnsweringChange) -> str:
    """What somebody changed: "Förskola, e-post: Svara inte"."""
    match made.kind:
        case ChangeKind.STOPPED:
            return _("Alla automatiska svar stoppades")
        case ChangeKind.BRAKED:
            return _("Alla automatiska svar stoppades: de blev för många")
        case ChangeKind.RESTORED:
            return _("Alla automatiska svar stoppades: databasen lästes in från en säkerhetskopia")
        case ChangeKind.RESUMED:
            return _("De automatiska svaren startades igen")
        case ChangeKind.MODE:
            return _("{department}, {channel}: {mode}").format(
                department=made.department.name if made.department else "",
                channel=CHANNEL[made.channel].lower() if made.channel else "",
                mode=MODE[made.mode] if made.mode else "",
            )


def who(made: AnsweringChange | AnsweringSwitch) -> str:
    """Who did it; the command line knows no staff member, and the brake is no person."""
    if isinstance(made, AnsweringChange) and made.kind is ChangeKind.BRAKED:
        return _("programmet självt")
    return made.staff.name if made.staff else _("den som sköter systemet")


TROUBLE = {
    Part.MEANING: _("Språkmodellen går inte att använda. Assistenten jämför bara ord, och svarar inte själv."),
    Part.INDEX: _("Sökindexet går inte att läsa eller skriva. Assistenten söker utan det."),
    Part.CALIBRATION: _("Filen som säger hur säkra svaren är går inte att använda. Assistenten svarar inte själv."),
}
