"""Takes the documentation's pictures of a running demo, in the machine's own Chromium.

python -m tests.browser.pictures http://127.0.0.1:8000 docs/pictures
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page

from admin.demo import STAFF_PASSWORD
from tests.servers.chromium import browser

_ANSWERED = "Hur säger jag upp vår förskoleplats?"
_HANDED_OVER = "Jag vill överklaga mitt beslut om försörjningsstöd"
_STAFF = "sara.nyberg@nystad.example"


def main() -> None:
    """Chat (new, answered, handed over) and inbox (list, case), desktop and 320 px wide, light and dark."""
    address, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as chromium:
        for width, height in ((1280, 900), (320, 640)):
            for scheme in ("light", "dark"):
                context = chromium.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    locale="sv-SE",
                )
                page = context.new_page()
                _take_all(page, address, lambda name, p=page, end=f"{width}-{scheme}": _picture(p, folder, name, end))
                context.close()


def _take_all(page: Page, address: str, take: object) -> None:
    assert callable(take)
    page.goto(address)
    take("chat-new")
    _ask(page, _ANSWERED)
    take("chat-answered")
    _ask(page, _HANDED_OVER)
    take("chat-handed-over")
    page.goto(f"{address}/arenden")
    take("login")
    page.get_by_label("E-postadress").fill(_STAFF)
    page.get_by_label("Lösenord").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    take("inbox")
    page.locator("table a").first.click()
    take("case")


def _ask(page: Page, question: str) -> None:
    page.locator("#fraga").fill(question)
    page.get_by_role("button", name="Skicka", exact=True).click()


def _picture(page: Page, folder: Path, name: str, end: str) -> None:
    page.screenshot(path=folder / f"{name}-{end}.png", full_page=True)


if __name__ == "__main__":
    main()
