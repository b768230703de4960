"""The proof and the town's words in a real browser: a morning's walk, readable by all in every look."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from admin.background.kinds import run_waiting_jobs
from assistant.services import Services
from knowledge.organisation import Role
from tests.admin.proof.questions import four_questions, run_all
from tests.admin.proof.test_running import paused
from tests.admin.workplace import Workplace
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in
from tests.factories import small_town
from tests.fakes import Clock

__all__ = ["address"]


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """The small town with an editor and test questions."""
    made = Workplace(services, clock)
    with services.database.transaction() as session:
        small_town(session)
        four_questions(session)
    made.staff("Rut", Role.EDITOR)
    return made


@pytest.fixture
def page(tab: Page) -> Page:
    """The proof, with the editor logged in."""
    log_in(tab, "Rut", "/prov")
    return tab


def test_a_morning_with_the_proof(workplace: Workplace, page: Page) -> None:
    """Run it, see that it fell after a change and why, write a question, and try a word before it is saved."""
    page.get_by_role("button", name="Kör provet nu").click()
    expect(page.get_by_text("Väntar på sin tur")).to_be_visible()
    assert faults_in_all_looks(page) == []
    run_all(workplace.services)
    # The open page asks by itself, and is read anew when the run is over.
    expect(page.get_by_role("img", name="Provets historia")).to_be_visible()
    paused(workplace.services, "GAT-01", "GAT-02")
    run_all(workplace.services)
    page.reload()
    expect(page.get_by_role("heading", name="Provet gick sämre")).to_be_visible()
    page.get_by_text("Visa som tabell").click()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Jag har sett det").click()
    expect(page.get_by_role("heading", name="Provet gick sämre")).to_have_count(0)
    page.get_by_role("link", name="Provfrågor").click()
    expect(page.get_by_role("heading", name="Provfrågor", level=1)).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Lägg till provfråga").click()
    page.get_by_role("textbox", name="Fråga", exact=True).fill("Hur ofta sopas gatan?")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv numret på svarsposten")
    assert faults_in_all_looks(page) == []
    page.get_by_role("textbox", name="Rätt svarspost").fill("GAT-01")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_text("Provfrågan är sparad.")).to_be_visible()
    _try_a_word(workplace, page)


def _try_a_word(workplace: Workplace, page: Page) -> None:
    page.get_by_role("link", name="Ord", exact=True).click()
    page.get_by_role("link", name="Lägg till ordpar").click()
    page.get_by_role("textbox", name="Så säger invånarna").fill("knattebo")
    page.get_by_role("textbox", name="Kommunens ord").fill("förskoleplats")
    page.get_by_role("button", name="Pröva och spara").click()
    expect(page.get_by_text("Prövar ändringen")).to_be_visible()
    assert faults_in_all_looks(page) == []
    run_waiting_jobs(workplace.services)
    expect(page.get_by_role("heading", name="Det här gör ändringen")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.get_by_text("används från och med nu")).to_be_visible()
    assert faults_in_all_looks(page) == []
