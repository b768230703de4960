"""A page's tables as files: the same figures as numbers, and beside them what was chosen and how it is counted."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from gettext import gettext as _

from admin.figures.export.csv import write_csv
from admin.figures.export.measured import measured_table
from admin.figures.export.surveyed import surveyed
from admin.figures.export.table import Cell as FileCell
from admin.figures.export.table import Table as FileTable
from admin.figures.export.xlsx import write_xlsx
from admin.figures.survey_measures import survey_figures
from admin.statistics import words
from admin.statistics.forms import WITHOUT
from admin.statistics.shown import Cell, Reading, Shown, Table


class Form(enum.Enum):
    """What a file may be; the value is its ending."""

    XLSX = "xlsx"
    CSV = "csv"


FORMS: Mapping[Form, str] = {Form.XLSX: _("Excel"), Form.CSV: _("CSV")}
"""Their names on the page."""
CONTENT_TYPES: Mapping[Form, str] = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
}


def written(tables: Sequence[FileTable], form: Form) -> bytes:
    """The file."""
    match form:
        case Form.XLSX:
            return write_xlsx(tables)
        case Form.CSV:
            return write_csv(tables)


def section_tables(shown: Shown) -> Sequence[FileTable]:
    """A section's tables; its sentences where it has none, so that no file is empty without a word."""
    tables = [_as_numbers(table) for table in shown.tables if table.rows]
    return tables or [FileTable(_("Uppgift"), (_("Uppgift"),), [(one,) for one in shown.sentences])]


def summary_tables(reading: Reading) -> Sequence[FileTable]:
    """Every measure of the period, of the same one a year before, and of the one just before."""
    chosen = reading.asked.selection
    selections = {words.period(one): one for one in (chosen, chosen.moved(-12), chosen.before())}
    periods = {name: reading.figures.total(one) for name, one in selections.items()}
    # What residents say is kept without its subject.
    graded = {} if chosen.subject else selections
    more = {name: surveyed(survey_figures(reading.session, one)) for name, one in graded.items()}
    return [measured_table(_("Sammanfattning"), periods, reading.limits, more)]


def chosen_table(reading: Reading, name: str, definition: str, counted_at: str) -> FileTable:
    """What the file is about: a file that is found a year later must say which contacts it counts, and how."""
    chosen = reading.asked.selection
    rows = [
        (_("Mått"), name),
        (_("Period"), words.period(chosen)),
        (_("Förvaltning"), _departments(reading)),
        (_("Kanal"), words.CHANNEL[chosen.channel] if chosen.channel else _("Alla")),
        (_("Ämne"), chosen.subject or _("Alla")),
        (_("Räknat"), counted_at or _("Inte än")),
        (_("Så räknas det"), definition),
    ]
    return FileTable(_("Om siffrorna"), (_("Uppgift"), _("Värde")), rows)


def _departments(reading: Reading) -> str:
    asked = reading.asked.department
    if asked:
        return words.department(reading.departments, None if asked == WITHOUT else int(asked))
    return _("Alla") if reading.reach.whole else ", ".join(reading.departments.values()) or _("Ingen")


def _as_numbers(table: Table) -> FileTable:
    """A column for each value of a cell, named by the column and the value's unit; every row has the same units."""
    columns = [
        f"{column} ({unit})" if unit else column
        for column, cell in zip(table.columns, table.rows[0], strict=True)
        for unit, _value in _filed(cell)
    ]
    rows = [[value for cell in row for _unit, value in _filed(cell)] for row in table.rows]
    return FileTable(table.caption, columns, rows)


def _filed(cell: Cell) -> Sequence[tuple[str, FileCell]]:
    return (("", cell.text),) if cell.filed is None else cell.filed
