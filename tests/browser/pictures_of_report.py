"""Takes the documentation's pictures of the figures: summary, comparison, a year's report; in a town with years.

python -m tests.browser.pictures_of_report docs/pictures
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import FloatRect, Page

from admin.app import create_app
from admin.demo import STAFF_PASSWORD, DemoPorts, DemoTown, load_town
from admin.sample_years.loading import CONTACTS
from assistant.services import open_services
from knowledge.settings import load
from tests.browser.chat import served
from tests.browser.nystad import EVA
from tests.servers.chromium import browser

# Nothing listens there.
_PORTS = DemoPorts(18000, 11143, 11025, 18010)
_SCREENS = ((1280, 1800), (320, 1800))
# A4 at 96 dots an inch, and the style that shows a printed part as a sheet with its margins.
_SHEET = (794, 1123)
_AS_SHEET = ".main { padding: 68px 60px !important; } .report > :not(#shown) { display: none !important; }"


def main() -> None:
    """The first screens of the summary and the comparison, of the report too, and its summary as an A4 page."""
    folder = Path(sys.argv[1])
    with TemporaryDirectory() as data:
        town = DemoTown(Path(data), _PORTS)
        load_town(town, say=lambda _line: None, contacts=CONTACTS)
        services = open_services(load(town.config, None, town.environment()))
        last = services.clock().year - 1
        with (
            served(create_app(services)) as address,
            browser() as chromium,
            # The style of the sheet is ours and not the page's.
            chromium.new_context(base_url=address, locale="sv-SE", bypass_csp=True) as context,
        ):
            page = context.new_page()
            _log_in(page, "/statistik")
            for width, height in _SCREENS:
                page.set_viewport_size({"width": width, "height": height})
                _screen(page, folder / f"statistics-{width}-light.png")
                page.goto("/statistik/jamfor")
                _screen(page, folder / f"comparison-{width}-light.png", "" if width > 1000 else "section:has(> figure)")
                page.goto("/statistik")
            page.set_viewport_size({"width": 1280, "height": 1500})
            page.goto("/servicematning/1")
            _screen(page, folder / "measurement-1280-light.png")
            page.goto(f"/rapporter/{last}")
            _take(page, folder)
        services.database.close()


def _screen(page: Page, file: Path, part: str = "") -> None:
    """What one sees without scrolling, twice over, as far as the page goes; or the first such part of it alone."""
    page.wait_for_load_state("networkidle")
    if part:
        page.locator(part).first.screenshot(path=file)
        return
    size = page.viewport_size
    assert size is not None
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    clip = FloatRect(x=0, y=0, width=size["width"], height=min(whole, size["height"]))
    page.screenshot(path=file, full_page=True, clip=clip)


def _take(page: Page, folder: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 1800})
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / "report-1280-light.png", clip=FloatRect(x=0, y=0, width=1280, height=1800))
    page.set_viewport_size({"width": _SHEET[0], "height": _SHEET[1]})
    page.emulate_media(media="print")
    page.locator("section:has(> #sammanfattning)").evaluate("one => one.id = 'shown'")
    page.add_style_tag(content=_AS_SHEET)
    page.screenshot(path=folder / "report-a4.png", clip=FloatRect(x=0, y=0, width=_SHEET[0], height=_SHEET[1]))


def _log_in(page: Page, path: str) -> None:
    page.goto(f"/logga-in?next={path}")
    page.get_by_label("E-postadress").fill(EVA)
    page.get_by_label("Lösenord", exact=True).fill(STAFF_PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url(f"**{path}")


if __name__ == "__main__":
    main()
