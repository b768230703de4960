"""CSV as a Swedish Excel opens it: semicolons, UTF-8 with a mark, decimal commas, and nothing that is calculated."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from admin.figures.export.table import Cell, Table
from knowledge.checklists.writing.csv import as_text


def write_csv(tables: Sequence[Table]) -> bytes:
    """The tables below each other with an empty line between; each has its name above it where there are several."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    for place, table in enumerate(tables):
        if place:
            writer.writerow([])
        if len(tables) > 1:
            writer.writerow([as_text(table.name)])
        writer.writerow([as_text(column) for column in table.columns])
        writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    """A cell's text: an empty one for what is unknown."""
    match cell:
        case None:
            return ""
        case str():
            return as_text(cell)
        case float():
            return f"{cell:.1f}".replace(".", ",")
        case int():
            return str(cell)
