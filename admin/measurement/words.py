"""The measurement's words: areas, stages, grades, fields and hindrances as staff read them."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _
from gettext import ngettext

from babel.dates import format_date

from admin.inbox.words import stamp as stamp
from admin.measurement.area import Area
from admin.measurement.reading import Stage
from admin.measurement.round import Grade, MeasurementRound, RoundState
from admin.measurement.starting import Hindrance
from admin.statistics.words import SENDER as SENDER
from mail_gateway.measuring.reply import Came

AREA = {
    Area.BUILDING: _("Bygglov"),
    Area.PRESCHOOL: _("Förskola"),
    Area.SCHOOL: _("Grundskola"),
    Area.SOCIAL: _("Individ- och familjeomsorg"),
    Area.ENVIRONMENT: _("Miljö och hälsa"),
    Area.STREETS: _("Gator och vägar"),
    Area.ELDERLY: _("Äldreomsorg"),
    Area.DISABILITY: _("Handikappomsorg"),
    Area.CULTURE: _("Kultur och fritid"),
    Area.MANAGEMENT: _("Kommunledningskontor"),
}
STAGE = {
    Stage.WAITS: _("inte skickad"),
    Stage.FAILED: _("kom inte fram"),
    Stage.ASKED: _("väntar på svar"),
    Stage.ANSWERED: _("besvarad"),
    Stage.LATE: _("besvarad efter två veckor"),
    Stage.UNANSWERED: _("obesvarad efter två veckor"),
}
TONE = {Stage.FAILED: "late", Stage.ANSWERED: "good", Stage.LATE: "late", Stage.UNANSWERED: "late"}
GRADE = {Grade.GOOD: _("god"), Grade.FAIR: _("medelgod"), Grade.POOR: _("dålig")}
CAME = {
    Came.ANSWER: _("svar"),
    Came.RECEIPT: _("kvitto eller frånvaro"),
    Came.OTHER: _("annat, till exempel läskvitto"),
}
HINDRANCE = {
    Hindrance.NO_MAILBOX: _(
        "Mätningen behöver en egen brevlåda. Den ställs in i inställningsfilen under [mail.measurement], av den som "
        "sköter systemet."
    ),
    Hindrance.NO_QUESTION: _("Omgången har inga frågor kvar att skicka."),
    Hindrance.NO_ADDRESS: _("En förvaltning saknar e-postadress. Öppna den och skriv adressen som ska mätas."),
    Hindrance.OWN_ADDRESS: _("En förvaltning har mätningens egen adress. Öppna den och skriv adressen som ska mätas."),
    Hindrance.TOO_SHORT: _(
        "Perioden är för kort för så många frågor till en adress, eller har redan gått. Välj en längre period."
    ),
}
FIELD = {
    "name": _("Omgångens namn"),
    "first_day": _("Första dagen"),
    "last_day": _("Sista dagen"),
    "sender_name": _("Avsändarens namn"),
    "questions": _("Frågor per förvaltning"),
    "departments": _("Förvaltningar"),
    "address": _("E-postadress som mäts"),
    "area": _("Område"),
    "counted": _("Räknas med i totalen"),
    "answer": _("Svaret"),
    "manner": _("Bemötandet"),
    "sender": _("Avsändaren"),
    "extra": _("Extra information"),
    "subject": _("Ämne"),
    "text": _("Mejlet"),
    "active": _("Används"),
}


def field(name: str) -> str:
    """A field's name; a question's fields carry its number."""
    known, _between, number = name.partition("-")
    said = FIELD.get(known, known)
    return said if not number or number == "ny" else f"{said} {number}"


def value(name: str, stored: object) -> str:
    """A value as it is read."""
    if isinstance(stored, bool):
        return _("ja") if stored else _("nej")
    areas = {area.value: said for area, said in AREA.items()}
    said = str(stored)
    return areas.get(said, said) if name == "area" else said or _("tomt")


def state(one: MeasurementRound, over: bool) -> tuple[str, str]:
    """A round's state in a word, and its tone."""
    if one.state is RoundState.DRAFT:
        return _("utkast"), ""
    if over:
        return _("avslutad"), "good"
    return (_("stoppad"), "soon") if one.state is RoundState.STOPPED else (_("pågår"), "accent")


def days(first: date, last: date) -> str:
    """The period: "2 mars – 27 mars 2026"."""
    begin = format_date(first, "d MMMM" if first.year == last.year else "d MMMM y", locale="sv_SE")
    return f"{begin} – {format_date(last, 'd MMMM y', locale='sv_SE')}"


def questions(count: int) -> str:
    """So many questions."""
    return ngettext("{count} fråga", "{count} frågor", count).format(count=count)


def area_options() -> list[tuple[str, str]]:
    """The areas to choose among."""
    return [(area.value, name) for area, name in AREA.items()]


def sender_options() -> list[tuple[str, str]]:
    """The grades of a sender to choose among."""
    return [(grade.value, name) for grade, name in SENDER.items()]
