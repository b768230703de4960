"""A town that has set everything of the look."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.services import Services
from knowledge.look_settings import ColourSettings, LookSettings
from tests.assistant.chat.site import Site

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><script>alert(1)</script></svg>'


@pytest.fixture
def dressed(services: Services, tmp_path: Path) -> Site:
    """The small town with a name, a logo, an icon and a colour of its own."""
    logo, icon = tmp_path / "logo.svg", tmp_path / "icon.svg"
    logo.write_bytes(LOGO)
    icon.write_bytes(LOGO + b"\n")
    look = LookSettings("Fagra Provstad", logo, None, icon, ColourSettings(accent="#6b2c91"))
    return Site(replace(services, settings=replace(services.settings, look=look)))
