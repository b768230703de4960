"""The chat on another website, in a real browser: by keyboard, for all, kept apart from it, remembered, and refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page, expect

from assistant.services import Services
from tests.assistant.chat.site import ANSWER, CLEAR
from tests.browser.framing import OPEN_ROOTS, OTHER_SITE, town_website
from tests.browser.looks import in_each_look, sideways
from tests.servers.certificates import make_certificate
from tests.servers.chromium import axe_violations


@pytest.fixture
def website(services: Services) -> Iterator[str]:
    """The town's website, with a strict policy and a style that would spoil whatever it reaches."""
    with town_website(services) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, website: str) -> Iterator[Page]:
    """The website's first page, on a wide screen."""
    with chromium.new_context(base_url=website, viewport={"width": 1280, "height": 900}) as context:
        context.add_init_script(OPEN_ROOTS)
        page = context.new_page()
        page.goto("/")
        yield page


def chat(page: Page) -> FrameLocator:
    """What is inside the frame."""
    return page.frame_locator("iframe")


def the_frame(page: Page) -> Frame:
    """The frame that the chat is in."""
    return next(frame for frame in page.frames if "/widget/" in frame.url)


def open_chat(page: Page) -> None:
    """Press the button, and wait for the focus to be in the chat: where one writes, or at what is to be read first."""
    page.get_by_role("button", name="Fråga kommunen").click()
    expect(chat(page).locator(":is(#fraga, #senaste, #innehall):focus")).to_have_count(1)


def test_by_keyboard_and_back(page: Page) -> None:
    """Tab to the button, Enter, write, send, Esc from inside the frame: the focus is on the button again."""
    button = page.get_by_role("button", name="Fråga kommunen")
    for _ in range(10):
        page.keyboard.press("Tab")
        if button.evaluate("element => element.getRootNode().activeElement === element"):
            break
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(chat(page).locator("#fraga")).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    dialog = page.get_by_role("dialog", name="Fråga kommunen")
    expect(dialog).to_be_visible()
    assert dialog.get_attribute("id") == button.get_attribute("aria-controls")
    page.keyboard.type(CLEAR)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(chat(page).get_by_role("log")).to_contain_text(ANSWER)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(chat(page).locator("#senaste")).to_be_focused()
    page.get_by_role("button", name="Stäng").focus()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_the_conversation_is_there_on_the_next_page(page: Page) -> None:
    """The website is left for another of its pages; the chat goes on, and its links open outside the frame."""
    open_chat(page)
    chat(page).locator("#fraga").fill(CLEAR)
    chat(page).get_by_role("button", name="Skicka", exact=True).click()
    expect(chat(page).get_by_role("log")).to_contain_text(ANSWER)
    page.get_by_role("link", name="Bygga och bo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bygga och bo")
    open_chat(page)
    expect(chat(page).get_by_role("log")).to_contain_text(ANSWER)
    page.context.route("https://www.prov.example/**", lambda route: route.fulfill(body="Elsewhere"))
    with page.expect_popup() as elsewhere:
        chat(page).get_by_role("link", name="E-tjänst: Säg upp plats").click()
    expect(elsewhere.value.get_by_text("Elsewhere")).to_be_visible()
    assert "/widget/" in the_frame(page).url


def test_everybody_can_use_it(page: Page) -> None:
    """WCAG 2.2 A and AA hold for the website with the widget and the chat in it, in all looks; nothing is cut off."""
    for width, scheme in in_each_look(page, height=640):
        page.reload()
        assert axe_violations(page) == [], (width, scheme, "closed")
        open_chat(page)
        assert axe_violations(page) == [], (width, scheme, "open")
        frame = the_frame(page)
        assert axe_violations(frame) == [], (width, scheme, "inside")
        assert sideways(frame) == 0, (width, scheme)
        box = page.get_by_role("dialog").bounding_box()
        assert box is not None
        assert box["width"] == (320 if width == 320 else 440)
        assert (box["height"] == 640) == (width == 320)


def test_a_small_screen_holds_the_focus(page: Page) -> None:
    """Where the chat covers the page, Tab never comes to what lies behind it."""
    page.set_viewport_size({"width": 320, "height": 640})
    open_chat(page)
    expect(chat(page).get_by_text("automatiska assistent")).to_be_in_viewport()
    assert page.get_by_role("dialog").evaluate("element => element.matches(':modal')")
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main, header')") is None
    page.set_viewport_size({"width": 1280, "height": 800})
    page.reload()
    open_chat(page)
    assert not page.get_by_role("dialog").evaluate("element => element.matches(':modal')")


