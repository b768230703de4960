"""The staff's pages in a real browser: a module imports the fixtures and has a `workplace` of its own to serve."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.admin.workplace import PASSWORD, Workplace
from tests.browser.chat import served

__all__ = ["address", "fill_in_login", "log_in", "page"]


@pytest.fixture
def address(workplace: Workplace) -> Iterator[str]:
    """The running application of the module's workplace."""
    with served(workplace.app) as address:
        yield address


@pytest.fixture
def page(tab: Page) -> Page:
    """A tab with nothing in it yet."""
    return tab


def fill_in_login(page: Page, name: str, onward: str = "/arenden", password: str = PASSWORD) -> None:
    """Fill in and send the login form on the way to a page, whatever comes of it."""
    page.goto(f"/logga-in?next={onward}")
    page.get_by_label("E-postadress").fill(f"{name.lower()}@provkoping.example")
    page.get_by_label("Lösenord", exact=True).fill(password)
    page.get_by_role("button", name="Logga in").click()


def log_in(page: Page, name: str, onward: str = "/arenden") -> None:
    """Log somebody at the workplace in by the form, and wait for the page they were on their way to."""
    fill_in_login(page, name, onward)
    # The login's own address ends with the same words.
    page.wait_for_url(lambda url: urlsplit(url).path == onward)
