"""The residents' pages in English and Finnish, in a real browser: readable by all, and changed without a loss."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.assistant.chat.site import ANSWER, CLEAR, OWN_CASE
from tests.browser.chat import opened
from tests.browser.looks import faults_in_all_looks


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """The chat, in a browser that prefers Swedish, with scripts and without."""
    with chromium.new_context(base_url=address, java_script_enabled=request.param) as context:
        yield opened(context)


@pytest.mark.parametrize(
    ("locale", "send", "field"), [("en-GB", "Send", "E-mail address"), ("fi-FI", "Lähetä", "Sähköpostiosoite")]
)
def test_a_browser_in_another_language_goes_the_whole_way(
    chromium: Browser, address: str, locale: str, send: str, field: str
) -> None:
    """From the first page over an answer to a case, all in its language, which is what `html` says."""
    with chromium.new_context(base_url=address, locale=locale) as context:
        page = opened(context)
        assert page.locator("html").get_attribute("lang") == locale[:2]
        assert faults_in_all_looks(page) == []
        page.locator("#fraga").fill(CLEAR)
        page.get_by_role("button", name=send, exact=True).click()
        expect(page.locator("[lang=sv]").get_by_text(ANSWER)).to_be_visible()
        assert faults_in_all_looks(page) == []
        page.locator("#fraga").fill(OWN_CASE)
        page.get_by_role("button", name=send, exact=True).click()
        expect(page.get_by_label(field)).to_be_visible()
        assert faults_in_all_looks(page) == []
        page.goto("/fragor")
        assert faults_in_all_looks(page) == []


def test_the_switch_is_there_for_the_keyboard_and_each_language_names_itself(page: Page) -> None:
    """Three links, each in its own language, of which one is the page's; and Enter on it is enough."""
    links = page.get_by_role("navigation", name="Språk").get_by_role("link")
    expect(links).to_have_text(["Svenska", "English", "Suomi"])
    assert [link.get_attribute("lang") for link in links.all()] == ["sv", "en", "fi"]
    assert [link.get_attribute("aria-current") for link in links.all()] == ["true", None, None]
    links.nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.locator("html[lang=fi]")).to_be_attached()
    page.get_by_role("navigation", name="Kieli").get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ask your question")


def test_the_switch_keeps_what_was_asked_in_the_address(page: Page) -> None:
    """The list of answers stays the same list."""
    page.goto("/fragor?q=köplats")
    links = page.locator("#lista a[lang=sv]")
    before = links.all_inner_texts()
    assert before
    page.get_by_role("link", name="English").click()
    expect(page.locator("html[lang=en]")).to_be_attached()
    assert page.locator("#lista a[lang=sv]").all_inner_texts() == before


def test_what_was_typed_is_kept_when_the_language_changes(chromium: Browser, address: str) -> None:
    """A half-written question is in the field of the other language's page, counted; once, and on no other page."""
    with chromium.new_context(base_url=address) as context:
        page = opened(context)
        page.locator("#fraga").fill("Hur säger jag")
        page.get_by_role("link", name="English").click()
        expect(page.locator("html[lang=en]")).to_be_attached()
        expect(page.locator("#fraga")).to_have_value("Hur säger jag")
        expect(page.get_by_text("1,987 characters left")).to_be_visible()
        page.locator("#fraga").fill("")
        page.reload()
        expect(page.locator("#fraga")).to_have_value("")
