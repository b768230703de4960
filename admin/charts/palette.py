"""The pictures' colours on paper and in the dark, and what tells series apart without them."""

from __future__ import annotations

from dataclasses import dataclass

from admin.charts.picture import Look


@dataclass(frozen=True)
class Palette:
    """Colours as in the pages' tokens (assistant/chat/static/tokens.css); `series` differ in lightness too."""

    surface: str
    ink: str
    quiet: str
    line: str
    series: tuple[str, ...]


_LIGHT = Palette("#ffffff", "#1a2329", "#4b5963", "#cdd5d9", ("#0b566f", "#5fa3bd", "#c9dde5", "#d9a441", "#8c2a16"))
_DARK = Palette("#1a2328", "#e8eef1", "#b4c1c8", "#37454d", ("#85c9e2", "#3f7f98", "#24505f", "#e0b45c", "#d9705c"))
HATCHES = ("", "///", "...", "xxx", "\\\\\\")
MARKERS = ("o", "s", "^", "D", "v")
DASHES = ("-", "--", "-.", ":", (0, (6, 2, 1, 2)))


def palette(look: Look) -> Palette:
    """The colours for a look."""
    return _DARK if look.dark else _LIGHT
