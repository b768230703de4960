"""What a picture shows, as plain values: lines over time, columns, bars, parts of a whole, and counts."""

from __future__ import annotations

from dataclasses import dataclass

Values = tuple[float | None, ...]
"""One value a place; None is unknown, and leaves a gap."""


@dataclass(frozen=True)
class Series:
    """Values under one name."""

    name: str
    values: Values


@dataclass(frozen=True)
class Lines:
    """Series over the same places in time; `unit` stands at the axis, `top` is its end where it has a fixed one.

    `goal` is a level that is aimed at, drawn as a line of its own.
    """

    places: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    top: float | None = None
    goal: float | None = None


@dataclass(frozen=True)
class Columns:
    """A few series side by side at each place; `unit` stands above, `top` is the end where it has a fixed one.

    Each value is written above its column with so many `decimals`; one that is unknown is said to be missing.
    """

    places: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    top: float | None = None
    decimals: int = 0


@dataclass(frozen=True)
class Bar:
    """A named value; `said` is it in words and stands at the bar."""

    name: str
    value: float | None
    said: str


@dataclass(frozen=True)
class Bars:
    """Named values below each other, of at most `top`, else of the largest."""

    bars: tuple[Bar, ...]
    top: float | None = None


@dataclass(frozen=True)
class Stacked:
    """For every name the parts of a whole: the series' values are hundredths, in the order of `names`."""

    names: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Heat:
    """Counts in rows and columns: `counts[row][column]`."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


Picture = Lines | Columns | Bars | Stacked | Heat


@dataclass(frozen=True)
class Look:
    """For whom it is drawn: a narrow screen (about 300 px), a dark one."""

    narrow: bool = False
    dark: bool = False


WIDE = Look()
"""An ordinary screen, or paper."""
