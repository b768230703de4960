"""Bars below each other, each with its name above and its value in words: long names need no room beside."""

from __future__ import annotations

from matplotlib.figure import Figure

from admin.charts.canvas import cut, sheet, size
from admin.charts.palette import palette
from admin.charts.picture import Bars, Look

_ROW_INCHES, _MARGIN_INCHES = 0.56, 0.25
_LETTERS, _NARROW_LETTERS = 80, 24


def draw_bars(picture: Bars, look: Look) -> Figure:
    """The picture on a sheet."""
    figure, axes = sheet(look, _MARGIN_INCHES + _ROW_INCHES * max(len(picture.bars), 1))
    colours = palette(look)
    values = [bar.value or 0 for bar in picture.bars]
    top = picture.top or max([*values, 1])
    rows = range(len(picture.bars))
    axes.barh(rows, [top] * len(values), height=0.34, color=colours.surface, edgecolor=colours.line, linewidth=0.8)
    axes.barh(rows, values, height=0.34, color=colours.series[0], edgecolor=colours.ink, linewidth=0.8)
    for row, bar in zip(rows, picture.bars, strict=True):
        name = cut(bar.name, _NARROW_LETTERS if look.narrow else _LETTERS)
        axes.text(0, row - 0.28, name, va="bottom", fontsize=size(look), color=colours.ink)
        axes.text(
            top, row - 0.28, bar.said, va="bottom", ha="right", fontsize=size(look), color=colours.ink, weight="bold"
        )
    axes.set_ylim(len(values) - 0.6, -0.85)
    axes.set_xlim(0, top)
    axes.set_axis_off()
    return figure
