"""Excel: one sheet, the head above the table, wide columns for what is long, and every cell a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from knowledge.checklists.columns import Column
from knowledge.checklists.writing.cells import Written

# In characters, as Excel measures a column.
_WIDTHS = {Column.ANSWER: 70, Column.QUESTION: 40, Column.PHRASINGS: 36, Column.STEPS: 36, Column.LINKS: 40}
_WIDTH = 18
_BOLD, _SHADE = Font(bold=True), PatternFill("solid", start_color="E8EEF4")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_xlsx(checklist: Written) -> bytes:
    """The workbook. Written line by line, so that thousands of rows do not stand in memory as cells."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Checklista")
    for place, column in enumerate(Column, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, _WIDTH)
    header = len(checklist.head) + 2
    sheet.freeze_panes = f"A{header + 1}"
    sheet.auto_filter.ref = f"A{header}:{get_column_letter(len(Column))}{header + max(1, len(checklist.rows))}"
    for line in _lines(sheet, checklist):
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(sheet: WriteOnlyWorksheet, checklist: Written) -> Iterator[list[Cell]]:
    for label, value in checklist.head:
        yield [*_cells(sheet, [label], bold=True), *_cells(sheet, [value])]
    yield []
    yield _cells(sheet, Column, bold=True, shaded=True)
    for row in checklist.rows:
        yield _cells(sheet, (row.get(column, "") for column in Column))


def _cells(sheet: WriteOnlyWorksheet, texts: Iterable[str], *, bold: bool = False, shaded: bool = False) -> list[Cell]:
    made: list[Cell] = []
    for text in texts:
        cell = WriteOnlyCell(sheet, value=str(text))
        # "=1+1" and "2027" are what somebody has written, not a formula and a number.
        cell.data_type = "s"
        cell.alignment = _WRAPPED
        if bold:
            cell.font = _BOLD
        if shaded:
            cell.fill = _SHADE
        made.append(cell)
    return made
