"""The section [look] is read, and what is no colour is refused by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import SettingsError
from knowledge.look_settings import ColourSettings, LookSettings
from knowledge.settings import SECRET_KEY, Settings, load


def load_look(folder: Path, text: str) -> Settings:
    """Load a settings file with this section [look]."""
    config = folder / "forstalinjen.toml"
    config.write_text(f"[look]\n{text}", encoding="utf-8")
    return load(config, folder, {SECRET_KEY: "a-key-of-the-test"})


def test_without_the_section_the_look_is_ours(tmp_path: Path) -> None:
    """No name, picture or colour has to be said."""
    assert load_look(tmp_path, "").look == LookSettings()


def test_a_whole_section_is_read(tmp_path: Path) -> None:
    """Name, pictures and the colours of both modes."""
    text = (
        'name = "Provstad"\nlogo = "/srv/logo.svg"\nlogo_dark = "/srv/ljus.svg"\nicon = "/srv/icon.png"\n'
        'light = { accent = "#005aa0", background = "#ffffff" }\ndark = { accent_text = "#001122" }\n'
    )
    assert load_look(tmp_path, text).look == LookSettings(
        name="Provstad",
        logo=Path("/srv/logo.svg"),
        logo_dark=Path("/srv/ljus.svg"),
        icon=Path("/srv/icon.png"),
        light=ColourSettings(accent="#005aa0", background="#ffffff"),
        dark=ColourSettings(accent_text="#001122"),
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('light = { accent = "blue" }', "look.light.accent"),
        ('light = { accent = "#05a" }', "look.light.accent"),
        ('dark = { background = "#000000; } * { display: none" }', "look.dark.background"),
        ('colour = "#005aa0"', "unknown setting look.colour"),
        (f'name = "{"x" * 81}"', "look.name"),
    ],
)
def test_what_is_no_colour_stops_the_program(tmp_path: Path, text: str, named: str) -> None:
    """Only six hexadecimal digits reach a style sheet, and a misspelt setting is never overlooked."""
    with pytest.raises(SettingsError, match=named):
        load_look(tmp_path, text)
