"""The sheet a picture is drawn on, and how it leaves: the only file that turns matplotlib's figures into bytes."""

from __future__ import annotations

from io import BytesIO

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from admin.charts.palette import palette
from admin.charts.picture import Look

# Words stay words in the SVG, so that they scale and are drawn in the reader's own font; ids are the same every time.
mpl.rcParams["svg.fonttype"] = "none"
mpl.rcParams["svg.hashsalt"] = "forstalinjen"
mpl.rcParams["hatch.linewidth"] = 0.7
# Names are people's own words: what stands between two "$" is no formula, and a broken one would end the process.
mpl.rcParams["text.parse_math"] = False
# The letters' size in points (4/3 px each); a narrow picture is shown about as large as it is drawn.
TEXT, NARROW_TEXT = 11.0, 10.0
_WIDE_INCHES, _NARROW_INCHES = 9.0, 3.2
_DOTS_AN_INCH = 144


def sheet(look: Look, inches: float) -> tuple[Figure, Axes]:
    """An empty sheet of this height with quiet axes."""
    colours = palette(look)
    figure = Figure(
        figsize=(_NARROW_INCHES if look.narrow else _WIDE_INCHES, inches),
        layout="constrained",
        facecolor=colours.surface,
    )
    axes = figure.add_subplot(facecolor=colours.surface)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("bottom", "left"))
        spine.set_color(colours.line)
    axes.tick_params(colors=colours.quiet, labelcolor=colours.ink, labelsize=size(look), length=0)
    axes.set_axisbelow(True)
    return figure, axes


def size(look: Look) -> float:
    """The size of its letters, in points."""
    return NARROW_TEXT if look.narrow else TEXT


def cut(name: str, most: int) -> str:
    """A name in at most so many letters; the table beside the picture has it whole."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def legend(figure: Figure, axes: Axes, look: Look) -> None:
    """What each series is, below the picture."""
    handles, names = axes.get_legend_handles_labels()
    columns = 1 if look.narrow else min(len(names), 3)
    colours = palette(look)
    figure.legend(
        handles,
        names,
        loc="outside lower left",
        ncols=columns,
        frameon=False,
        fontsize=size(look),
        labelcolor=colours.ink,
        handlelength=3.2,
        handleheight=1.1,
    )


def as_svg(figure: Figure) -> bytes:
    """The sheet as SVG, the same bytes for the same picture."""
    out = BytesIO()
    FigureCanvasSVG(figure).print_figure(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def as_png(figure: Figure) -> bytes:
    """The sheet as PNG, for mail."""
    out = BytesIO()
    figure.set_dpi(_DOTS_AN_INCH)
    FigureCanvasAgg(figure).print_figure(out, format="png", metadata={"Software": None})
    return out.getvalue()
