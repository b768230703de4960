"""A town's pictures and colours are read at start, and what is wrong with them stops it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.chat.look.town_look import read_look
from knowledge.errors import SettingsError
from knowledge.look_settings import ColourSettings, LookSettings

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def test_without_settings_nothing_is_served() -> None:
    """No name, no files."""
    look = read_look(LookSettings())
    assert (look.name, look.files) == ("", {})


def test_what_is_set_is_read(tmp_path: Path) -> None:
    """Pictures with their media types, and a style sheet; other content has another digest."""
    for name in ("logo.svg", "ljus.PNG", "icon.webp"):
        (tmp_path / name).write_bytes(SVG + name.encode())
    look = read_look(
        LookSettings(
            "Provstad",
            *(tmp_path / name for name in ("logo.svg", "ljus.PNG", "icon.webp")),
            light=ColourSettings(accent="#005aa0"),
        )
    )
    assert {name: served.kind for name, served in look.files.items()} == {
        "logo": "image/svg+xml",
        "logo-dark": "image/png",
        "icon": "image/webp",
        "town.css": "text/css; charset=utf-8",
    }
    assert look.files["logo"].content == SVG + b"logo.svg"
    assert len({served.digest for served in look.files.values()}) == 4


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("logo.svg", None, "look.logo: .* cannot be read: No such file"),
        ("logo.svg", b"", "is 0 bytes"),
        ("logo.png", b"x" * 200_001, "is 200001 bytes, and must be 1 to 200000"),
        ("logo.gif", b"GIF89a", "must be one of .svg .png .webp .jpg .jpeg"),
    ],
)
def test_a_useless_picture_is_named(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    """Missing, empty, heavy, or of another kind."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingsError, match=said):
        read_look(LookSettings(logo=tmp_path / name))


def test_colours_are_checked_when_the_look_is_read() -> None:
    """A white accent is refused before any page is served."""
    with pytest.raises(SettingsError, match="light: accent #ffffff on "):
        read_look(LookSettings(light=ColourSettings(accent="#ffffff", background="#fafafa")))
