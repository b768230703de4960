"""The residents' survey in a real browser: from an answer in the chat to thanks, by keyboard, without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.assistant.chat.site import CLEAR
from tests.browser.chat import ask, opened
from tests.browser.looks import faults_in_all_looks


def test_an_answer_is_graded_and_every_state_can_be_read(page: Page) -> None:
    """The invitation, the questions, what is missing, thanks; the whole way by keyboard."""
    ask(page, CLEAR)
    invitation = page.get_by_role("link", name="Till frågorna")
    expect(invitation).to_be_visible()
    assert faults_in_all_looks(page) == []
    invitation.press("Enter")
    expect(page.get_by_role("heading", name="Hur gick det?", level=1)).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Skicka svaret").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Något saknas")
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Fråga 1: välj ett av svaren.").press("Enter")
    expect(page.get_by_label("Ja, jag fick svar")).to_be_focused()
    page.keyboard.press("Space")
    # From group to group; the arrows choose within one.
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    clear, easy = page.get_by_role("group", name="Hur tydligt"), page.get_by_role("group", name="Hur lätt")
    expect(clear.get_by_label("4 – Ganska tydligt")).to_be_checked()
    expect(easy.get_by_label("5 – Mycket lätt")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tack för ditt svar")).to_be_visible()
    assert faults_in_all_looks(page) == []


def test_it_works_without_javascript(chromium: Browser, address: str) -> None:
    """From the case's own page, by forms alone."""
    with chromium.new_context(base_url=address, java_script_enabled=False, locale="sv-SE") as context:
        page = opened(context)
        ask(page, CLEAR)
        page.get_by_role("link", name="Till frågorna").click()
        page.get_by_label("Ja, men jag fick inget svar").check()
        page.get_by_role("button", name="Skicka svaret").click()
        expect(page.get_by_role("heading", name="Tack för ditt svar")).to_be_visible()
