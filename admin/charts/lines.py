"""Lines over time: each its own dash and mark, and a gap where a value is unknown."""

from __future__ import annotations

from gettext import gettext as _
from math import nan

from matplotlib.figure import Figure

from admin.charts.canvas import legend, sheet, size
from admin.charts.palette import DASHES, MARKERS, palette
from admin.charts.picture import Lines, Look

_HEIGHT, _NARROW_HEIGHT = 3.9, 3.3
# So many places have room for their names.
_NAMED, _NARROW_NAMED = 13, 4


def draw_lines(picture: Lines, look: Look) -> Figure:
    """The picture on a sheet."""
    figure, axes = sheet(look, (_NARROW_HEIGHT if look.narrow else _HEIGHT) + 0.25 * _legend_rows(picture, look))
    colours = palette(look)
    places = range(len(picture.places))
    for number, one in enumerate(picture.series):
        kind = number % len(MARKERS)
        axes.plot(
            places,
            [nan if value is None else value for value in one.values],
            label=one.name,
            # The palest colours are for areas; a line must stand out by itself.
            color=(colours.series[0], colours.series[4], colours.series[1], colours.ink, colours.quiet)[kind],
            linestyle=DASHES[kind],
            marker=MARKERS[kind],
            linewidth=2,
            markersize=5 if look.narrow else 6,
        )
    if picture.goal is not None:
        axes.axhline(picture.goal, color=colours.quiet, linewidth=1, linestyle=(0, (1, 2)), label=_("Mål"))
    step = max(1, -(-len(picture.places) // (_NARROW_NAMED if look.narrow else _NAMED)))
    # Counted from the end, so that the latest has its name.
    named = sorted(range(len(picture.places) - 1, -1, -step))
    axes.set_xticks(named, [picture.places[place] for place in named])
    axes.set_ylim(0, None if picture.top is None else picture.top * 1.03)
    axes.set_xlim(-0.4, max(len(picture.places) - 0.6, 0.4))
    axes.set_title(picture.unit, loc="left", fontsize=size(look), color=colours.quiet)
    axes.grid(axis="y", color=colours.line, linewidth=0.8)
    legend(figure, axes, look)
    return figure


def _legend_rows(picture: Lines, look: Look) -> int:
    names = len(picture.series) + (picture.goal is not None)
    return names if look.narrow else -(-names // 3)