def test_neither_style_reaches_the_other(page: Page) -> None:
    """The website's rules for buttons, dialogs, frames and div change nothing of ours, nor ours of its own."""
    read = "(element, name) => getComputedStyle(element)[name]"
    before = page.locator("h1").evaluate(read, "fontFamily")
    open_chat(page)
    for element in (
        page.get_by_role("button", name="Fråga kommunen"),
        page.get_by_role("dialog"),
        page.locator("iframe"),
    ):
        assert element.evaluate(read, "borderTopStyle") != "dotted"
        assert element.evaluate(read, "opacity") == "1"
    assert page.locator("[data-forstalinjen]").evaluate(read, "transform") == "none"
    assert page.locator("h1").evaluate(read, "fontFamily") == before


def test_a_strict_website_has_nothing_to_complain_of(chromium: Browser, website: str) -> None:
    """A policy that allows our origin for scripts and frames, and no more; and nobody can look into the widget."""
    with chromium.new_context(base_url=website) as context:
        complaints = list[str]()
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/")
        page.locator("[data-forstalinjen]").wait_for(state="attached")
        assert page.locator("[data-forstalinjen]").evaluate("element => element.shadowRoot") is None
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.hasAttribute('data-forstalinjen')"):
                break
        with page.expect_event("framenavigated", lambda frame: "/widget/" in frame.url) as opened:
            page.keyboard.press("Enter")
        frame = opened.value
        expect(frame.locator("#innehall")).to_be_focused()
        assert complaints == []


def test_a_website_that_is_not_on_the_list_gets_nothing(chromium: Browser, services: Services) -> None:
    """The browser refuses the frame; the visitor is told, with a way to the chat in a window of its own."""
    with town_website(services, listed=False) as website, chromium.new_context(base_url=website) as context:
        context.add_init_script(OPEN_ROOTS)
        page = context.new_page()
        page.goto("/")
        page.get_by_role("button", name="Fråga kommunen").click()
        expect(page.get_by_text("Chatten går inte att visa här.")).to_be_visible()
        expect(page.locator("iframe")).to_be_hidden()
        assert not [frame for frame in page.frames if "/widget" in frame.url]
        with page.expect_popup() as own:
            page.get_by_role("link", name="Öppna chatten i ett eget fönster").click()
        expect(own.value.locator("#fraga")).to_be_visible()


def test_on_another_site_over_tls_it_is_remembered(chromium: Browser, services: Services, tmp_path: Path) -> None:
    """The frame's cookie is a third party's there, and kept because it is divided by the website around it."""
    certificate = make_certificate(tmp_path)
    tls = SSLContext(PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate.cert_file, certificate.key_file)
    with (
        town_website(services, OTHER_SITE, tls=tls) as website,
        chromium.new_context(base_url=website, ignore_https_errors=True) as context,
    ):
        context.add_init_script(OPEN_ROOTS)
        page = context.new_page()
        page.goto("/")
        open_chat(page)
        expect(chat(page).locator("#ingen-kaka")).to_be_hidden()
        chat(page).locator("#fraga").fill(CLEAR)
        chat(page).get_by_role("button", name="Skicka", exact=True).click()
        expect(chat(page).get_by_role("log")).to_contain_text(ANSWER)
        page.goto("/bygga.html")
        open_chat(page)
        expect(chat(page).get_by_role("log")).to_contain_text(ANSWER)


def test_a_browser_that_keeps_no_cookie_there_says_so(chromium: Browser, services: Services) -> None:
    """Before anything is written; the chat in a window of its own works."""
    with town_website(services, OTHER_SITE) as website, chromium.new_context(base_url=website) as context:
        context.add_init_script(OPEN_ROOTS)
        page = context.new_page()
        page.goto("/")
        open_chat(page)
        expect(chat(page).locator("#ingen-kaka")).to_be_visible()
        with page.expect_popup() as own:
            chat(page).get_by_role("link", name="Öppna chatten i ett eget fönster").click()
        own.value.locator("#fraga").fill(CLEAR)
        own.value.get_by_role("button", name="Skicka", exact=True).click()
        expect(own.value.get_by_role("log")).to_contain_text(ANSWER)
