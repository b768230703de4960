"""CSV as a Swedish Excel opens it: semicolons, UTF-8 with a mark, and nothing in it that Excel would calculate."""

from __future__ import annotations

import csv
from io import StringIO

from knowledge.checklists.columns import Column
from knowledge.checklists.writing.cells import Written

# A spreadsheet calculates what begins so (OWASP: CSV Injection). The reader takes the invisible mark away again.
_CALCULATED = ("=", "+", "-", "@", "\t", "\r")
_AS_TEXT = "\u200b"


def write_csv(checklist: Written) -> bytes:
    """The head line by line, an empty line, and the table with every column."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerows([label, as_text(value)] for label, value in checklist.head)
    writer.writerow([])
    writer.writerow(list(Column))
    writer.writerows([as_text(row.get(column, "")) for column in Column] for row in checklist.rows)
    return out.getvalue().encode("utf-8-sig")


def as_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return _AS_TEXT + text if text.startswith(_CALCULATED) else text
