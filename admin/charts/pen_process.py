"""The process that draws for a Pen: values in, bytes out, until the line is closed or nobody has asked for long."""

from __future__ import annotations

import pickle
import signal
import sys
from multiprocessing.connection import Connection

from matplotlib.figure import Figure

from admin.charts.bars import draw_bars
from admin.charts.canvas import as_png, as_svg
from admin.charts.columns import draw_columns
from admin.charts.heat import draw_heat
from admin.charts.lines import draw_lines
from admin.charts.pen import Form
from admin.charts.picture import Bars, Columns, Heat, Lines, Look, Picture, Stacked
from admin.charts.stacked import draw_stacked
from mail_gateway.work.processes import line_of

# Long enough for whoever walks through the figures; its memory is free for others afterwards.
_IDLE_SECONDS = 300.0


def serve(line: Connection) -> None:
    """Draw what is asked for, one picture after the other."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # A stop that is meant for whoever asks closes the line.
        signal.signal(number, signal.SIG_IGN)
    try:
        while line.poll(_IDLE_SECONDS):
            picture, look, form = pickle.loads(line.recv_bytes())  # noqa: S301 - from the process that started us
            line.send_bytes(drawn(picture, look, form))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        # Whoever asked is gone.
        return


def drawn(picture: Picture, look: Look, form: Form) -> bytes:
    """The picture's bytes."""
    figure = _figure(picture, look)
    return as_svg(figure) if form is Form.SVG else as_png(figure)


def _figure(picture: Picture, look: Look) -> Figure:
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


if __name__ == "__main__":
    serve(line_of(sys.argv))
