"""The reports in a real browser: a year that is read, written in, printed on A4, and followed by a plan."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.admin.reports.planned import an_action
from tests.admin.workplace import Workplace
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in
from tests.browser.test_statistics_page import workplace

__all__ = ["address", "workplace"]

# A4 between its margins, in CSS pixels (1 mm is 96/25.4 of them): what one page can hold.
PAGE_WIDTH, PAGE_HEIGHT = 672, 978
UNPRINTED = re.compile("nav|form|button")


def test_a_year_is_read_written_in_and_printed(tab: Page) -> None:
    """From the figures to the report, each page readable in every look; on paper A4, whole pictures and no controls."""
    log_in(tab, "Ada", "/statistik")
    tab.get_by_role("link", name="Årsrapporter").click()
    expect(tab.get_by_role("heading", name="Årsrapporter", level=1)).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("link", name="Läs rapporten för 2026").click()
    expect(tab.get_by_role("heading", name="Årsrapport 2026", level=1)).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("link", name="Ändra texterna").click()
    tab.get_by_label("Styrkor").fill("Vi svarar alla.")
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("button", name="Spara").click()
    expect(tab.get_by_text("Vi svarar alla.")).to_be_visible()
    check_paper(tab)


def check_paper(tab: Page) -> None:
    """What is printed from a dark telephone: A4 pages; pictures that are loaded, light and smaller than a page."""
    tab.wait_for_load_state("networkidle")
    pdf = tab.pdf(prefer_css_page_size=True)
    boxes = set(re.findall(rb"/MediaBox \[([0-9. ]+)\]", pdf))
    assert {tuple(round(float(one)) for one in box.split()) for box in boxes} == {(0, 0, 595, 842)}
    assert 8 < len(re.findall(rb"/Type /Page\b", pdf)) < 30
    tab.set_viewport_size({"width": PAGE_WIDTH, "height": PAGE_HEIGHT})
    tab.emulate_media(media="print", color_scheme="dark")
    assert [one for one in shown_tags(tab) if UNPRINTED.fullmatch(one)] == []
    pictures = tab.locator("figure img:visible").all()
    assert len(pictures) > 5
    for picture in pictures:
        found = picture.evaluate(
            """one => {
                const box = one.closest("figure").getBoundingClientRect();
                const kept = getComputedStyle(one.closest("figure")).breakInside;
                return [one.complete && one.naturalWidth > 0, box.width, box.height, kept, one.currentSrc];
            }"""
        )
        loaded, width, height, kept, source = found
        assert (loaded, kept) == (True, "avoid")
        assert width <= PAGE_WIDTH
        assert 50 < height < PAGE_HEIGHT / 2
        assert "mork" not in source


def shown_tags(tab: Page) -> list[str]:
    """The tags of everything that takes up room."""
    return list(
        tab.evaluate("""[...document.body.querySelectorAll("*")]
            .filter(one => one.getClientRects().length && one.getBoundingClientRect().height > 1)
            .map(one => one.localName)""")
    )


def test_an_action_is_planned_and_closed(tab: Page, workplace: Workplace) -> None:
    """The plan, a form with what is wrong, an action and its end: readable in every look."""
    an_action(workplace, "ada@provkoping.example", goal="Snabbare", day="2026-05-20")
    log_in(tab, "Ada", "/rapporter/plan")
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("link", name="Lägg till åtgärd").click()
    tab.get_by_label("Mål").fill("Vänligare")
    tab.get_by_label("Åtgärd", exact=True).fill("Hälsa.")
    tab.get_by_label("Ansvarig").fill("ingen@provkoping.example")
    tab.get_by_label("Följs upp").fill("2026-09-01")
    tab.get_by_role("button", name="Lägg till").click()
    expect(tab.get_by_role("alert")).to_contain_text("Ingen medarbetare har den e-postadressen.")
    assert faults_in_all_looks(tab) == []
    tab.get_by_label("Ansvarig").fill("ada@provkoping.example")
    tab.get_by_role("button", name="Lägg till").click()
    expect(tab.get_by_role("heading", name="Vänligare", level=1)).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.get_by_label("Resultat").fill("Alla hälsar.")
    tab.get_by_role("button", name="Avsluta åtgärden").click()
    expect(tab.get_by_role("button", name="Öppna igen")).to_be_visible()
    assert faults_in_all_looks(tab) == []
