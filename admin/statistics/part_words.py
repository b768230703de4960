"""What a list of contacts behind a figure is called."""

from __future__ import annotations

from gettext import gettext as _

from admin.figures.rules import Measure
from admin.statistics import words
from admin.statistics.sections import bucket_names, within
from assistant.cases.sender_grade import SenderGrade

_NAMES = {
    (Measure.CONTACTS, "all"): _("Alla ärenden"),
    (Measure.CONTACTS, "not_expecting"): _("Väntade inte på svar"),
    (Measure.CONTACTS, "answered"): _("Besvarade ärenden"),
    (Measure.CONTACTS, "not_due"): _("Har tid kvar"),
    (Measure.EXTRA, "yes"): _("Svar med merinformation"),
    (Measure.EXTRA, "no"): _("Svar utan merinformation"),
    (Measure.LINE, "assistant"): _("Lösta av assistenten"),
    (Measure.LINE, "first_line"): _("Lösta av första linjen"),
    (Measure.LINE, "department"): _("Lösta av förvaltningen"),
    (Measure.LINE, "without_department"): _("Lösta utan förvaltningen"),
    (Measure.LINE, "unsolved"): _("Inte lösta"),
    (Measure.PROMISE, "kept"): _("Svarslöftet hållet"),
    (Measure.PROMISE, "broken"): _("Svarslöftet brutet"),
    (Measure.PROMISE, "not_due"): _("Svarsdagen är inte här än"),
    (Measure.REPEAT, "yes"): _("Återkommande ärenden"),
    (Measure.REPEAT, "no"): _("Ärenden som inte är återkommande"),
    (Measure.OPEN, "open"): _("Öppna ärenden"),
    (Measure.OPEN, "overdue"): _("Försenade ärenden"),
    (Measure.HELPED, "yes"): _("Svaret hjälpte"),
    (Measure.HELPED, "no"): _("Svaret hjälpte inte"),
}


def heading(measure: Measure, part: str, limits: tuple[int, int]) -> str:
    """The list's name; the part is one that there is."""
    shorter, longer = within(limits)
    late = _("Inte besvarat inom {days}")
    match measure:
        case Measure.WITHIN_1:
            return shorter.name if part == "yes" else late.format(days=words.days(limits[0]))
        case Measure.WITHIN_2:
            return longer.name if part == "yes" else late.format(days=words.days(limits[1]))
        case Measure.BUCKETS:
            return bucket_names(limits)[part]
        case Measure.SENDER:
            return words.SENDER[SenderGrade(part)]
        case Measure.HOUR:
            day, hour = (int(one) for one in part.split("-"))
            return f"{words.WEEKDAYS[day].capitalize()} {hour:02d}–{hour + 1:02d}"
        case Measure.ENTRY:
            return _("Besvarade med svarsposten")
        case _:
            return _NAMES[measure, part]
