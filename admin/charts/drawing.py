"""Draws a picture: the same picture for the same look is drawn once, and is the same bytes every time."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from matplotlib.figure import Figure

from admin.charts.bars import draw_bars
from admin.charts.canvas import as_png, as_svg
from admin.charts.columns import draw_columns
from admin.charts.heat import draw_heat
from admin.charts.lines import draw_lines
from admin.charts.picture import WIDE, Bars, Columns, Heat, Lines, Look, Picture, Stacked
from admin.charts.stacked import draw_stacked

# matplotlib measures letters with one shared font, which two threads may not use at once.
_ONE_AT_A_TIME = Lock()
_KEPT = 128


@lru_cache(maxsize=_KEPT)
def svg(picture: Picture, look: Look = WIDE) -> bytes:
    """The picture as SVG, with words as words."""
    with _ONE_AT_A_TIME:
        return as_svg(_drawn(picture, look))


def png(picture: Picture, look: Look = WIDE) -> bytes:
    """The picture as PNG, for what cannot show SVG: mail."""
    with _ONE_AT_A_TIME:
        return as_png(_drawn(picture, look))


def _drawn(picture: Picture, look: Look) -> Figure:
    match picture:
        case Lines():
            return draw_lines(picture, look)
        case Columns():
            return draw_columns(picture, look)
        case Bars():
            return draw_bars(picture, look)
        case Stacked():
            return draw_stacked(picture, look)
        case Heat():
            return draw_heat(picture, look)
