"""The residents' own word on the answers: two indexes, how many have said them, and how they are spread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from gettext import gettext as _
from typing import Any

from admin.charts.picture import Lines, Series
from admin.figures.export.table import shown
from admin.figures.measures import Dimension
from admin.figures.survey_measures import survey_figures, survey_figures_by
from admin.figures.survey_sums import Index, SurveySums
from admin.statistics import words
from admin.statistics.cells import AS_INDEX, count_cell, percent_cell
from admin.statistics.shares import months_of, told
from admin.statistics.shown import Cell, Reading, Shown, Table
from assistant.cases.survey import GRADES, Reached

CLEAR, EASY = _("Tydligt svar"), _("Lätt att få hjälp")
FEW = _("få svar, tolka försiktigt")
_REACHED = {
    Reached.ANSWER: _("Fick svar"),
    Reached.NO_ANSWER: _("Fick inget svar"),
    Reached.NO_CONTACT: _("Hade inte kontakt"),
}
_COLUMNS = (CLEAR, EASY, _("Antal som betygsatt"), _("Tillfrågade"), _("Svarsfrekvens"))


def shown_ratings(reading: Reading) -> Shown:
    """The section. Of one subject nothing is known: what residents say is kept without it."""
    asked = reading.asked
    if asked.selection.subject:
        said = _("Svaren sparas utan ämne, så betygen kan inte visas för ett ämne. Ta bort ämnet för att se dem.")
        return Shown((said,), None, "", ())
    total = survey_figures(reading.session, asked.selection)
    before = survey_figures(reading.session, asked.selection.moved(-12))
    by_month = survey_figures_by(reading.session, asked.trend, Dimension.MONTH)
    months = months_of(asked.trend.first, asked.trend.last)
    series = tuple(
        Series(name, tuple(of(by_month[month]).value if month in by_month else None for month in months))
        for name, of in INDEXES
    )
    known = any(value is not None for one in series for value in one.values)
    return Shown(
        _sentences(reading, total, before),
        Lines(tuple(map(words.short_month, months)), series, _("Index 0–100"), 100) if known else None,
        told(series, months),
        _tables(reading, total, [(month, by_month.get(month, SurveySums())) for month in reversed(months)]),
    )


def index(value: Index) -> str:
    """An index in whole points, or that it is unknown."""
    return words.UNKNOWN if value.value is None else words.number(words.round_half_up(value.value))


def graded(value: Index) -> str:
    """How many an index is of, and that they are few where they are."""
    return _warned(value, words.number(value.n))


def index_change(now: Index, before: Index) -> str:
    """How far one index lies from another: "3 högre"."""
    if now.value is None or before.value is None:
        return words.UNKNOWN
    points = words.round_half_up(now.value) - words.round_half_up(before.value)
    if not points:
        return _("oförändrat")
    return (_("{points} högre") if points > 0 else _("{points} lägre")).format(points=abs(points))


INDEXES: tuple[tuple[str, Callable[[SurveySums], Index]], ...] = (
    (CLEAR, lambda sums: sums.clear),
    (EASY, lambda sums: sums.easy),
)


def _sentences(reading: Reading, total: SurveySums, before: SurveySums) -> tuple[str, ...]:
    period = words.period(reading.asked.selection)
    if not total.asked:
        return (_("{period} har ingen invånare tillfrågats.").format(period=period.capitalize()),)
    return (
        *(_sentence(name, period, of(total), of(before)) for name, of in INDEXES),
        _("{said} av {asked} tillfrågade har svarat ({share}).").format(
            said=words.number(total.said), asked=words.number(total.asked), share=words.percent(total.response)
        ),
    )


def _sentence(name: str, period: str, now: Index, before: Index) -> str:
    if now.value is None:
        return _("{name}, {period}: ingen uppgift, eftersom ingen har satt betyg.").format(name=name, period=period)
    said = _("{name}, {period}: index {index} av 100 ({n}).").format(
        name=name, period=period, index=index(now), n=_answers(now)
    )
    if before.value is None:
        return f"{said} " + _("För samma period året före finns ingen uppgift.")
    return f"{said} " + _("Samma period året före: {index} ({n}), nu {change}.").format(
        index=index(before), n=_answers(before), change=index_change(now, before)
    )


def _answers(value: Index) -> str:
    return _warned(value, _("{n} svar").format(n=words.number(value.n)))


def _warned(value: Index, said: str) -> str:
    return f"{said}, {FEW}" if value.few and value.n else said


def _tables(reading: Reading, total: SurveySums, months: Sequence[tuple[str, SurveySums]]) -> tuple[Table, ...]:
    tables = [_table(_("Månad för månad"), _("Månad"), [(words.month(month), sums) for month, sums in months])]
    for caption, first, dimension, name in (
        (_("Per förvaltning, hela perioden"), _("Förvaltning"), Dimension.DEPARTMENT, _department(reading.departments)),
        (_("Per kanal, hela perioden"), _("Kanal"), Dimension.CHANNEL, lambda one: words.CHANNEL[one]),
    ):
        found = survey_figures_by(reading.session, reading.asked.selection, dimension)
        rows = sorted(((name(key), sums) for key, sums in found.items()), key=lambda row: row[0].casefold())
        if len(rows) > 1:
            tables.append(_table(caption, first, rows))
    return (*tables, *_spread(total))


def _department(names: Mapping[int, str]) -> Callable[[Any], str]:
    return lambda key: words.department(names, key)


def _table(caption: str, first: str, rows: Sequence[tuple[str, SurveySums]]) -> Table:
    return Table(caption, (first, *_COLUMNS), tuple((Cell(name), *_row(sums)) for name, sums in rows))


def _row(sums: SurveySums) -> tuple[Cell, ...]:
    return (
        *(Cell(index(of(sums)), filed=((AS_INDEX, shown(of(sums).value)),)) for _name, of in INDEXES),
        Cell(graded(sums.clear), filed=(("", sums.clear.n),)),
        count_cell(sums.asked),
        percent_cell(sums.response),
    )


def _spread(total: SurveySums) -> tuple[Table, ...]:
    """Every grade and every answer to the first question: an index of 50 may be all threes, or ones and fives."""
    if not total.said:
        return ()
    grades = tuple((Cell(name), *(count_cell(of(total).grades[grade]) for grade in GRADES)) for name, of in INDEXES)
    first = ((Cell(_("Antal")), *(count_cell(total.of(reached)) for reached in Reached)),)
    return (
        Table(_("Så fördelar sig betygen"), (_("Fråga"), *map(str, GRADES)), grades),
        Table(_("Så svarade man på den första frågan"), (_("Svar"), *(_REACHED[one] for one in Reached)), first),
    )
