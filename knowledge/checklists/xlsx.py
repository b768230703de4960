"""Excel: each visible sheet is a grid of cells; formulas count as their saved values and macros are never run."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from io import BytesIO
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.checklists.archive import check_archive, check_merged_cells
from knowledge.checklists.links import as_link
from knowledge.checklists.raw import RawDocument, UnreadableDocumentError, joined
from knowledge.checklists.rows import Fault, Place
from knowledge.checklists.table import MAX_COLUMNS, MAX_LINES, GridCell, GridLine, known_columns, read_grid

# What openpyxl raises for a damaged workbook; SyntaxError is the base of both XML libraries' errors.
_DAMAGE = (
    InvalidFileException,
    BadZipFile,
    ArithmeticError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    OSError,
)


def read_xlsx(name: str, data: bytes) -> RawDocument:
    """Read all sheets of a workbook; "blad 'Frågor', rad 7" is the row as Excel numbers it.

    Raises UnreadableDocumentError when the workbook is protected, damaged or too large.
    """
    check_archive(data)
    check_merged_cells(data)
    return joined(_sheet(name, sheet) for sheet in _workbook(data).worksheets)


def _workbook(data: bytes) -> Workbook:
    """Open with saved values instead of formulas; hyperlinks and merged cells need the whole sheet in memory."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # about print settings and colours, which we do not read
            return load_workbook(BytesIO(data), data_only=True, keep_links=False)
    except _DAMAGE as damage:
        raise UnreadableDocumentError("Excelfilen är skadad och går inte att öppna.") from damage


def _sheet(name: str, sheet: Worksheet) -> RawDocument:
    where = Place(name, f"blad '{sheet.title}'")
    if sheet.max_column > MAX_COLUMNS:
        return RawDocument(faults=(Fault(where, f"Bladet har fler än {MAX_COLUMNS} kolumner och läses inte in."),))
    lines = list(_lines(name, sheet))
    if sheet.sheet_state == "visible":
        raw = read_grid(lines)
        return replace(raw, faults=(*raw.faults, *_too_long(where, sheet)))
    if any(map(known_columns, lines)):
        return RawDocument(faults=(Fault(where, "Bladet är dolt och läses inte in."),))
    return RawDocument()


def _too_long(where: Place, sheet: Worksheet) -> list[Fault]:
    if sheet.max_row <= MAX_LINES:
        return []
    return [Fault(where, f"Bladet har fler än {MAX_LINES} rader. De som följer efter rad {MAX_LINES} är inte inlästa.")]


def _lines(name: str, sheet: Worksheet) -> Iterator[GridLine]:
    from_above, spans = _merged(sheet)
    for number, row in enumerate(sheet.iter_rows(max_row=min(sheet.max_row, MAX_LINES)), start=1):
        cells = tuple(
            GridCell(
                from_above.get((number, column)) or _text(cell),
                spans.get((number, column), 1),
            )
            for column, cell in enumerate(row, start=1)
        )
        yield GridLine(cells, Place(name, f"blad '{sheet.title}', rad {number}"))


def _merged(sheet: Worksheet) -> tuple[dict[tuple[int, int], str], dict[tuple[int, int], int]]:
    """Give the text each merged cell hands down to the rows below it, and how many columns it is wide."""
    from_above: dict[tuple[int, int], str] = {}
    spans: dict[tuple[int, int], int] = {}
    for area in sheet.merged_cells.ranges:
        text = _text(sheet.cell(area.min_row, area.min_col))
        spans[area.min_row, area.min_col] = area.max_col - area.min_col + 1
        for row in range(area.min_row + 1, min(area.max_row, sheet.max_row, MAX_LINES) + 1):
            from_above[row, area.min_col] = text
    return from_above, spans


def _text(cell: Cell | MergedCell) -> str:
    text = _value(cell.value)
    target = cell.hyperlink.target if isinstance(cell, Cell) and cell.hyperlink else None
    if not target or target.rstrip("/") in text:
        return text
    return as_link(text or target, target)


def _value(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
