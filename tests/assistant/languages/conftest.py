"""The residents' pages, for every test of their languages."""

from __future__ import annotations

import pytest

from assistant.services import Services
from tests.assistant.chat.site import Site, Visitor


@pytest.fixture
def site(services: Services) -> Site:
    """The web application over a small town."""
    return Site(services)


@pytest.fixture
def eva(site: Site) -> Visitor:
    """A resident who has opened the page."""
    return site.visitor()
