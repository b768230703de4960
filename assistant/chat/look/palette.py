"""The colours of all pages, light and dark: the tokens' own, those a town sets, and whether all can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from assistant.chat.look.colour import BLACK, WHITE, contrast, mix
from knowledge.errors import SettingsError
from knowledge.look_settings import ColourSettings, LookSettings

Tokens = Mapping[str, str]

# What a reader needs between text and its ground (WCAG 2.2, 1.4.3), and between a control's edge and its (1.4.11).
_TEXT = 4.5
_EDGE = 3.0
# In dark mode our own accent is made this much lighter than what it stands on: more than the law asks, easy at night.
_DARK_ACCENT = 7.0
_TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")
_DARK_PART = "@media (prefers-color-scheme: dark)"


class Mode(StrEnum):
    """Which of the two sets of colours a browser asks for."""

    LIGHT = "light"
    DARK = "dark"


class Pair(NamedTuple):
    """Two tokens that meet on a page, and the least contrast they may have."""

    front: str
    ground: str
    least: float


def _pairs() -> Iterator[Pair]:
    grounds = ("ground", "surface", "sunken", "tint")
    texts = ("ink", "ink-quiet", "accent", "accent-strong")
    yield from (Pair(text, ground, _TEXT) for text in texts for ground in grounds)
    yield from (Pair("on-accent", ground, _TEXT) for ground in ("accent", "accent-strong"))
    yield from (Pair(edge, ground, _EDGE) for edge in ("line-strong", "focus") for ground in grounds)
    for state in ("good", "fault", "alert"):
        yield from (Pair(state, ground, _TEXT) for ground in (f"{state}-tint", "surface", "ground"))
        yield from (Pair(text, f"{state}-tint", _TEXT) for text in ("ink", "ink-quiet", "accent", "accent-strong"))


PAIRS = tuple(_pairs())


@dataclass(frozen=True)
class Palette:
    """Every colour of the pages by its token's name, in both modes."""

    light: Tokens
    dark: Tokens

    def of(self, mode: Mode) -> Tokens:
        """The colours of one mode."""
        return self.light if mode is Mode.LIGHT else self.dark


def read_tokens(css: str) -> Palette:
    """The colours in tokens.css: its first part is light, and dark mode says only what is other there."""
    light_part, _, dark_part = css.partition(_DARK_PART)
    light = dict(_TOKEN.findall(light_part))
    return Palette(light, light | dict(_TOKEN.findall(dark_part)))


def of_the_town(ours: Palette, look: LookSettings) -> Palette:
    """What a town's settings change, token by token; nothing where they name no colour.

    A town that only says its colour for light pages gets one for dark made of it, so that nobody has to be a designer.
    """
    return Palette(_light(ours.light, look.light), _dark(ours.dark, look.dark, look.light.accent))


def refuse_unreadable(palette: Palette) -> None:
    """Raises SettingsError that names, for each colour that cannot be read, its worst pair, the ratio and the need."""
    faults = [_fault(mode, palette.of(mode), pair) for mode in Mode for pair in _worst(palette.of(mode))]
    if faults:
        raise SettingsError("look: too little contrast (WCAG 2.2 AA): " + "; ".join(faults))


def as_css(changed: Palette) -> str:
    """The changed tokens as a style sheet; "" where nothing is changed."""
    light, dark = _block(changed.light), _block(changed.dark)
    return light + (f"@media (prefers-color-scheme: dark) {{\n{dark}}}\n" if dark else "")


def _light(ours: Tokens, town: ColourSettings) -> dict[str, str]:
    changed = _background(ours, town)
    if town.accent:
        surface = ours["surface"]
        changed |= {
            "accent": town.accent,
            "accent-strong": mix(town.accent, BLACK, 0.72),
            "on-accent": WHITE,
            "tint": mix(town.accent, surface, 0.11),
            "focus": town.accent,
        }
    return changed | _accent_text(town)


def _dark(ours: Tokens, town: ColourSettings, light_accent: str) -> dict[str, str]:
    changed = _background(ours, town)
    accent = town.accent or _lightened(light_accent, ours["surface"])
    if accent:
        strong = mix(accent, WHITE, 0.65)
        changed |= {
            "accent": accent,
            "accent-strong": strong,
            "on-accent": mix(accent, BLACK, 0.15),
            "tint": mix(accent, ours["surface"], 0.15),
            "focus": strong,
        }
    return changed | _accent_text(town)


def _background(ours: Tokens, town: ColourSettings) -> dict[str, str]:
    if not town.background:
        return {}
    return {"ground": town.background, "sunken": mix(ours["ink"], town.background, 0.05)}


def _accent_text(town: ColourSettings) -> dict[str, str]:
    return {"on-accent": town.accent_text} if town.accent_text else {}


def _lightened(accent: str, surface: str) -> str:
    """The accent with as much white as it needs to be read on a dark surface; "" of none."""
    if not accent:
        return ""
    steps = (mix(WHITE, accent, share / 20) for share in range(21))
    return next(colour for colour in steps if contrast(colour, surface) >= _DARK_ACCENT)


def _worst(tokens: Tokens) -> Iterable[Pair]:
    """Of each colour in front the pair that is furthest below its need, if any is."""
    worst: dict[str, Pair] = {}
    for pair in sorted(PAIRS, key=lambda pair: _ratio(tokens, pair) / pair.least):
        if _ratio(tokens, pair) < pair.least:
            worst.setdefault(pair.front, pair)
    return worst.values()


def _ratio(tokens: Tokens, pair: Pair) -> float:
    return contrast(tokens[pair.front], tokens[pair.ground])


def _fault(mode: Mode, tokens: Tokens, pair: Pair) -> str:
    # Cut, never rounded up: 4.499 is not told as the 4.5 that it should be.
    ratio = int(_ratio(tokens, pair) * 100) / 100
    front, ground = f"{pair.front} {tokens[pair.front]}", f"{pair.ground} {tokens[pair.ground]}"
    return f"{mode}: {front} on {ground} is {ratio}:1, needs {pair.least}:1"


def _block(tokens: Tokens) -> str:
    if not tokens:
        return ""
    lines = "".join(f"  --{name}: {colour};\n" for name, colour in tokens.items())
    return f":root {{\n{lines}}}\n"
