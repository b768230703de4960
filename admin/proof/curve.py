"""The proof's history as a curve: a picture of lines that differ in more than colour. Touches nothing but numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 14, 30
# Names at the lines' ends must not lie on each other (the picture's units).
_APART = 16
_SCALE = (0.0, 0.25, 0.5, 0.75, 1.0)
# How each line is drawn beside its colour: its dashes and the mark of its points.
_DASHES = ("", "7 4", "2 4")
_MARKS = ("circle", "square", "diamond")


@dataclass(frozen=True)
class Point:
    """One value in the picture's units, from its upper left corner."""

    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """One figure's way: `kind` 1, 2, 3 names its colour, `end` is where its number is written."""

    kind: int
    name: str
    points: tuple[Point, ...]
    dashes: str
    mark: str
    last: str
    end: Point

    @property
    def path(self) -> str:
        """The points as SVG's polyline has them."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


@dataclass(frozen=True)
class Tick:
    """A line of the scale or a moment below it, with its words."""

    at: float
    said: str


@dataclass(frozen=True)
class Curve:
    """The whole picture: its lines, the scale from 0 to 100 per cent, and the first and the last moment."""

    lines: tuple[Line, ...]
    scale: tuple[Tick, ...]
    moments: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT - 40
    bottom: int = HEIGHT - _BOTTOM


def curve(names: Sequence[str], moments: Sequence[str], values: Sequence[Sequence[float]]) -> Curve:
    """The picture of several figures (shares 0..1, one row each) over the same moments, oldest first.

    A single moment stands in the middle. At most three figures.
    """
    across = _across(len(moments))
    found = []
    for kind, (name, row) in enumerate(zip(names, values, strict=True)):
        points = tuple(Point(x, _down(value)) for x, value in zip(across, row, strict=True))
        last = f"{round(row[-1] * 100)}\u00a0%" if row else ""
        end = Point(across[-1] + 8, points[-1].y) if points else Point(0, 0)
        found.append(Line(kind + 1, name, points, _DASHES[kind], _MARKS[kind], last, end))
    scale = tuple(Tick(_down(share), f"{round(share * 100)}") for share in _SCALE)
    ends = sorted({0, len(moments) - 1}) if moments else []
    return Curve(_spread(found), scale, tuple(Tick(across[place], moments[place]) for place in ends))


def _across(count: int) -> list[float]:
    left, right = _LEFT + 8, WIDTH - _RIGHT - 48
    if count == 1:
        return [(left + right) / 2]
    return [left + (right - left) * place / (count - 1) for place in range(count)]


def _down(share: float) -> float:
    return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - min(max(share, 0.0), 1.0)), 1)


def _spread(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The same lines with their numbers moved apart, the highest staying where it is."""
    lowest, moved = 0.0, {}
    for line in sorted(lines, key=lambda line: (line.end.y, line.kind)):
        lowest = max(line.end.y, lowest)
        moved[line.kind] = Point(line.end.x, lowest)
        lowest += _APART
    return tuple(
        Line(line.kind, line.name, line.points, line.dashes, line.mark, line.last, moved[line.kind]) for line in lines
    )
