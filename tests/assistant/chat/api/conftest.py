"""A program over the small town, on both databases."""

from __future__ import annotations

import pytest

from assistant.services import Services
from tests.assistant.chat.api.program import Program
from tests.assistant.chat.site import Site


@pytest.fixture
def site(services: Services) -> Site:
    """The web application over a small town."""
    return Site(services)


@pytest.fixture
def program(site: Site) -> Program:
    """A town's own app."""
    return Program(site.app)
