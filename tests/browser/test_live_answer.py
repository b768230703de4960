"""Waiting for a person in a real browser: what the handler writes comes by itself."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.assistant.chat.site import OWN_CASE, Site
from tests.browser.chat import ask


def test_a_live_answer_is_seen_without_doing_anything(page: Page, site: Site) -> None:
    """A handler replies, and it stands in the log; what was being written and the focus are left alone."""
    ask(page, OWN_CASE)
    expect(page.locator("#arende")).to_be_visible()
    page.locator("#fraga").fill("Jag skriver just nu")
    page.locator("#fraga").focus()
    site.answer_as_staff("Du överklagar till oss.")
    expect(page.get_by_role("log")).to_contain_text("Du överklagar till oss.")
    expect(page.locator("#fraga")).to_have_value("Jag skriver just nu")
    expect(page.locator("#fraga")).to_be_focused()
    expect(page.locator("#arende-lage")).to_contain_text("Du har fått svar")
