"""Colours as numbers: their contrast, as WCAG 2.2 counts it, and mixtures of two."""

from __future__ import annotations

BLACK = "#000000"
WHITE = "#ffffff"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two "#rrggbb" colours, 1.0 to 21.0, whichever of them is the lighter (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, into: str, share: float) -> str:
    """`share` (0..1) of `colour` mixed into the other, as "#rrggbb", in sRGB as screens mix."""
    pairs = zip(_channels(colour), _channels(into), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _luminance(colour: str) -> float:
    """Relative luminance, 0..1, by WCAG 2.2's definition."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
