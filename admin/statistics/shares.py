"""Sections about shares: how large they are by month and department, against the year before and the goal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from gettext import gettext as _

from admin.charts.picture import Lines, Series
from admin.figures.measures import Dimension
from admin.figures.refreshing import next_month
from admin.figures.rules import Measure
from admin.figures.sums import Share, Sums
from admin.statistics import words
from admin.statistics.cells import share_cells
from admin.statistics.forms import WITHOUT
from admin.statistics.shown import Behind, Cell, Reading, Shown, Table


@dataclass(frozen=True)
class ShareMeasure:
    """A share of the sums under its name; `measure` and `part` open the contacts that it counts."""

    name: str
    of: Callable[[Sums], Share]
    measure: Measure
    part: str


def shown_shares(reading: Reading, measures: Sequence[ShareMeasure], goal: float | None = None) -> Shown:
    """The section: lines by month, a sentence a share, and tables by month and by department."""
    asked = reading.asked
    by_month = reading.figures.by(asked.trend, Dimension.MONTH)
    months = months_of(asked.trend.first, asked.trend.last)
    series = tuple(
        Series(one.name, tuple(one.of(by_month[month]).percent if month in by_month else None for month in months))
        for one in measures
    )
    total = reading.figures.total(asked.selection)
    before = reading.figures.total(asked.selection.moved(-12))
    known = any(value is not None for one in series for value in one.values)
    picture = Lines(tuple(map(words.short_month, months)), series, _("Andel i procent"), 100, goal) if known else None
    rows = [_row(words.month(month), by_month.get(month, Sums()), measures, month=month) for month in reversed(months)]
    tables = [_table(_("Månad för månad"), _("Månad"), measures, rows)]
    if departments := _department_rows(reading, measures):
        tables.append(_table(_("Per förvaltning, hela perioden"), _("Förvaltning"), measures, departments))
    return Shown(
        tuple(sentence(reading, one.name, one.of(total), one.of(before)) for one in measures),
        picture,
        told(series, months),
        tuple(tables),
    )


def sentence(reading: Reading, name: str, now: Share, before: Share) -> str:
    """What the figures say, from the figures alone."""
    period = words.period(reading.asked.selection)
    if now.percent is None:
        return _("{name}, {period}: ingen uppgift, eftersom det inte finns något att räkna på.").format(
            name=name, period=period
        )
    said = _("{name}, {period}: {percent} ({of}).").format(
        name=name, period=period, percent=words.percent(now), of=words.of(now)
    )
    if before.percent is None:
        return f"{said} " + _("För samma period året före finns ingen uppgift.")
    return f"{said} " + _("Samma period året före: {percent} ({of}), nu {change}.").format(
        percent=words.percent(before), of=words.of(before), change=words.change(now.percent, before.percent)
    )


def told(series: Sequence[Series], months: Sequence[str]) -> str:
    """A picture of lines in words: how each begins and ends; the table has the rest."""
    lines = []
    for one in series:
        known = [(month, value) for month, value in zip(months, one.values, strict=True) if value is not None]
        if known:
            (first, begins), (last, ends) = known[0], known[-1]
            lines.append(
                _("{name}: {begins} i {first}, {ends} i {last}.").format(
                    name=one.name,
                    begins=words.number(begins, 1),
                    first=words.month(first),
                    ends=words.number(ends, 1),
                    last=words.month(last),
                )
            )
    return _("Linjediagram. {lines} Alla värden står i tabellen.").format(lines=" ".join(lines))


def months_of(first: str, last: str) -> list[str]:
    """Every month from the first to the last."""
    months = [first]
    while months[-1] < last:
        months.append(next_month(months[-1]))
    return months


def department_rows_of(reading: Reading) -> list[tuple[str, str, Sums]]:
    """Each department's name, its word in the address and its sums, where there is more than one."""
    found = reading.figures.by(reading.asked.selection, Dimension.DEPARTMENT)
    rows = [
        (words.department(reading.departments, key), WITHOUT if key is None else str(key), sums)
        for key, sums in found.items()
    ]
    return sorted(rows, key=lambda row: row[0].casefold()) if len(rows) > 1 else []


def _department_rows(reading: Reading, measures: Sequence[ShareMeasure]) -> list[tuple[Cell, ...]]:
    return [_row(name, sums, measures, department=key) for name, key, sums in department_rows_of(reading)]


def _row(
    name: str, sums: Sums, measures: Sequence[ShareMeasure], month: str = "", department: str = ""
) -> tuple[Cell, ...]:
    cells = [Cell(name)]
    for one in measures:
        cells += share_cells(one.of(sums), Behind(one.measure, one.part, month, department))
    return tuple(cells)


def _table(caption: str, first: str, measures: Sequence[ShareMeasure], rows: Sequence[tuple[Cell, ...]]) -> Table:
    columns = [column for one in measures for column in (one.name, _("Antal"))]
    return Table(caption, (first, *columns), tuple(rows))
