"""The look in a real browser: a town's colours, high contrast, paper, the keyboard, and lines that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from admin.demo import SAMPLES
from assistant.services import Services
from knowledge.look_settings import ColourSettings, LookSettings
from tests.assistant.chat.site import ANSWER, CLEAR, Site
from tests.browser.chat import served
from tests.browser.looks import faults_in_all_looks, in_each_look
from tests.servers.chromium import axe_violations

PAGES = ("/", "/logga-in", "/finns-inte")


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    """A town with a logo and a purple accent, which says nothing about dark mode."""
    look = LookSettings(logo=SAMPLES / "logo.svg", light=ColourSettings(accent="#6b2c91"))
    site = Site(replace(services, settings=replace(services.settings, look=look)))
    with served(site.app) as address:
        yield address


@pytest.fixture
def page(tab: Page) -> Page:
    """A tab with nothing in it yet."""
    return tab


def answered(page: Page) -> None:
    """The chat with an answer in it."""
    page.goto("/")
    page.locator("#fraga").fill(CLEAR)
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_role("log")).to_contain_text(ANSWER)


def style(page: Page, selector: str, name: str) -> str:
    """What the browser makes of one property of the first such element."""
    return str(page.locator(selector).first.evaluate("(element, name) => getComputedStyle(element)[name]", name))


@pytest.mark.parametrize("path", PAGES)
def test_a_towns_colours_can_be_read_by_all(page: Page, path: str) -> None:
    """Its accent, and the one made of it for dark mode, hold WCAG 2.2 AA, and the logo shows; nothing is cut off."""
    page.goto(path)
    assert faults_in_all_looks(page) == []
    for _, scheme in in_each_look(page):
        assert page.locator(".header__logo").evaluate("image => image.naturalWidth") > 0, scheme
        accent = "rgb(107, 44, 145)" if scheme == "light" else "rgb(196, 171, 211)"
        assert style(page, ".button", "backgroundColor") == accent


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_contrast_is_given_where_it_is_asked_for(chromium: Browser, address: str, scheme: str) -> None:
    """Quiet words get the full ink, and every edge too."""
    with chromium.new_context(
        base_url=address, contrast="more", color_scheme="dark" if scheme == "dark" else "light"
    ) as context:
        page = context.new_page()
        answered(page)
        ink = style(page, "body", "color")
        assert style(page, ".field__hint", "color") == ink
        assert style(page, ".card", "borderTopColor") == ink
        assert axe_violations(page) == []


def test_forced_colours_keep_edges_and_controls(chromium: Browser, address: str) -> None:
    """In high contrast mode cards, messages and buttons have an edge, and the focus shows in the system's colour."""
    with chromium.new_context(base_url=address, forced_colors="active") as context:
        page = context.new_page()
        answered(page)
        for selector in (".card", ".message--resident", ".message--answer", "button.button", "textarea"):
            assert style(page, selector, "borderTopStyle") == "solid", selector
            assert float(style(page, selector, "borderTopWidth").removesuffix("px")) >= 1, selector
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("address_of_page", PAGES)
def test_the_focus_is_always_seen(page: Page, address_of_page: str) -> None:
    """From the skip link to the last link each thing that Tab reaches is in view, and has a line of 2 px or more."""
    page.goto(address_of_page)
    # Some pages put the focus into their first field; Tab begins from the top here.
    page.locator(".skip").focus()
    seen = list[str]()
    while True:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        seen.append(page.evaluate("document.activeElement.outerHTML"))
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2, seen[-1]
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0, seen[-1]
        assert len(seen) < 60
    assert len(seen) > 3


def test_the_skip_link_leads_to_the_content(page: Page) -> None:
    """Hidden until Tab reaches it, seen then, and Enter goes past the header."""
    page.goto("/")
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_on_paper_there_are_no_controls_and_no_night(page: Page) -> None:
    """Printed from dark mode the answer is black on white, without forms and navigation, with links written out."""
    answered(page)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.locator("#fraga")).to_be_hidden()
    expect(page.locator(".languages")).to_be_hidden()
    assert style(page, "body", "color") == "rgb(0, 0, 0)"
    assert style(page, "body", "backgroundColor") == "rgb(255, 255, 255)"
    link = page.get_by_role("link", name="E-tjänst: Säg upp plats")
    assert "https://www.prov.example/sag-upp" in link.evaluate(
        "element => getComputedStyle(element, '::after').content"
    )


def test_lines_are_short_enough_to_read(page: Page) -> None:
    """No paragraph is wider than 65 signs, however wide the window."""
    page.set_viewport_size({"width": 1920, "height": 1080})
    answered(page)
    widths = page.evaluate(
        """() => {
            const ruler = document.createElement("span");
            document.querySelector("main").append(ruler);
            ruler.style.cssText = "display: inline-block; width: 65ch";
            return [...document.querySelectorAll("main p")].map(
                (paragraph) => paragraph.getBoundingClientRect().width / ruler.getBoundingClientRect().width);
        }"""
    )
    assert widths
    assert max(widths) <= 1.01
