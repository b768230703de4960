"""What is known of the other towns for a measure and a year, as plain values; None is unknown, which is not nought."""

from __future__ import annotations

from dataclasses import dataclass, fields

from admin.comparison.kinds import KkikMeasure


@dataclass(frozen=True)
class Known:
    """The national measurement's values in the measure's own unit, rounded to a thousandth.

    `best_quarter` is the poorest value among the best quarter of the towns, `worst_quarter` the best among the worst.
    `own` is what the measurement says of this town, `municipalities` how many towns the values are of.
    """

    mean: float | None = None
    best: float | None = None
    best_quarter: float | None = None
    worst_quarter: float | None = None
    own: float | None = None
    municipalities: int | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether no value at all is known."""
        return all(getattr(self, one) is None for one in VALUES)


VALUES = tuple(one.name for one in fields(Known) if one.name != "municipalities")
"""The names of the values."""


@dataclass(frozen=True)
class Row:
    """What was read about a measure and a year; `origin` says in words where it comes from."""

    measure: KkikMeasure
    year: int
    known: Known
    origin: str
