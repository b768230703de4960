"""The settings of the look: a town's name, pictures and colours on every page of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

_STRICT = ConfigDict(extra="forbid")
_Colour = Annotated[str, Field(pattern=r"^$|^#[0-9a-fA-F]{6}$")]


@dataclass(frozen=True, config=_STRICT)
class ColourSettings:
    """A town's colours in one mode, each "#rrggbb" (sRGB), or "": it follows from the others, or ours is kept."""

    accent: _Colour = ""
    # What is written on the accent, as on a button.
    accent_text: _Colour = ""
    background: _Colour = ""


@dataclass(frozen=True, config=_STRICT)
class LookSettings:
    """How the pages look. An empty name is the organisation's; pictures are .svg, .png, .webp or .jpg.

    Contrast is no matter of form: whoever serves the pages checks it (assistant.chat.look.palette).
    """

    name: Annotated[str, Field(max_length=80)] = ""
    logo: Path | None = None
    # For dark mode; without it the logo stands on a white plate there.
    logo_dark: Path | None = None
    icon: Path | None = None
    light: ColourSettings = ColourSettings()
    dark: ColourSettings = ColourSettings()
