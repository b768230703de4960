"""Takes the documentation's pictures of a running demo, in the machine's own Chromium.

python -m tests.browser.pictures http://127.0.0.1:8000 docs/pictures
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.chat import ask, begin_anew
from tests.browser.looks import LOOKS
from tests.servers.chromium import browser

_ANSWERED = "Hur säger jag upp vår förskoleplats?"
_ASKED_BACK = "bygglov"
_HANDED_OVER = "Jag vill prata med en person om snöröjningen på vår gata"
_SEARCHED = "sopor"


def main() -> None:
    """Chat (new, answer, question back, hand-over), own case, answers; desktop and 320 px wide, light and dark."""
    address, folder = sys.argv[1], Path(sys.argv[2])
    for page, end in looks(folder):
        _take_all(page, address, partial(_picture, page, folder, end))
        # The demo's limits hold for us too: a round is as much as a household may send in twenty seconds.
        time.sleep(20)


def looks(folder: Path) -> Iterator[tuple[Page, str]]:
    """A new page of each width in light and dark, and the end of its pictures' names; the folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as chromium:
        for width, scheme in LOOKS:
            with chromium.new_context(
                viewport={"width": width, "height": 900 if width > 1000 else 640},
                color_scheme="dark" if scheme == "dark" else "light",
                locale="sv-SE",
            ) as context:
                yield context.new_page(), f"{width}-{scheme}"


def _take_all(page: Page, address: str, take: Callable[[str], None]) -> None:
    page.goto(address)
    take("chat-new")
    for question, name in ((_ANSWERED, "chat-answer"), (_ASKED_BACK, "chat-clarify"), (_HANDED_OVER, "chat-handover")):
        ask(page, question)
        page.locator("#senaste:not(.message--resident)").wait_for()
        take(name)
        if question == _HANDED_OVER:
            page.get_by_role("link", name="Öppna ditt ärende på en egen sida").click()
            page.get_by_role("heading", level=1, name="Ditt ärende").wait_for()
            take("my-case")
            page.goto(address)
        begin_anew(page)
    page.goto(f"{address}/fragor")
    take("faq")
    page.get_by_role("searchbox").fill(_SEARCHED)
    page.get_by_role("button", name="Sök").click()
    page.locator("a.result__title").first.click()
    take("entry")


def _picture(page: Page, folder: Path, end: str, name: str) -> None:
    # Nothing is pointed at, so nothing is lit up.
    page.mouse.move(0, 0)
    page.screenshot(path=folder / f"{name}-{end}.png", full_page=True)


if __name__ == "__main__":
    main()
