"""The inbox's lists in a real browser: readable by all, cards on a phone, and renewed under one's hands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.cases.case import Status
from assistant.engine.answer import Channel
from assistant.services import Services
from knowledge.organisation import Role
from tests.admin.workplace import NOW, Workplace
from tests.browser.chat import tab_to
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in
from tests.fakes import Clock

__all__ = ["address"]

HOUR = timedelta(hours=1)
# The page asks every twentieth second; a test does not wait so long.
AT_ONCE = """() => {
  const later = window.setTimeout.bind(window);
  window.setTimeout = (act, wait, ...rest) => later(act, Math.min(wait, 200), ...rest);
}"""


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """Anna's group with cases of many kinds."""
    made = Workplace(services, clock)
    group = made.group("Placering och köhantering")
    made.staff("Anna", Role.HANDLER, Role.FIRST_LINE, groups=(group,))
    made.case("Plats i förskola", group, due=NOW + 28 * HOUR, email="eva@hem.example", name="Eva Ekström")
    made.case("Försenad fråga om en mycket lång rubrik som inte får plats på en rad", group, due=NOW - 3 * HOUR)
    made.case("", group, due=NOW + HOUR, confidential=True, channel=Channel.CHAT)
    made.case("Väntar", group, status=Status.WAITING, email="en.mycket.lang.adress.som.inte.far.plats@hem.example")
    for number in range(60):
        made.case(f"Stängd {number}", group, status=Status.CLOSED)
    return made


@pytest.fixture
def page(tab: Page) -> Page:
    """The inbox of Anna."""
    log_in(tab, "Anna")
    return tab


def standing_in_words(page: Page) -> None:
    """Every case says how it stands in words."""
    standing = re.compile("öppet|väntar på medborgaren|stängt")
    for signs in page.locator(".cases__signs").all()[:5]:
        expect(signs).to_have_text(standing)


def test_every_list_is_readable_and_fits(page: Page) -> None:
    """Each list, the filters, what is found, and what is not."""
    assert faults_in_all_looks(page) == []
    standing_in_words(page)
    for name in ("Försenade", "Väntar på medborgaren", "Stängda", "Förslag att godkänna"):
        page.get_by_role("navigation", name="Listor").get_by_role("link", name=name).click()
        expect(page.locator("[aria-current=page]", has_text=name)).to_be_visible()
        assert faults_in_all_looks(page) == []
        standing_in_words(page)
    page.get_by_text("Filtrera", exact=True).click()
    page.get_by_label("Kanal").select_option(label="chatt")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_text("Inget ärende stämmer.")).to_be_visible()
    expect(page.get_by_label("Kanal")).to_have_value("chat")
    assert faults_in_all_looks(page) == []
    standing_in_words(page)
    page.get_by_label("Sök bland alla ärenden").fill("Ekström")
    page.get_by_label("Kanal").select_option(label="Alla")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.get_by_role("heading", name="Sökresultat")).to_be_visible()
    expect(page.get_by_role("link", name="Plats i förskola", exact=True)).to_be_visible()
    assert faults_in_all_looks(page) == []
    standing_in_words(page)


def test_an_open_list_renews_itself_and_leaves_the_focus(chromium: Browser, address: str, workplace: Workplace) -> None:
    """A new case comes into the list by itself; focus, scrolling and what is being typed stay."""
    with chromium.new_context(base_url=address, viewport={"width": 1280, "height": 500}, locale="sv-SE") as context:
        context.add_init_script(f"({AT_ONCE})()")
        page = context.new_page()
        log_in(page, "Anna")
        page.get_by_label("Sök bland alla ärenden").fill("halvskriv")
        link = page.get_by_role("link", name="Plats i förskola", exact=True)
        link.focus()
        page.evaluate("window.scrollTo(0, 120)")
        workplace.case("Alldeles ny", 1, due=NOW + 2 * HOUR)
        expect(page.get_by_role("link", name="Alldeles ny")).to_be_visible()
        expect(page.get_by_text("Listan är uppdaterad.")).to_have_count(1)
        expect(link).to_be_focused()
        expect(page.get_by_label("Sök bland alla ärenden")).to_have_value("halvskriv")
        assert page.evaluate("window.scrollY") == 120


def test_a_list_whose_login_has_ended_leads_to_the_login(chromium: Browser, address: str) -> None:
    """Nothing of the login page is put into the list: the page itself goes there."""
    with chromium.new_context(base_url=address, locale="sv-SE") as context:
        context.add_init_script(f"({AT_ONCE})()")
        page = context.new_page()
        log_in(page, "Anna")
        context.clear_cookies()
        expect(page.get_by_role("heading", name="Logga in")).to_be_visible()
        assert "/logga-in?next=" in page.url


def test_search_and_lists_by_keyboard(chromium: Browser, address: str) -> None:
    """From the search field to a case with Tab and Enter alone."""
    with chromium.new_context(base_url=address, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "Anna")
        tab_to(page, "#sok")
        page.keyboard.type("Ekström")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Sökresultat")).to_be_visible()
        tab_to(page, ".cases__name")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert "/arenden/2026-" in page.url
