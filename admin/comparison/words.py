"""The comparison in words: values, differences, standings, months, and how each own value differs from the nation's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from gettext import gettext as _
from gettext import ngettext

from babel.dates import format_date

from admin.comparison.columns import written_value
from admin.comparison.compared import Compared, OwnFrom, YearCompared
from admin.comparison.kinds import KINDS, Kind, Unit
from admin.comparison.known import Known, Row
from admin.comparison.kolada import KoladaFault
from admin.comparison.quarters import Standing
from admin.comparison.reference import Source
from admin.comparison.storing import Kept
from admin.figures.rounding import half_up
from admin.figures.sums import FEW
from admin.inbox.words import stamp
from admin.statistics.ratings import FEW as FEW_GRADES
from admin.statistics.words import FEW as FEW_CONTACTS
from admin.statistics.words import UNKNOWN, month, number, round_half_up
from knowledge.background_job import BackgroundJob, JobState
from knowledge.worktime import STOCKHOLM

UNIT: Mapping[Unit, str] = {
    Unit.PERCENT: _("Procent"),
    Unit.HOURS: _("Arbetstimmar"),
    Unit.INDEX: _("Index, högst 100"),
}
STANDING: Mapping[Standing, str] = {
    Standing.BEST: _("bland de bästa 25 %"),
    Standing.MIDDLE: _("i mitten"),
    Standing.WORST: _("bland de sämsta 25 %"),
}
TONE: Mapping[Standing, str] = {Standing.BEST: "good", Standing.MIDDLE: "", Standing.WORST: "late"}
"""The badge's colour, which only helps the eye: the word stands in it."""
SOURCE: Mapping[Source, str] = {
    Source.FILE: _("Fil"),
    Source.KOLADA: _("Hämtat från Kolada"),
    Source.KOLADA_FILE: _("Sparat svar från Kolada"),
    Source.SAMPLE: _("Påhittat exempel"),
}
DIFFERS: Mapping[OwnFrom, str] = {
    OwnFrom.CONTACTS: _(
        "Så räknas det: ”Egen” är alla ärenden som kom med e-post till hela kommunen under året, också svåra frågor "
        "och sådana som assistenten svarade på. Den nationella mätningen skickar ett mindre antal enkla frågor och "
        "ser när svaret kommer. Siffrorna räknas alltså olika: jämför med försiktighet."
    ),
    OwnFrom.SURVEY: _(
        "Så räknas det: ”Egen” är index ur vår egen enkät (betyget 5 ger 100, 4 ger 75, 3 ger 50, 2 ger 25 och 1 "
        "ger 0). Frågorna och indexet är desamma som i den nationella mätningen, men andra personer svarar, om andra "
        "svar: jämför med försiktighet."
    ),
    OwnFrom.NATIONAL: _(
        "Så räknas det: ”Egen” är kommunens eget värde i den nationella mätningen, räknat som alla andras."
    ),
}
QUARTERS = _(
    "De bästa 25 % är den bästa fjärdedelen av alla kommuner med värde, de sämsta 25 % den sämsta. Det visas bara när "
    "gränserna är kända och säger var vårt värde ligger, inte varför."
)
FAULT: Mapping[KoladaFault, str] = {
    KoladaFault.BUSY: _("Kolada bad oss vänta. Försök igen om en stund."),
    KoladaFault.SICK: _("Koladas server svarade med ett fel. Försök igen om en stund."),
    KoladaFault.SILENT: _(
        "Kolada svarade inte. Kontrollera att servern når Koladas adress, eller läs in ett sparat svar."
    ),
    KoladaFault.REFUSED: _("Kolada lämnar inte ut det vi frågade efter. Adressen i inställningarna kan vara fel."),
    KoladaFault.BROKEN: _("Svaret går inte att läsa som ett svar från Kolada."),
    KoladaFault.ELSEWHERE: _("Kolada hänvisade till en annan server, som vi inte frågar."),
    KoladaFault.ENDLESS: _("Koladas svar tog aldrig slut."),
    KoladaFault.EMPTY: _("Svaret har inga värden för de mått som jämförs."),
}


def value(said: float | None, unit: Unit) -> str:
    """A value with its unit, or that it is unknown."""
    if said is None:
        return UNKNOWN
    match unit:
        case Unit.PERCENT:
            return _with_unit(Unit.PERCENT, number(round_half_up(said)))
        case Unit.HOURS:
            return _with_unit(Unit.HOURS, number(said, 1))
        case Unit.INDEX:
            return _with_unit(Unit.INDEX, number(said, 1))


def exactly(said: float | None, unit: Unit) -> str:
    """A value with all its decimals, as whoever keeps the values wants it."""
    if said is None:
        return "–"
    return _with_unit(unit, written_value(said))


