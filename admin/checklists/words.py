"""The checklists' words: what becomes of a row, how far an import has come and what a form of document is called."""

from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext

from admin.entries.words import field, who
from knowledge.checklists.columns import Column
from knowledge.checklists.writing.forms import Form
from knowledge.importing.comparing import Change
from knowledge.importing.kept import ImportState, Outcome

__all__ = [
    "CHANGE",
    "EXPLAINED",
    "FORM",
    "HINT",
    "OUTCOME",
    "STAGE",
    "STATE",
    "TAKE",
    "field",
    "parts",
    "unchanged",
    "who",
]

CHANGE = {
    Change.CONFLICT: _("Konflikter"),
    Change.FAULTY: _("Felaktiga"),
    Change.CHANGED: _("Ändrade"),
    Change.ADDED: _("Nya"),
    Change.MISSING: _("Saknas i dokumentet"),
    Change.ARCHIVED: _("Arkiverade här"),
    Change.KEPT: _("Redigerade här"),
    Change.UNCHANGED: _("Oförändrade"),
}
"""The kinds of rows, in the order of how much they ask of whoever looks at them."""

EXPLAINED = {
    Change.CONFLICT: _(
        "Både dokumentet och någon här har ändrat samma sak sedan förra importen. Markera raden för att ta dokumentets "
        "text. Annars står texten här kvar."
    ),
    Change.FAULTY: _("De här raderna kan inte läsas in som de står. Rätta dem här, eller i dokumentet."),
    Change.CHANGED: _("Dokumentet säger något annat än förra gången."),
    Change.ADDED: _("Frågor som inte finns här."),
    Change.MISSING: _("Kom från dokumentet förut men finns inte i det längre. Markera dem som ska arkiveras."),
    Change.ARCHIVED: _("Finns i dokumentet men är arkiverade här. Markera dem som ska tas fram igen, som utkast."),
    Change.KEPT: _("Redigerade här sedan förra importen. Dokumentet säger detsamma som då, så inget görs."),
}
TAKE = {
    Change.CONFLICT: _("Ta dokumentets text"),
    Change.CHANGED: _("Ändra"),
    Change.ADDED: _("Lägg till"),
    Change.MISSING: _("Arkivera"),
    Change.ARCHIVED: _("Ta fram igen"),
}
STATE = {
    ImportState.READING: (_("läses"), "accent"),
    ImportState.PLANNED: (_("väntar på ditt val"), "soon"),
    ImportState.CARRYING: (_("genomförs"), "accent"),
    ImportState.CARRIED: (_("genomförd"), "good"),
    ImportState.UNDOING: (_("ångras"), "accent"),
    ImportState.UNDONE: (_("ångrad"), ""),
    ImportState.DISCARDED: (_("kastad"), ""),
}
STAGE = {
    "reading": _("Läser dokumentet"),
    "comparing": _("Jämför raderna med svarsposterna"),
    "saving": _("Sparar planen"),
    "carrying": _("Genomför importen"),
    "undoing": _("Ångrar importen"),
    "": _("Väntar på att få börja"),
}
OUTCOME = {
    Outcome.DONE: _("genomförd"),
    Outcome.LEFT: _("inte vald"),
    Outcome.SKIPPED: _("överhoppad: ändrad här efter planen"),
    Outcome.UNDONE: _("ångrad"),
    Outcome.STAYS: _("kvar: ändrad här efter importen"),
    Outcome.NONE: _("inte gjord"),
}
_DAY = _("Skriv som 2027-03-01.")
HINT = {
    Column.PHRASINGS: _("En på varje rad."),
    Column.STEPS: _("Ett på varje rad."),
    Column.E_SERVICE: _("Adressen, som börjar med https://."),
    Column.LINKS: _("En på varje rad, som Ansökan: https://…"),
    Column.SEE_ALSO: _("Andra svarsposters nummer, med semikolon emellan."),
    Column.KEYWORDS: _("Med semikolon emellan."),
    Column.AUDIENCE: _("alla, kundtjänst eller endast förvaltningen"),
    **dict.fromkeys((Column.REVIEWED, Column.REVIEW_DUE, Column.VALID_FROM, Column.VALID_TO), _DAY),
}
FORM = {
    Form.XLSX: "Excel (.xlsx)",
    Form.DOCX: "Word (.docx)",
    Form.CSV: "CSV (.csv)",
    Form.MARKDOWN: "Markdown (.md)",
    Form.JSON: "JSON (.json)",
}


def unchanged(number: int) -> str:
    """How many rows say what stands here already."""
    said = ngettext("%(num)s rad är oförändrad.", "%(num)s rader är oförändrade.", number) % {"num": number}
    return said if number else _("Ingen rad är oförändrad.")


def parts(names: list[str]) -> str:
    """Parts of an entry's content: "svar, länkar"."""
    return ", ".join(field(name).lower() for name in names)
