"""Opening hours as people type and read them: "8-12, 13-16" to spans and back; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from gettext import gettext as _
from itertools import pairwise

from knowledge.audited import CLOSED

Span = tuple[time, time]

_TIME = r"(\d{1,2})(?:[.:](\d{2}))?"
_SPAN = re.compile(rf"\s*{_TIME}\s*(?:-|–|—|till)\s*{_TIME}\s*")
_BETWEEN = re.compile(r",|;|\boch\b|\n")
# More in a day than any office has, and as much as a line of text holds.
_MOST_SPANS = 6


class HoursUnreadable(ValueError):
    """The words are no opening hours; the text is the Swedish sentence that says why."""


def read_spans(typed: str) -> tuple[Span, ...]:
    """The spans that somebody typed, in order; () for nothing and for "stängt". Raises HoursUnreadable."""
    text = typed.strip().lower()
    if text in ("", CLOSED, "-"):
        return ()
    pieces = _BETWEEN.split(text)
    if len(pieces) > _MOST_SPANS:
        raise HoursUnreadable(_("Högst {most} tider får plats på en dag.").format(most=_MOST_SPANS))
    spans = tuple(sorted(_span(piece) for piece in pieces))
    _refuse_overlap(spans)
    return spans


def _span(piece: str) -> Span:
    found = _SPAN.fullmatch(piece)
    if found is None:
        raise HoursUnreadable(_("Skriv till exempel 8–12, 13–16.30. Lämna tomt för stängt."))
    hours = found.groups()
    try:
        opens, closes = time(int(hours[0]), int(hours[1] or 0)), time(int(hours[2]), int(hours[3] or 0))
    except ValueError as error:
        raise HoursUnreadable(_("{typed} är inget klockslag.").format(typed=piece.strip())) from error
    if opens >= closes:
        raise HoursUnreadable(_("{typed} slutar innan det börjar.").format(typed=piece.strip()))
    return opens, closes


def _refuse_overlap(spans: Sequence[Span]) -> None:
    """Spans that touch are one, and would be shown as a closing between them."""
    for earlier, later in pairwise(spans):
        if later[0] <= earlier[1]:
            raise HoursUnreadable(_("Tiderna går in i varandra. Skriv dem som en tid, eller lämna en paus mellan dem."))
