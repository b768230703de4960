"""What tests in a browser do with the chat: ask, press, and look whether everybody can read it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a port of its own; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(context: BrowserContext) -> Page:
    """A new tab with the chat in it."""
    page = context.new_page()
    page.goto("/")
    return page


def ask(page: Page, text: str) -> None:
    """Write in the field and send."""
    page.locator("#fraga").fill(text)
    send(page)


def send(page: Page) -> None:
    """Send what stands in the field."""
    page.get_by_role("button", name="Skicka", exact=True).click()


def begin_anew(page: Page) -> None:
    """End the conversation: it asks first."""
    page.locator("summary", has_text="Börja om").click()
    page.get_by_role("button", name="Ja, börja om").click()
    expect(page.get_by_text("Chatten är avslutad")).to_be_visible()


def tab_to(page: Page, selector: str, text: str = "") -> None:
    """Press Tab until the focus is there, and see that everything on the way shows it."""
    wanted = page.locator(selector, has_text=text) if text else page.locator(selector)
    for _ in range(40):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never reached {selector} {text}")
