"""JSON, as another system or we ourselves have written it: the head, and the rows with the columns' names as keys."""

import json
from collections.abc import Iterator
from typing import Any

from knowledge.checklists.columns import Column, column_named, head_field_named
from knowledge.checklists.links import as_link
from knowledge.checklists.plain_text import decoded
from knowledge.checklists.raw import RawDocument, RawPair, RawRow, UnreadableDocumentError, unknown_column
from knowledge.checklists.rows import Fault, Place

HEAD, ROWS, LABEL, ADDRESS = "checklista", "svarsposter", "text", "adress"


def read_json(name: str, data: bytes) -> RawDocument:
    """Read {"checklista": {...}, "svarsposter": [{...}]}, or the list alone; "post 3" is the third of them.

    Raises UnreadableDocumentError when the bytes are no such JSON.
    """
    try:
        whole = json.loads(decoded(data))
    except (ValueError, RecursionError) as damage:
        raise UnreadableDocumentError("Filen är inte giltig JSON.") from damage
    document = whole if isinstance(whole, dict) else {ROWS: whole}
    listed = document.get(ROWS)
    if not isinstance(listed, list):
        raise UnreadableDocumentError(f"Listan ”{ROWS}” saknas i filen.")
    head = document.get(HEAD)
    rows: list[RawRow] = []
    faults: list[Fault] = []
    for number, row in enumerate(listed, start=1):
        place = Place(name, f"post {number}")
        if isinstance(row, dict):
            rows.append(_row(row, place))
            faults.extend(unknown_column(place, key) for key in row if column_named(key) is None)
        else:
            faults.append(Fault(place, "Posten är inte ett objekt med kolumnernas namn."))
    return RawDocument(tuple(_pairs(head)), tuple(rows), tuple(faults), bool(rows))


def _pairs(head: Any) -> Iterator[RawPair]:
    for label, value in head.items() if isinstance(head, dict) else ():
        field = head_field_named(label)
        if field is not None:
            yield RawPair(field, _text(value))


def _row(row: dict[str, Any], place: Place) -> RawRow:
    named = [(column_named(key), value) for key, value in row.items()]
    cells = tuple((column, _cell(column, value)) for column, value in named if column is not None)
    return RawRow(cells, place)


def _cell(column: Column, value: Any) -> str:
    """A list is one item to a line, but for keywords and numbers, which a line may hold many of."""
    items = value if isinstance(value, list) else [value]
    return ("; " if column in (Column.KEYWORDS, Column.SEE_ALSO) else "\n").join(_text(item) for item in items)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case {"adress": str(address), **rest}:
            return as_link(str(rest.get(LABEL) or address), address)
        case bool() | dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
