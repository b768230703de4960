"""The figures in a real browser: from the summary to a measure to the contacts behind it, readable by all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from assistant.services import Services
from knowledge.organisation import Role
from tests.admin.figures.history import History, at
from tests.admin.workplace import Workplace
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in
from tests.fakes import Clock

__all__ = ["address"]


@pytest.fixture
def workplace(town: Services, clock: Clock) -> Workplace:
    """The small town with an administrator and some answered contacts of two departments."""
    made = Workplace(town, clock)
    history = History(made.services)
    for day in range(4, 9):
        asked = history.contact(f"2026-05-{day:02d}T10:00", "Plats", due=f"2026-05-{day:02d}T16:00")
        history.handed_over(asked, f"2026-05-{day:02d}T10:00")
        history.answered(asked, f"2026-05-{day:02d}T12:00" if day < 8 else "2026-05-20T12:00")
        park = history.contact(f"2026-0{day - 3}-07T09:00", "Park", department="Gator och park")
        history.answered(park, f"2026-0{day - 3}-08T10:0{day}", 0)
    made.clock.now = at("2026-06-03T10:00")
    history.refresh("2026-06-03T10:00")
    made.staff("Ada", Role.ADMINISTRATOR)
    return made


def test_from_the_summary_to_the_contacts(tab: Page) -> None:
    """Two presses from every measure to its contacts; each page is readable in every look; picture and file come."""
    log_in(tab, "Ada", "/statistik")
    assert faults_in_all_looks(tab) == []
    expect(tab.get_by_role("img")).to_have_js_property("complete", True)
    assert tab.get_by_role("img").evaluate("picture => picture.naturalWidth") > 0
    tab.get_by_role("link", name="Besvarat inom 2 arbetsdagar").click()
    expect(tab.get_by_role("heading", name="Så räknas det")).to_be_visible()
    assert faults_in_all_looks(tab) == []
    with tab.expect_download() as loaded:
        tab.get_by_role("link", name="Ladda ner som Excel").click()
    assert loaded.value.suggested_filename == "statistik-svarstid-2026-05.xlsx"
    tab.get_by_role("link", name="Veckodag och timme").click()
    expect(tab.get_by_role("heading", name="Veckodag och timme", level=1)).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.locator("td a").first.click()
    expect(tab.get_by_role("heading", name="Tors 09–10", level=1)).to_be_visible()
    expect(tab.get_by_role("link", name=re.compile("2026-0000"))).to_be_visible()
    assert faults_in_all_looks(tab) == []


def test_a_month_is_frozen_and_thawed(tab: Page) -> None:
    """From the figures to the months; what can be done with one is readable before and after."""
    log_in(tab, "Ada", "/statistik")
    tab.get_by_role("link", name="Månaderna: frys").click()
    expect(tab.get_by_role("heading", name="Statistikens månader")).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("link", name="Maj 2026").click()
    tab.get_by_role("button", name="Frys").click()
    expect(tab.get_by_text("Månaden är fryst. Rättelser visas bredvid.")).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("button", name="Tina").click()
    expect(tab.get_by_role("button", name="Ångra: frys som förut")).to_be_visible()
    assert faults_in_all_looks(tab) == []
