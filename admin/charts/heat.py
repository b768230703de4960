"""A grid of counts: darker is more, and every count stands in its place, so that no colour need be read."""

from __future__ import annotations

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from admin.charts.canvas import sheet, size
from admin.charts.palette import palette
from admin.charts.picture import Heat, Look

_ROW_INCHES, _MARGIN_INCHES = 0.36, 0.5


def draw_heat(picture: Heat, look: Look) -> Figure:
    """The picture on a sheet; on a narrow one the columns stand below each other instead."""
    rows, columns, counts = picture.rows, picture.columns, picture.counts
    if look.narrow:
        rows, columns, counts = columns, rows, tuple(zip(*counts, strict=True))
    figure, axes = sheet(look, _MARGIN_INCHES + _ROW_INCHES * max(len(rows), 1))
    colours = palette(look)
    # Only half of the way to the full colour: the counts are read on top of it.
    shades = LinearSegmentedColormap.from_list("counts", [colours.surface, colours.series[2]])
    if counts:
        axes.pcolormesh(counts, cmap=shades, edgecolors=colours.line, linewidth=0.6, vmin=0)
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            axes.text(
                column + 0.5, row + 0.5, str(count), ha="center", va="center", fontsize=size(look), color=colours.ink
            )
    axes.invert_yaxis()
    axes.set_xticks([place + 0.5 for place in range(len(columns))], columns)
    axes.set_yticks([place + 0.5 for place in range(len(rows))], rows)
    axes.xaxis.tick_top()
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure
