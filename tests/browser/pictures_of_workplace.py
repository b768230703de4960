"""Takes the documentation's pictures of the workplace in the sample town, in the machine's own Chromium.

python -m tests.browser.pictures_of_workplace docs/pictures
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import FloatRect, Page, expect

from admin.app import create_app
from admin.demo import STAFF_PASSWORD
from tests.browser.chat import served
from tests.browser.nystad import EVA, MAJA, OMAR, SIBLINGS, nystad
from tests.browser.pictures import looks

_HEARD = "säga upp platsen på dagis"
# Each page as most see it; on a phone or in dark where that tells something more.
_TAKEN = {
    "inbox": ("1280-light", "320-light", "320-dark"),
    "case": ("1280-light", "1280-dark", "320-light"),
    "desk": ("1280-light", "1280-dark", "320-light"),
    "settings": ("1280-light", "320-dark"),
}


def main() -> None:
    """A handler's list and case, a guide's desk with an answer, the settings; desktop and 320 px, light and dark."""
    folder = Path(sys.argv[1])
    with TemporaryDirectory() as data, nystad(Path(data)) as town, served(create_app(town.services)) as address:
        case = f"/arenden/{town.numbers[SIBLINGS]}"
        for page, end in looks(folder):
            take = partial(_picture, page, folder, end)
            _as(page, address, MAJA, "/arenden")
            take("inbox")
            page.goto(f"{address}{case}")
            take("case")
            _as(page, address, OMAR, "/svarsstod")
            _desk(page, take)
            _as(page, address, EVA, "/installningar")
            take("settings")


def _as(page: Page, address: str, email: str, path: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/logga-in?next={path}")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"**{path}")


def _desk(page: Page, take: Callable[[str], None]) -> None:
    page.keyboard.type(_HEARD)
    expect(page.locator(".desk__aloud")).to_contain_text("e-tjänsten")
    take("desk")


def _picture(page: Page, folder: Path, end: str, name: str) -> None:
    if end not in _TAKEN[name]:
        return
    # What one sees without scrolling, twice over: a whole page of many forms would be too small to read.
    width, height = (1280, 1800) if end.startswith("1280") else (320, 1280)
    page.mouse.move(0, 0)
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    clip = FloatRect(x=0, y=0, width=width, height=min(whole, height))
    page.screenshot(path=folder / f"{name}-{end}.png", full_page=True, clip=clip)


if __name__ == "__main__":
    main()
