"""Every measure of some contacts in one list, by the names that files and other programs know them by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext

from admin.figures.counting import Limits
from admin.figures.export.table import Table, shown
from admin.figures.sums import Share, Sums
from assistant.cases.case import Line
from assistant.cases.sender_grade import SenderGrade

PERCENT, HOURS, COUNT = "%", "h", "st"
_COLUMNS = (_("Period"), _("Mått"), _("Värde"), _("Enhet"), _("Antal"), _("Av"))


@dataclass(frozen=True)
class Measured:
    """One measure: `value` in `unit` (hundredths, working hours, contacts, an index), made of `part` of `n` contacts.

    None is unknown. A time or an index has no `part`; `n` are then what it is the mean or the rank of.
    """

    code: str
    name: str
    unit: str
    value: float | int | None
    part: int | None
    n: int


def measured(sums: Sums, limits: Limits) -> Sequence[Measured]:
    """All the measures of docs/decisions/0032 that a group of contacts has, in the order of its page."""
    return [
        _count("contacts", _("Ärenden"), sums.contacts),
        _count("expecting", _("Ärenden som väntar svar eller har fått det"), sums.expecting),
        _count("not_due", _("Ännu inte för sena"), sums.not_due),
        *_answer_times(sums, limits),
        *_quality(sums),
        *_solved(sums),
    ]


def measured_table(
    name: str, periods: Mapping[str, Sums], limits: Limits, more: Mapping[str, Sequence[Measured]] | None = None
) -> Table:
    """The measures of each period below each other; `more` are a period's that are not made of its contacts."""
    rows = [
        (period, one.name, one.value, one.unit, one.part, one.n)
        for period, sums in periods.items()
        for one in (*measured(sums, limits), *(more or {}).get(period, ()))
    ]
    return Table(name, _COLUMNS, rows)


def _answer_times(sums: Sums, limits: Limits) -> Sequence[Measured]:
    shorter, longer = (ngettext("{n} arbetsdag", "{n} arbetsdagar", days).format(n=days) for days in limits)
    names = {
        "within_1": _("Fördelning: inom {days}").format(days=shorter),
        "within_2": _("Fördelning: inom {days}, inte inom {fewer}").format(days=longer, fewer=shorter),
        "later": _("Fördelning: senare"),
        "unanswered": _("Fördelning: obesvarade"),
        "unanswered_long": _("Fördelning: obesvarade efter två veckor"),
    }
    return [
        _share("share_1", _("Svar inom {days}").format(days=shorter), sums.share_1),
        _share("share_2", _("Svar inom {days}").format(days=longer), sums.share_2),
        *(_share(f"bucket_{code}", names[code], share) for code, share in sums.buckets.items()),
        _time("mean_hours", _("Medeltid till första svar"), sums.mean_hours, sums.answered),
        _time("median_hours", _("Mediantid till första svar"), sums.median_hours, sums.answered),
        _time("p90_hours", _("Nio av tio första svar inom"), sums.p90_hours, sums.answered),
        _time("final_mean_hours", _("Medeltid till sista svar"), sums.final_mean_hours, sums.answered),
    ]


def _quality(sums: Sums) -> Sequence[Measured]:
    names = {
        SenderGrade.COMPLETE: _("Fullständig avsändare"),
        SenderGrade.NAME_PHONE: _("Avsändare med namn och telefon"),
        SenderGrade.NAME_DEPARTMENT: _("Avsändare med namn och förvaltning"),
        SenderGrade.OTHER: _("Annan avsändare"),
    }
    return [
        *(_share(f"sender_{grade.value}", names[grade], share) for grade, share in sums.senders.items()),
        _share("extra", _("Svar med extra information"), sums.extra_share),
        _share("helped", _("Hjälpte svaret: ja"), sums.helped_share),
    ]


def _solved(sums: Sums) -> Sequence[Measured]:
    names = {
        Line.ASSISTANT: _("Löst av assistenten"),
        Line.FIRST_LINE: _("Löst av första linjen"),
        Line.DEPARTMENT: _("Löst av förvaltningen"),
    }
    return [
        *(_share(f"line_{line.name.lower()}", names[line], share) for line, share in sums.lines.items()),
        _share("without_department", _("Löst utan förvaltningen (80/20)"), sums.first_line_share),
        _share("promise", _("Servicelöftet hållet"), sums.promise_share),
        _share("repeat", _("Återkommande ärenden"), sums.repeat_share),
    ]


def _share(code: str, name: str, share: Share) -> Measured:
    return Measured(code, name, PERCENT, shown(share.percent), share.part, share.n)


def _time(code: str, name: str, hours: float | None, n: int) -> Measured:
    return Measured(code, name, HOURS, shown(hours), None, n)


def _count(code: str, name: str, count: int) -> Measured:
    return Measured(code, name, COUNT, count, None, count)
