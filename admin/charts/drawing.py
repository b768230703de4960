"""Draws a picture: the same picture for the same look is drawn once, and is the same bytes every time."""

from __future__ import annotations

from functools import lru_cache

from admin.charts.pen import Form, Pen
from admin.charts.picture import WIDE, Look, Picture

_KEPT = 128
_PEN = Pen()


@lru_cache(maxsize=_KEPT)
def svg(picture: Picture, look: Look = WIDE) -> bytes:
    """The picture as SVG, with words as words. Raises PictureUndrawn."""
    return _PEN.draw(picture, look, Form.SVG)


def png(picture: Picture, look: Look = WIDE) -> bytes:
    """The picture as PNG, for what cannot show SVG: mail. Raises PictureUndrawn."""
    return _PEN.draw(picture, look, Form.PNG)
