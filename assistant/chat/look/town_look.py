"""What a town has set for the look, read and checked once at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assistant.chat.look.palette import Palette, as_css, of_the_town, read_tokens, refuse_unreadable
from knowledge.errors import SettingsError
from knowledge.look_settings import LookSettings

STATIC = Path(__file__).parent.parent / "static"

_KINDS = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
# Bytes. A logo is fetched by everybody, also on a slow phone.
_LARGEST_PICTURE = 200_000


@dataclass(frozen=True)
class Served:
    """A file that we serve from memory: what it holds, its media type, and a digest that its address carries."""

    content: bytes
    kind: str

    @property
    def digest(self) -> str:
        """Other content has another digest, so that browsers may keep what they have for ever."""
        return digest_of(self.content)


@dataclass(frozen=True)
class Look:
    """A town's name ("" for the organisation's own) and what is set of: town.css, logo, logo-dark, icon."""

    name: str
    files: Mapping[str, Served]


def read_look(settings: LookSettings) -> Look:
    """Read the pictures and work out the colours.

    Raises SettingsError for colours that cannot be read by everybody, and for a picture that is missing, too large
    or of a kind that browsers do not show.
    """
    named = {"logo": settings.logo, "logo-dark": settings.logo_dark, "icon": settings.icon}
    files = {name: _picture(name, path) for name, path in named.items() if path is not None}
    css = town_css(settings)
    if css:
        files["town.css"] = Served(css.encode(), "text/css; charset=utf-8")
    return Look(settings.name, files)


def town_css(settings: LookSettings) -> str:
    """The style sheet with the town's colours, "" without any. Raises SettingsError for too little contrast."""
    ours = read_tokens((STATIC / "tokens.css").read_text(encoding="utf-8"))
    changed = of_the_town(ours, settings)
    refuse_unreadable(Palette({**ours.light, **changed.light}, {**ours.dark, **changed.dark}))
    return as_css(changed)


def digest_of(content: bytes) -> str:
    """Sixteen hexadecimal signs that other content would not have."""
    return sha256(content).hexdigest()[:16]


def _picture(name: str, path: Path) -> Served:
    setting = "look." + name.replace("-", "_")
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise SettingsError(f"{setting}: {path} must be one of {' '.join(_KINDS)}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{setting}: {path} cannot be read: {error.strerror}") from error
    if not 0 < len(content) <= _LARGEST_PICTURE:
        raise SettingsError(f"{setting}: {path} is {len(content)} bytes, and must be 1 to {_LARGEST_PICTURE}")
    return Served(content, kind)
