"""Parts of a whole, a row for every name: each part its own pattern, and its share in words where there is room."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from admin.charts.canvas import cut, legend, sheet, size
from admin.charts.palette import HATCHES, Palette, palette
from admin.charts.picture import Look, Series, Stacked
from admin.figures.rounding import half_up

_ROW_INCHES, _MARGIN_INCHES, _LEGEND_INCHES = 0.62, 0.3, 0.27
_LETTERS, _NARROW_LETTERS = 80, 34
# Hundredths of the width in which "100 %" can be read.
_READABLE, _NARROW_READABLE = 6, 17


def draw_stacked(picture: Stacked, look: Look) -> Figure:
    """The picture on a sheet."""
    keys = len(picture.series) if look.narrow else -(-len(picture.series) // 3)
    figure, axes = sheet(look, _MARGIN_INCHES + _ROW_INCHES * max(len(picture.names), 1) + _LEGEND_INCHES * keys)
    colours = palette(look)
    left = [0.0] * len(picture.names)
    for number, one in enumerate(picture.series):
        _draw_part(axes, one, number, left, look, colours)
        left = [start + (value or 0) for start, value in zip(left, one.values, strict=True)]
    for row, name in enumerate(picture.names):
        words = cut(name, _NARROW_LETTERS if look.narrow else _LETTERS)
        axes.text(0, row - 0.3, words, va="bottom", fontsize=size(look), color=colours.ink)
    axes.set_ylim(len(picture.names) - 0.6, -0.85)
    axes.set_xlim(0, 100)
    axes.set_axis_off()
    legend(figure, axes, look)
    return figure


def _draw_part(axes: Axes, one: Series, number: int, left: list[float], look: Look, colours: Palette) -> None:
    kind = number % len(HATCHES)
    values = [value or 0 for value in one.values]
    axes.barh(
        range(len(values)),
        values,
        left=left,
        height=0.46,
        label=one.name,
        color=colours.series[kind],
        hatch=HATCHES[kind],
        edgecolor=colours.ink,
        linewidth=0.8,
    )
    for row, (start, value) in enumerate(zip(left, values, strict=True)):
        if value >= (_NARROW_READABLE if look.narrow else _READABLE):
            axes.text(
                start + value / 2,
                row,
                f"{half_up(value):.0f} %",
                ha="center",
                va="center",
                fontsize=size(look),
                color=colours.ink,
                # The pattern must not run through the figure.
                bbox={"facecolor": colours.surface, "edgecolor": "none", "boxstyle": "round,pad=0.2"},
            )
