"""The small town's pages, served to the machine's Chromium; a test module may have a town of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from assistant.services import Services
from tests.assistant.chat.site import Site
from tests.browser.chat import served
from tests.one_database import database_url
from tests.servers.chromium import browser

__all__ = ["database_url"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium."""
    with browser() as running:
        yield running


@pytest.fixture
def site(services: Services) -> Site:
    """The small town's pages."""
    return Site(services)


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The running application."""
    with served(site.app) as address:
        yield address


@pytest.fixture
def tab(chromium: Browser, address: str) -> Iterator[Page]:
    """A tab on a wide screen with nothing in it yet, in a browser that prefers Swedish."""
    with chromium.new_context(base_url=address, locale="sv-SE") as context:
        yield context.new_page()


@pytest.fixture
def page(tab: Page) -> Page:
    """The chat, opened on a wide screen."""
    tab.goto("/")
    return tab
