"""A CSV file of reference values, as a Swedish office saves one, becomes rows and faults by line. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from io import StringIO

from admin.comparison.columns import NEEDED, VALUE_FIELDS, Column, UnreadableValueError, columns_of, read_value
from admin.comparison.kinds import KINDS, KkikMeasure, Unit, measure_called
from admin.comparison.known import Known, Row
from admin.comparison.quarters import is_in_order
from knowledge.checklists.plain_text import decoded
from knowledge.checklists.raw import UnreadableDocumentError

MOST_ROWS = 2000
"""So many rows are read of a file: ten measures of two hundred years."""
FIRST_YEAR = 2000
_DELIMITERS = (";", ",", "\t")
_HEADER_WITHIN = 20
_LONGEST_ORIGIN = 200
_WHOLE = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True)
class Fault:
    """A line that could not be read, counted as Excel counts its rows; 0: the file as a whole."""

    line: int
    reason: str


@dataclass(frozen=True)
class Read:
    """What a file holds: the rows that could be read, the lines that could not, and columns that nobody knows."""

    rows: Sequence[Row]
    faults: Sequence[Fault] = ()


def read_csv(data: bytes, file_name: str, latest_year: int) -> Read:
    """Read the file; of a row without a source the file's name is its origin. No year after `latest_year` is read."""
    try:
        text = decoded(data)
    except UnreadableDocumentError as error:
        return Read((), (Fault(0, error.reason),))
    lines, broken = _lines(text, max(_DELIMITERS, key=lambda each: _columns_with(text, each)))
    header = next((place for place, cells in enumerate(lines[:_HEADER_WITHIN]) if _is_header(cells)), None)
    if header is None:
        return Read((), (*broken, Fault(0, _("Filen har ingen rubrikrad med kolumnerna År och Mått."))))
    return _table(lines, header, file_name, latest_year, broken)


def _table(lines: Sequence[list[str]], header: int, file_name: str, latest_year: int, broken: list[Fault]) -> Read:
    columns = columns_of(lines[header])
    rows: dict[tuple[KkikMeasure, int], Row] = {}
    faults: list[Fault] = []
    for place in range(header + 1, len(lines)):
        cells = lines[place]
        if not any(cell.strip() for cell in cells):
            continue
        named = {column: cells[at] for column, at in columns.items() if at < len(cells)}
        try:
            row = _row(named, file_name, latest_year)
            if (row.measure, row.year) in rows:
                raise UnreadableValueError(_("Måttet och året står redan på en tidigare rad."))
            rows[row.measure, row.year] = row
        except UnreadableValueError as error:
            faults.append(Fault(place + 1, str(error)))
    return Read(tuple(rows.values()), (*faults, *broken))


def _row(cells: Mapping[Column, str], file_name: str, latest_year: int) -> Row:
    """Raises UnreadableValueError with the reason."""
    measure = measure_called(cells.get(Column.MEASURE, ""))
    if measure is None:
        said = cells.get(Column.MEASURE, "").strip()[:60]
        raise UnreadableValueError(_("Måttet ”{said}” finns inte här.").format(said=said))
    kind, year = KINDS[measure], _whole(cells.get(Column.YEAR, ""))
    if year is None or not FIRST_YEAR <= year <= latest_year:
        said = _("Skriv ett år från {first} till {latest}.").format(first=FIRST_YEAR, latest=latest_year)
        raise UnreadableValueError(said)
    values = {field: _value(cells, column, kind.unit) for column, field in VALUE_FIELDS.items()}
    known = Known(**values, municipalities=_count(cells.get(Column.MUNICIPALITIES, "")))
    if known.says_nothing:
        raise UnreadableValueError(_("Raden har inga värden."))
    if not is_in_order(known, kind):
        raise UnreadableValueError(_("Värdena går inte ihop: bästa ska vara bättre än medel och gränserna däremellan."))
    origin = " ".join(cells.get(Column.ORIGIN, "").replace("\u200b", "").split()) or file_name
    return Row(measure, year, known, origin[:_LONGEST_ORIGIN])


def _value(cells: Mapping[Column, str], column: Column, unit: Unit) -> float | None:
    try:
        return read_value(cells.get(column, ""), unit)
    except UnreadableValueError as error:
        raise UnreadableValueError(f"{column.value}: {error}") from error


def _count(text: str) -> int | None:
    if not text.strip():
        return None
    count = _whole(text)
    if count is None:
        raise UnreadableValueError(f"{Column.MUNICIPALITIES.value}: " + _("”{text}” är inget antal.").format(text=text))
    return count


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text.strip()) else None


def _lines(text: str, delimiter: str) -> tuple[list[list[str]], list[Fault]]:
    """The file's rows; after quotation marks that do not pair up nothing can be trusted."""
    lines: list[list[str]] = []
    try:
        for cells in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(lines) == MOST_ROWS:
                return lines, [Fault(MOST_ROWS + 1, _("Filen har för många rader. De som följer är inte lästa."))]
            lines.append(cells)
    except csv.Error:
        return lines, [Fault(len(lines) + 1, _("Citattecknen går inte ihop. Den här raden och resten är inte lästa."))]
    return lines, []


def _columns_with(text: str, delimiter: str) -> int:
    lines, _broken = _lines("\n".join(text.splitlines()[:_HEADER_WITHIN]), delimiter)
    return max((len(columns_of(cells)) for cells in lines), default=0)


def _is_header(cells: Sequence[str]) -> bool:
    return columns_of(cells).keys() >= set(NEEDED)
