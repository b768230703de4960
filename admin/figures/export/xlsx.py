"""Excel: a sheet for each table, numbers as numbers and words as words, whatever they look like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from admin.figures.export.table import Cell, Table

# In characters, as Excel measures a column.
_LEAST, _MOST = 12, 60
# What a sheet's name may not hold, and how long it may be (ECMA-376).
_FORBIDDEN, _LONGEST = re.compile(r"[\[\]:*?/\\]"), 31
_BOLD, _SHADE = Font(bold=True), PatternFill("solid", start_color="E8EEF4")


def write_xlsx(tables: Sequence[Table]) -> bytes:
    """The workbook."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(_sheet_name(table.name))
        for place in range(len(table.columns)):
            sheet.column_dimensions[get_column_letter(place + 1)].width = _width(table, place)
        sheet.freeze_panes = "A2"
        for line in _lines(sheet, table):
            sheet.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _width(table: Table, place: int) -> int:
    """As wide as what stands in the column, within reason."""
    longest = max(len(str(cell)) for cell in (table.columns[place], *(row[place] for row in table.rows)))
    return min(max(_LEAST, longest + 2), _MOST)


def _lines(sheet: WriteOnlyWorksheet, table: Table) -> Iterator[list[SheetCell]]:
    heading = [_cell(sheet, column) for column in table.columns]
    for cell in heading:
        cell.font, cell.fill = _BOLD, _SHADE
    yield heading
    for row in table.rows:
        yield [_cell(sheet, value) for value in row]


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> SheetCell:
    if isinstance(value, str):
        # What XML cannot hold: one such letter in somebody's words would leave everybody without the file.
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell: SheetCell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # "=1+1" is what somebody has written, not a formula.
        cell.data_type = "s"
    elif isinstance(value, float):
        cell.number_format = "0.0"
    return cell


def _sheet_name(name: str) -> str:
    return _FORBIDDEN.sub(" ", name)[:_LONGEST].strip("' ") or "Tabell"
