"""The four looks in which everybody must be able to read a page: wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Frame, Page

from tests.servers.chromium import axe_violations

# The narrow ones last: a flow that is checked on its way goes on as on a phone, where least is in view.
LOOKS = [(width, scheme) for width in (1280, 320) for scheme in ("light", "dark")]


def in_each_look(page: Page, height: int = 800) -> Iterator[tuple[int, str]]:
    """Give the page each look in turn, without anything that moves; yields its width (px) and scheme."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        yield width, scheme


def faults_in_all_looks(page: Page) -> list[str]:
    """What keeps somebody from reading the page, a line each: WCAG 2.2 A and AA, width, title, first heading.

    A press does not wait for the page that it leads to: `expect` something of that page before asking for its faults.
    """
    page.wait_for_load_state()
    faults = [f"{width} px, {scheme}: {fault}" for width, scheme in in_each_look(page) for fault in _faults(page)]
    if not page.title().partition(" – ")[2]:
        faults.append(f"The title does not say whose the page is: {page.title()}")
    if (headings := page.locator("h1").count()) != 1:
        faults.append(f"{headings} headings of the first level")
    return faults


def sideways(page: Page | Frame) -> int:
    """How many pixels of the page or frame lie outside the window's width."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def _faults(page: Page) -> list[str]:
    over = sideways(page)
    return [*axe_violations(page), *([f"{over} px outside the window"] if over else [])]
