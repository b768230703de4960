"""An editor writes an answer in a real browser: live preview, by keyboard and without scripts, wide and narrow."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from assistant.services import Services
from knowledge.organisation import Department, Role
from tests.admin.workplace import Workplace
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in
from tests.factories import add_entry
from tests.fakes import Clock

__all__ = ["address"]


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """A department with one published entry, and its editor."""
    made = Workplace(services, clock)
    made.staff("Elsa", Role.EDITOR, groups=(made.group("Placering"),))
    with services.database.transaction() as session:
        department = session.scalars(select(Department)).one()
        add_entry(session, department, "Hur söker jag plats?", number="FSK-01", steps=["Logga in."])
    return made


def opened(page: Page) -> Page:
    """The entry's editor page, with its editor logged in by the form."""
    log_in(page, "Elsa", "/svarsposter")
    page.get_by_role("link", name="FSK-01").click()
    page.get_by_role("link", name="Skriv om").click()
    expect(page.get_by_role("heading", name="Skriv om svaret")).to_be_visible()
    return page


def test_an_answer_is_written_seen_refused_saved_and_translated(tab: Page) -> None:
    """While one types the preview follows, in the look that was chosen; every state can be read by all."""
    page = opened(tab)
    assert faults_in_all_looks(page) == []
    page.get_by_label("Svar", exact=True).fill("**Sök** i e-tjänsten. Det erfordras e-legitimation.")
    expect(page.locator(".look--chat strong", has_text="Sök")).to_be_visible()
    expect(page.get_by_text("erfordras: behövs")).to_be_visible()
    page.get_by_label("I mejl").check()
    expect(page.get_by_label("Mejlet")).to_contain_text("Sök i e-tjänsten. Det erfordras e-legitimation.")
    page.get_by_label("Svar", exact=True).fill("<script>alert(1)</script>")
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.get_by_role("alert")).to_contain_text("Rad 1: HTML-kod tas inte emot")
    assert faults_in_all_looks(page) == []
    page.get_by_label("Svar", exact=True).fill("**Sök** i e-tjänsten.")
    page.get_by_role("button", name="Spara och skicka för godkännande").press("Enter")
    expect(page.get_by_text("Sparat och skickat för godkännande.")).to_be_visible()
    page.get_by_role("link", name="Översättningar").click()
    page.get_by_role("link", name="arabiska").click()
    page.get_by_label("Fråga", exact=True).fill("كيف أتقدم بطلب؟")
    page.get_by_label("Svar", exact=True).fill("عبر **الخدمة**")
    page.get_by_role("button", name="Spara utkast").click()
    expect(page.get_by_role("button", name="Godkänn det sparade utkastet")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Godkänn det sparade utkastet").click()
    expect(page.get_by_text("godkänd", exact=True)).to_be_visible()


def test_without_scripts_a_button_shows_how_it_becomes(chromium: Browser, address: str) -> None:
    """The whole page again with what was typed, the preview and more rows for links; nothing is saved."""
    with chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=False) as context:
        page = opened(context.new_page())
        page.get_by_label("Svar", exact=True).fill("**Ring** oss.")
        page.get_by_role("button", name="Visa hur det blir").click()
        expect(page.locator(".look--chat strong", has_text="Ring")).to_be_visible()
        expect(page.get_by_label("Svar", exact=True)).to_have_value("**Ring** oss.")
        rows = page.get_by_label("adress").count()
        page.get_by_label("Länk 1, titel").fill("Avgifter")
        page.get_by_role("button", name="Fler rader för länkar").click()
        expect(page.get_by_label("Länk 1, titel")).to_have_value("Avgifter")
        assert page.get_by_label("adress").count() > rows
