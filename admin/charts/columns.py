"""Columns beside each other for every place: each series its own pattern, each column its value in words above it."""

from __future__ import annotations

from gettext import gettext as _

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from admin.charts.canvas import legend, sheet, size
from admin.charts.palette import HATCHES, palette
from admin.charts.picture import Columns, Look, Series
from admin.figures.rounding import half_up

_HEIGHT, _NARROW_HEIGHT, _LEGEND_INCHES = 3.6, 2.9, 0.27
# Of the room of a place, so that the next one's columns are not taken for its own.
_TOGETHER = 0.78
# So many letters can stand above a narrow picture's column; more are turned.
_NARROW_LETTERS = 3


def draw_columns(picture: Columns, look: Look) -> Figure:
    """The picture on a sheet."""
    keys = len(picture.series) if look.narrow else -(-len(picture.series) // 3)
    figure, axes = sheet(look, (_NARROW_HEIGHT if look.narrow else _HEIGHT) + _LEGEND_INCHES * keys)
    top = picture.top or max([value or 0 for one in picture.series for value in one.values], default=0) or 1
    turned = look.narrow and any(
        len(_said(value, picture)) > _NARROW_LETTERS for one in picture.series for value in one.values if value
    )
    for number, one in enumerate(picture.series):
        _draw_series(axes, one, number, len(picture.series), look)
        _say_values(axes, one, _centres(one, number, len(picture.series)), picture, look, top, turned=turned)
    axes.set_xticks(range(len(picture.places)), picture.places)
    # Room for what is said above the highest column.
    axes.set_ylim(0, top * (1.22 if turned else 1.12))
    axes.set_xlim(-0.5, max(len(picture.places) - 0.5, 0.5))
    axes.set_title(picture.unit, loc="left", fontsize=size(look), color=palette(look).quiet)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    legend(figure, axes, look)
    return figure


def _centres(one: Series, number: int, of: int) -> list[float]:
    """Where each column of the series stands."""
    return [place - _TOGETHER / 2 + _TOGETHER / of * (number + 0.5) for place in range(len(one.values))]


def _draw_series(axes: Axes, one: Series, number: int, of: int, look: Look) -> None:
    colours, kind = palette(look), number % len(HATCHES)
    axes.bar(
        _centres(one, number, of),
        [value or 0 for value in one.values],
        width=_TOGETHER / of * 0.92,
        label=one.name,
        color=(colours.series[0], colours.series[2], colours.series[1])[kind % 3],
        hatch=HATCHES[kind],
        edgecolor=colours.ink,
        # A value that is unknown has no column, and not even the line of one that is nought.
        linewidth=[0.0 if value is None else 0.8 for value in one.values],
    )


def _say_values(
    axes: Axes, one: Series, centres: list[float], picture: Columns, look: Look, top: float, *, turned: bool
) -> None:
    colours = palette(look)
    for centre, value in zip(centres, one.values, strict=True):
        axes.text(
            centre,
            (value or 0) + top * 0.015,
            _said(value, picture),
            ha="center",
            va="bottom",
            rotation=90 if turned or value is None else 0,
            fontsize=size(look),
            color=colours.quiet if value is None else colours.ink,
        )


def _said(value: float | None, picture: Columns) -> str:
    if value is None:
        return _("saknas")
    return f"{half_up(value, picture.decimals):.{picture.decimals}f}".replace(".", ",")
