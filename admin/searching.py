"""How the staff's lists look for a word in what people have written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute

LONGEST_QUERY = 200


def holds(word: str, columns: Sequence[ColumnElement[Any] | InstrumentedAttribute[str]]) -> ColumnElement[bool]:
    """Whether one of the columns holds the word.

    Whatever the case of its letters: SQLite knows only that of A to Z, so an Å is looked for as it is written at the
    start of a sentence or a name and inside one.
    """
    ways = sorted({word, word.lower(), word.capitalize()})
    return or_(*(column.icontains(way, autoescape=True) for column in columns for way in ways))
