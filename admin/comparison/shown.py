"""A compared measure as pages and reports show it: one picture with its words, one to three sentences, and a table."""

from __future__ import annotations

from dataclasses import dataclass
from gettext import gettext as _

from admin.charts.picture import Columns, Series
from admin.comparison import words
from admin.comparison.compared import Compared, YearCompared
from admin.comparison.kinds import Unit
from admin.comparison.reference import Source
from admin.statistics.shown import Cell, Table


@dataclass(frozen=True)
class ShownComparison:
    """All that is shown of one measure. `told` is the picture in words, for whoever does not see it.

    `differs` says how the own value is counted unlike the others', and stands beside the picture wherever it goes.
    """

    compared: Compared
    sentences: tuple[str, ...]
    picture: Columns
    told: str
    differs: str
    table: Table


def shown_comparison(compared: Compared) -> ShownComparison:
    """The measure in words and as a picture."""
    return ShownComparison(
        compared,
        tuple(_sentences(compared)),
        comparison_picture(compared),
        _told(compared),
        words.DIFFERS[compared.own_from],
        _table(compared),
    )


def comparison_picture(compared: Compared) -> Columns:
    """The picture that managers know: own, Medel and Bästa beside each other for each year (facts/municipality.md 2).

    What is made up says so in the picture itself, which may be cut out and shown alone.
    """
    unit = compared.kind.unit
    said = words.UNIT[unit]
    if is_sample(compared):
        said = _("{unit}. Påhittat exempel").format(unit=said)
    return Columns(
        tuple(str(one.year) for one in compared.years),
        (
            Series(_("Egen"), tuple(one.own for one in compared.years)),
            Series(_("Medel"), tuple(one.known.mean for one in compared.years)),
            Series(_("Bästa"), tuple(one.known.best for one in compared.years)),
        ),
        said,
        None if unit is Unit.HOURS else 100,
        0 if unit is Unit.PERCENT else 1,
    )


def is_sample(compared: Compared) -> bool:
    """Whether any of the others' values is made up."""
    return any(one.source is Source.SAMPLE for one in compared.years)


def _sentences(compared: Compared) -> list[str]:
    latest, kind = compared.latest, compared.kind
    if latest is None:
        return [_("Inga jämförelsevärden är kända för åren.")]
    said = [_values(latest, compared)]
    if latest.own is not None and latest.known.mean is not None:
        far = words.difference(latest.own, latest.known.mean, kind)
        said.append(_("Vårt värde är {far}.").format(far=far))
    if latest.standing is not None:
        said.append(_("Det är {standing} av kommunerna.").format(standing=words.STANDING[latest.standing]))
    elif trend := _trend(compared):
        said.append(trend)
    return said


def _values(one: YearCompared, compared: Compared) -> str:
    unit = compared.kind.unit
    of = words.of(one, compared.own_from) if one.own is not None else ""
    return _("{year}{part}: egen {own}{of}, medel {mean}, bästa {best}.").format(
        year=one.year,
        part=_(" (egen: {months})").format(months=words.months(one.months)) if one.is_part else "",
        own=words.value(one.own, unit),
        of=f" ({of})" if of else "",
        mean=words.value(one.known.mean, unit),
        best=words.value(one.known.best, unit),
    )


def _trend(compared: Compared) -> str:
    known = [one for one in compared.years if one.own is not None]
    if len(known) < 2:
        return ""
    first, last, unit = known[0], known[-1], compared.kind.unit
    return _("Vårt värde var {before} år {first} och {now} år {last}.").format(
        before=words.value(first.own, unit), first=first.year, now=words.value(last.own, unit), last=last.year
    )


def _told(compared: Compared) -> str:
    years = " ".join(_values(one, compared) for one in compared.years)
    sample = _(" Medel och bästa är påhittade exempel.") if is_sample(compared) else ""
    return _("Stapeldiagram med tre staplar för varje år. {years}{sample}").format(years=years, sample=sample)


def _table(compared: Compared) -> Table:
    national = any(one.known.own is not None for one in compared.years)
    columns = [_("År"), _("Egen"), _("Antal"), _("Medel"), _("Bästa"), _("Vårt läge")]
    if national:
        columns.append(_("Egen i mätningen"))
    rows = tuple(_row(one, compared, national=national) for one in reversed(compared.years))
    return Table(_("{name}, år för år").format(name=compared.kind.name), tuple(columns), rows)


def _row(one: YearCompared, compared: Compared, *, national: bool) -> tuple[Cell, ...]:
    unit = compared.kind.unit
    year = f"{one.year} ({words.months(one.months)})" if one.is_part else str(one.year)
    cells = [
        year,
        words.value(one.own, unit),
        (words.of(one, compared.own_from) if one.own is not None else "") or "–",
        words.value(one.known.mean, unit),
        words.value(one.known.best, unit),
        words.STANDING[one.standing] if one.standing is not None else "–",
        *([words.value(one.known.own, unit)] if national else []),
    ]
    return tuple(Cell(cell) for cell in cells)
