"""CSV, as a Swedish Excel saves it: semicolons, cells of several lines, head lines above the table."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from itertools import islice

from knowledge.checklists.plain_text import decoded
from knowledge.checklists.raw import RawDocument
from knowledge.checklists.rows import Fault, Place
from knowledge.checklists.table import MAX_COLUMNS, MAX_LINES, GridCell, GridLine, known_columns, read_grid

_DELIMITERS = (";", ",", "\t")
_HEADER_WITHIN = 100
_NOWHERE = Place("", "")


def read_csv(name: str, data: bytes) -> RawDocument:
    """Read a CSV file; "rad 14" is the row as Excel numbers it, however many lines its cells have.

    Raises UnreadableDocumentError when the bytes are no text.
    """
    text = decoded(data)
    delimiter = max(_DELIMITERS, key=lambda each: _columns_with(text, each))
    lines, faults = _grid(name, text, delimiter)
    raw = read_grid(lines)
    return replace(raw, faults=(*raw.faults, *faults))


def _columns_with(text: str, delimiter: str) -> int:
    """Count the columns the header has when the text is divided so; the head above it is never long."""
    most = 0
    try:
        for cells in islice(_cells(text, delimiter), _HEADER_WITHIN):
            most = max(most, known_columns(_line(cells, _NOWHERE)))
    except csv.Error:
        return most
    return most


def _grid(name: str, text: str, delimiter: str) -> tuple[list[GridLine], list[Fault]]:
    """Split the text into lines of cells; after quotation marks that do not pair up nothing can be trusted."""
    lines: list[GridLine] = []
    try:
        for cells in _cells(text, delimiter):
            place = Place(name, f"rad {len(lines) + 1}")
            if len(lines) == MAX_LINES:
                return lines, [Fault(place, f"Filen har fler än {MAX_LINES} rader. De som följer är inte inlästa.")]
            lines.append(_line(cells, place))
    except csv.Error:
        reason = "Citattecknen går inte ihop. Den här raden och de som följer är inte inlästa."
        return lines, [Fault(Place(name, f"rad {len(lines) + 1}"), reason)]
    return lines, []


def _cells(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _line(cells: list[str], place: Place) -> GridLine:
    """Gather what stands beyond any table's columns in one cell: enough to show that there is too much."""
    beyond = ["".join(cells[MAX_COLUMNS:])] if len(cells) > MAX_COLUMNS else []
    return GridLine(tuple(GridCell(cell) for cell in [*cells[:MAX_COLUMNS], *beyond]), place)
