"""The comparison in a real browser: values are read in and fetched, and every page can be read by all."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from admin.comparison.kinds import KkikMeasure
from admin.comparison.reference import Source
from admin.comparison.storing import keep
from admin.sample_years.others import made_up_rows
from assistant.services import Services
from knowledge.organisation import Role
from tests.admin.figures.history import History, at
from tests.admin.workplace import Workplace
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in, page
from tests.fakes import Clock

__all__ = ["address", "page"]

# Three pictures tell as much as seven: with a place among the best, a year that is missing, and an index.
MEASURES = (KkikMeasure.MEAN_HOURS, KkikMeasure.SENDER, KkikMeasure.CLEAR_MAIL)


@pytest.fixture
def workplace(town: Services, clock: Clock) -> Workplace:
    """The small town with an administrator, some answered mails, and made-up values of others."""
    made = Workplace(town, clock)
    history = History(made.services)
    for day in range(4, 9):
        history.answered(history.contact(f"2026-05-{day:02d}T10:00", "Plats"), f"2026-05-{day:02d}T12:00")
    made.clock.now = at("2026-06-03T10:00")
    history.refresh("2026-06-03T10:00")
    made.staff("Ada", Role.ADMINISTRATOR)
    with made.services.database.transaction() as session:
        some = [row for row in made_up_rows(made.clock.now) if row.measure in MEASURES]
        keep(session, some, Source.SAMPLE, None, made.clock.now)
    return made


def test_values_come_in_and_are_compared(page: Page, tmp_path: Path) -> None:
    """From the summary to the comparison and its values; a file with a fault and what it changed can be read by all."""
    log_in(page, "Ada", "/statistik")
    page.get_by_role("link", name="Jämför med andra kommuner").click()
    expect(page.get_by_role("heading", name="Jämför med andra kommuner", level=1)).to_be_visible()
    pictures = page.locator("figure img")
    expect(pictures).to_have_count(len(MEASURES))
    for place in range(len(MEASURES)):
        expect(pictures.nth(place)).to_have_js_property("complete", True)
        assert pictures.nth(place).evaluate("picture => picture.naturalWidth") > 0
    expect(page.get_by_text("bland de bästa 25 %").first).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_label("Sista år som visas").select_option("2025")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("heading", name="2025 i korthet")).to_be_visible()
    page.get_by_role("link", name="Jämförelsevärdena").click()
    expect(page.get_by_role("heading", name="Jämförelsevärden", level=1)).to_be_visible()
    assert faults_in_all_looks(page) == []
    file = tmp_path / "kkik.csv"
    file.write_text(
        "År;Mått;Medel;Bästa\n2026;Fullständig avsändare;85 %;100 %\n2026;Hemtjänst;1;2\n", encoding="utf-8"
    )
    page.get_by_label("Fil (CSV eller JSON)").set_input_files(file)
    page.get_by_role("button", name="Läs in filen").click()
    expect(page.get_by_role("alert")).to_contain_text("Rad 3: Måttet ”Hemtjänst” finns inte här.")
    expect(page.get_by_role("status")).to_contain_text("Fullständig avsändare 2026: medel 85 % (var 86 %)")
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Ta bort Fullständig avsändare 2026").click()
    expect(page.get_by_role("button", name="Ta tillbaka Fullständig avsändare 2026")).to_be_visible()
    page.get_by_role("button", name="Hämta nu").click()
    expect(page.get_by_text("Värdena hämtas just nu.")).to_be_visible()
    assert faults_in_all_looks(page) == []
