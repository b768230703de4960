"""A table of figures as plain values, which every file format writes alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from admin.figures.rounding import half_up

Cell = str | int | float | None
"""Words, a count, or a value with one decimal; None where nothing is known, which is never written as a zero."""


@dataclass(frozen=True)
class Table:
    """One table with its name and a heading for each column; every row has as many cells."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def shown(value: float | None) -> float | None:
    """A value as every page and file shows it: one decimal, a half rounded upwards."""
    return None if value is None else half_up(value, 1)
