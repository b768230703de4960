"""Sections about parts of a whole, a row for all contacts and one for each department; and about times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from gettext import gettext as _

from admin.charts.picture import Lines, Series, Stacked
from admin.figures.measures import Dimension
from admin.figures.rules import Measure
from admin.figures.sums import Share, Sums
from admin.statistics import words
from admin.statistics.cells import count_cell, hours_cell, part_cell, whole_cell
from admin.statistics.shares import department_rows_of, months_of, told
from admin.statistics.shown import Behind, Cell, Reading, Shown, Table

Parts = Mapping[str, tuple[str, Share]]
"""The parts of a whole by the word that opens them, each with its name."""
_TIMES: tuple[tuple[str, Callable[[Sums], float | None]], ...] = (
    (_("Medelvärde"), lambda sums: sums.mean_hours),
    (_("Median"), lambda sums: sums.median_hours),
    (_("Nio av tio fick svar inom"), lambda sums: sums.p90_hours),
    (_("Medelvärde till sista svaret"), lambda sums: sums.final_mean_hours),
)


def shown_parts(reading: Reading, measure: Measure, parts_of: Callable[[Sums], Parts], nothing: str) -> Shown:
    """The section; `nothing` is said where there is none of it."""
    total = parts_of(reading.figures.total(reading.asked.selection))
    rows = [(_("Alla"), "", total)]
    rows += [(name, key, parts_of(sums)) for name, key, sums in department_rows_of(reading)]
    n = _whole(total)
    table = Table(
        words.period(reading.asked.selection).capitalize(),
        (_("Förvaltning"), *(name for name, _share in total.values()), _("Antal")),
        tuple(_row(name, key, parts, measure) for name, key, parts in rows),
    )
    if not n:
        return Shown((nothing,), None, "", (table,))
    with_any = [(name, parts) for name, _key, parts in rows if _whole(parts)]
    picture = Stacked(
        tuple(f"{name} (n = {words.number(_whole(parts))})" for name, parts in with_any),
        tuple(
            Series(name, tuple(parts[key][1].percent for _n, parts in with_any)) for key, (name, _s) in total.items()
        ),
    )
    said = ", ".join(f"{name.lower()} {words.percent(share)}" for name, share in total.values())
    few = f" {words.FEW.capitalize()}." if n < 30 else ""
    sentence = _("{period}, {contacts}: {said}.").format(
        period=words.period(reading.asked.selection).capitalize(), contacts=words.contacts(n), said=said
    )
    return Shown(
        (sentence + few,), picture, _("Staplar med delar av 100 procent. {said}").format(said=sentence), (table,)
    )


def shown_times(reading: Reading) -> Shown:
    """The waits by month, in working hours."""
    asked = reading.asked
    by_month = reading.figures.by(asked.trend, Dimension.MONTH)
    months = months_of(asked.trend.first, asked.trend.last)
    series = tuple(
        Series(name, tuple(of(by_month[month]) if month in by_month else None for month in months))
        for name, of in _TIMES
    )
    total = reading.figures.total(asked.selection)
    before = reading.figures.total(asked.selection.moved(-12))
    known = any(value is not None for one in series for value in one.values)
    rows = [_times(words.month(month), by_month.get(month, Sums()), month=month) for month in reversed(months)]
    tables = [Table(_("Månad för månad"), _columns(_("Månad")), tuple(rows))]
    if departments := department_rows_of(reading):
        named = tuple(_times(name, sums, department=key) for name, key, sums in departments)
        tables.append(Table(_("Per förvaltning, hela perioden"), _columns(_("Förvaltning")), named))
    return Shown(
        _sentences(reading, total, before),
        Lines(tuple(map(words.short_month, months)), series, _("Arbetstimmar")) if known else None,
        told(series, months),
        tuple(tables),
    )


def _sentences(reading: Reading, total: Sums, before: Sums) -> tuple[str, ...]:
    period = words.period(reading.asked.selection)
    if total.mean_hours is None:
        return (_("{period} finns inget svar att räkna på.").format(period=period.capitalize()),)
    said = _(
        "{period} tog det första svaret i medeltal {mean} arbetstid; "
        "hälften fick svar inom {median}, nio av tio inom {p90}."
    )
    few = f" {words.FEW.capitalize()}." if total.answered < 30 else ""
    year = _("Samma period året före var medelvärdet {mean}.").format(mean=words.hours(before.mean_hours))
    return (
        said.format(
            period=period.capitalize(),
            mean=words.hours(total.mean_hours),
            median=words.hours(total.median_hours),
            p90=words.hours(total.p90_hours),
        )
        + _(" Antal svar: {n}.").format(n=words.number(total.answered))
        + few,
        year,
    )


def _columns(first: str) -> tuple[str, ...]:
    return (first, *(name for name, _of in _TIMES), _("Besvarade"))


def _times(name: str, sums: Sums, month: str = "", department: str = "") -> tuple[Cell, ...]:
    values = (hours_cell(of(sums)) for _name, of in _TIMES)
    return (Cell(name), *values, count_cell(sums.answered, Behind(Measure.CONTACTS, "answered", month, department)))


def _row(name: str, key: str, parts: Parts, measure: Measure) -> tuple[Cell, ...]:
    cells = (part_cell(share, Behind(measure, part, department=key)) for part, (_name, share) in parts.items())
    return (Cell(name), *cells, whole_cell(_whole(parts)))


def _whole(parts: Parts) -> int:
    return next((share.n for _name, share in parts.values()), 0)
