"""Waiting for a person and one's own case in a real browser: keyboard, no JavaScript, axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.assistant.chat.site import CLEAR, DANGER, OWN_CASE, Site
from tests.browser.chat import ask, opened, tab_to
from tests.browser.looks import faults_in_all_looks

PHONE = "070-123 45 67"


def own_page(page: Page, question: str, site: Site) -> None:
    """Ask, and open the page of the case."""
    ask(page, question)
    expect(page.locator("#senaste")).to_contain_text("Assistenten")
    page.goto(f"/arende/{site.only_case().code}")


@pytest.mark.parametrize("question", [CLEAR, OWN_CASE, DANGER])
def test_one_s_own_case_can_be_read_by_all(chromium: Browser, address: str, site: Site, question: str) -> None:
    """WCAG 2.2 A and AA hold, and nothing scrolls sideways, narrow and wide, light and dark."""
    with chromium.new_context(base_url=address) as context:
        page = opened(context)
        own_page(page, question, site)
        assert faults_in_all_looks(page) == []


def test_the_way_without_javascript(chromium: Browser, address: str, site: Site) -> None:
    """A call is asked for, the reply is fetched by a link, and the case has its own page with more to say."""
    with chromium.new_context(base_url=address, java_script_enabled=False) as context:
        page = opened(context)
        ask(page, OWN_CASE)
        page.locator("summary", has_text="Vill du bli uppringd?").click()
        page.get_by_label("Telefonnummer").fill(PHONE)
        page.get_by_role("button", name="Ring mig").click()
        expect(page.get_by_text(f"Vi ringer dig på {PHONE}")).to_be_visible()
        site.answer_as_staff("Du överklagar till oss.")
        page.get_by_role("link", name="Visa nya svar").click()
        expect(page.get_by_role("log")).to_contain_text("Du överklagar till oss.")
        page.get_by_role("link", name="Öppna ditt ärende på en egen sida").click()
        page.get_by_label("Lägg till något").fill("Tack, en sak till.")
        page.get_by_role("button", name="Skicka", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("finns nu i ärendet")


def test_a_chat_is_taken_back_by_keyboard(page: Page, site: Site) -> None:
    """With Tab and Enter alone, after being asked; then its address leads nowhere."""
    own_page(page, CLEAR, site)
    address = page.url
    tab_to(page, "a", "Ta bort samtalet")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Vill du ta bort samtalet?")).to_be_visible()
    tab_to(page, "button", "Ja, ta bort samtalet")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Samtalet är borttaget.")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sidan finns inte")