def of(one: YearCompared, own_from: OwnFrom) -> str:
    """How much the own value is counted of; nothing of the national one, which does not say."""
    match own_from:
        case OwnFrom.NATIONAL:
            return ""
        case OwnFrom.SURVEY:
            said, few = ngettext("{n} svar", "{n} svar", one.n), FEW_GRADES
        case OwnFrom.CONTACTS:
            said, few = ngettext("{n} ärende", "{n} ärenden", one.n), FEW_CONTACTS
    counted = said.format(n=number(one.n))
    return f"{counted}, {few}" if 0 < one.n < FEW else counted


def difference(own: float, mean: float, kind: Kind) -> str:
    """How far a value is from the mean, and which way: "3 procentenheter bättre än medel"."""
    decimals = 0 if kind.unit is Unit.PERCENT else 1
    shown = [half_up(one, decimals) for one in (own, mean)]
    size = round(abs(shown[0] - shown[1]), 1)
    if not size:
        return _("lika med medel")
    match kind.unit:
        case Unit.PERCENT:
            said = ngettext("{n} procentenhet", "{n} procentenheter", int(size)).format(n=number(size))
        case Unit.HOURS:
            said = _("{n} arbetstimmar").format(n=number(size, 1))
        case Unit.INDEX:
            said = _("{n} enheter").format(n=number(size, 1))
    better = kind.is_better(shown[0], shown[1])
    return (_("{size} bättre än medel") if better else _("{size} sämre än medel")).format(size=said)


def months(said: Sequence[str]) -> str:
    """The first and the last of a year's months: "mars–november", "maj"."""
    first, last = (_name(one) for one in (said[0], said[-1]))
    return first if first == last else f"{first}–{last}"


def sources(compared: Compared) -> Sequence[str]:
    """Where the others' values come from, a line a source, with the day they came here and the years they are of."""
    lines: dict[str, list[int]] = {}
    for one in compared.years:
        if one.fetched_at is not None:
            said = _("{origin}, hämtat {day}").format(origin=one.origin, day=day_of(one.fetched_at))
            lines.setdefault(said, []).append(one.year)
    return [_("Källa för {years}: {said}.").format(years=", ".join(map(str, lines[said])), said=said) for said in lines]


def day_of(said: datetime) -> str:
    """A moment's day in Stockholm: "3 maj 2026"."""
    return format_date(said.astimezone(STOCKHOLM).date(), "d MMMM y", locale="sv_SE")


def receipt(kept: Kept) -> str:
    """What became of a file's rows."""
    return _("{added} nya värden, {changed} ändrade, {unchanged} fanns redan.").format(
        added=len(kept.added), changed=len(kept.changed), unchanged=kept.unchanged
    )


def fetched(job: BackgroundJob | None) -> str:
    """How the latest fetch went, or how far it is; "" where nobody has asked for one."""
    if job is None:
        return ""
    if not job.is_over:
        return _("Värdena hämtas just nu.")
    when = stamp(job.finished_at or job.asked_at)
    if job.state is not JobState.DONE:
        return _("Hämtningen {when} gick inte att slutföra. Försök igen.").format(when=when)
    if fault := job.result.get("fault"):
        reason = FAULT[KoladaFault(fault)]
        return _("Hämtningen {when} gav inget, och inget är ändrat. {reason}").format(when=when, reason=reason)
    return _("Senast hämtat {when}: {added} nya värden, {changed} ändrade, {unchanged} lika.").format(
        when=when, **{name: job.result.get(name, 0) for name in ("added", "changed", "unchanged")}
    )


def change(before: Known, row: Row) -> str:
    """What a file changed: "E-post ... 2025: medel 78 % var 77 %"."""
    unit, names = KINDS[row.measure].unit, {"mean": _("medel"), "best": _("bästa")}
    said = [
        _("{name} {now} (var {before})").format(
            name=name, now=value(getattr(row.known, one), unit), before=value(getattr(before, one), unit)
        )
        for one, name in names.items()
        if getattr(row.known, one) != getattr(before, one)
    ]
    return f"{KINDS[row.measure].name} {row.year}: {', '.join(said) or _('källa eller gränser')}"


def iso_day(said: datetime) -> str:
    """A moment's day in Stockholm as files have it: "2026-05-03"."""
    return said.astimezone(STOCKHOLM).date().isoformat()


def _with_unit(unit: Unit, written: str) -> str:
    """A number and its unit, which no line divides."""
    said = {Unit.PERCENT: _("{number} %"), Unit.HOURS: _("{number} tim"), Unit.INDEX: "{number}"}[unit]
    return said.format(number=written).replace(" ", "\u00a0")


def _name(month_said: str) -> str:
    return month(month_said).split()[0]
