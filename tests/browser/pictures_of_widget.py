"""Takes the documentation's pictures of the widget on the running demo's sample website, in the machine's own Chromium.

python -m tests.browser.pictures_of_widget http://127.0.0.1:8010 docs/pictures
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.pictures import looks

_QUESTION = "Hur säger jag upp vår förskoleplats?"


def main() -> None:
    """The answer in the open widget, desktop and 320 px wide, light and dark."""
    address, folder = sys.argv[1], Path(sys.argv[2])
    for page, end in looks(folder):
        page.goto(address)
        _ask(page)
        page.screenshot(path=folder / f"widget-{end}.png")


def _ask(page: Page) -> None:
    """By keyboard: nobody else comes into the closed root."""
    page.locator("[data-forstalinjen]").wait_for(state="attached")
    while not page.evaluate("document.activeElement.hasAttribute('data-forstalinjen')"):
        page.keyboard.press("Tab")
    with page.expect_event("framenavigated", lambda one: "/widget/" in one.url) as opened:
        page.keyboard.press("Enter")
    frame = opened.value
    expect(frame.locator(":is(#fraga, #innehall):focus")).to_have_count(1)
    frame.locator("#fraga").fill(_QUESTION)
    frame.locator("#fraga").press("Tab")
    page.keyboard.press("Enter")
    expect(frame.locator("#senaste")).to_be_in_viewport()


if __name__ == "__main__":
    main()
