"""JSON, for other systems: lists as lists and links as a text with an address."""

from __future__ import annotations

import json
from typing import Any

from knowledge.checklists.columns import Column
from knowledge.checklists.json import HEAD, ROWS
from knowledge.checklists.writing.cells import Cells, Written

_LISTS = {
    Column.PHRASINGS: "\n",
    Column.STEPS: "\n",
    Column.LINKS: "\n",
    Column.SEE_ALSO: "; ",
}


def write_json(checklist: Written) -> bytes:
    """{"checklista": the head, "svarsposter": [each row, with the columns' names as keys]}."""
    document = {HEAD: dict(checklist.head), ROWS: [_row(row) for row in checklist.rows]}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _row(row: Cells) -> dict[str, Any]:
    return {column.value: _value(column, row.get(column, "")) for column in Column}


def _value(column: Column, text: str) -> str | list[str]:
    divider = _LISTS.get(column)
    if divider is None:
        return text
    return [part for part in text.split(divider) if part]
