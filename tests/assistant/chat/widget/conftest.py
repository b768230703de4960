"""The small town's pages, opened to one website of the town's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.services import Services
from tests.assistant.chat.site import Site

SITE = "https://www.prov.example"


def opened(services: Services, *sites: str, public_url: str = "https://fraga.prov.example") -> Site:
    """The pages at this address, which these websites may show in a frame."""
    web = replace(services.settings.web, widget_sites=sites, public_url=public_url)
    return Site(replace(services, settings=replace(services.settings, web=web)))


@pytest.fixture
def site(services: Services) -> Site:
    """The small town, served over TLS, with the widget on its website."""
    return opened(services, SITE)
