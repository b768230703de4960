"""The service measurement in a real browser: a round's figures, its grading by keyboard, a new round, the bank."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from assistant.services import Services
from knowledge.organisation import Role
from tests.admin.measurement.rounds import measuring, spring
from tests.admin.workplace import Workplace
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in
from tests.fakes import Clock

__all__ = ["address"]


@pytest.fixture
def workplace(town: Services, clock: Clock) -> Workplace:
    """The small town with an administrator and a round that is over."""
    made = Workplace(measuring(town), clock)
    with made.services.database.transaction() as session:
        spring(session, made.clock)
    made.staff("Ada", Role.ADMINISTRATOR)
    return made


def test_a_round_is_read_and_graded(tab: Page) -> None:
    """From the figures to the round and its answers; one is graded by keys alone, and the next one comes."""
    log_in(tab, "Ada", "/statistik")
    tab.get_by_role("link", name="Egen servicemätning").click()
    expect(tab.get_by_role("heading", name="Egen servicemätning")).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("link", name="Våren 2026").click()
    expect(tab.get_by_role("heading", name="Så räknas det")).to_be_visible()
    expect(tab.get_by_role("img")).to_have_js_property("complete", True)
    assert tab.get_by_role("img").evaluate("picture => picture.naturalWidth") > 0
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("link", name="Bedöm 2 svar").click()
    expect(tab.get_by_role("heading", name="Söka plats", level=1)).to_be_visible()
    assert faults_in_all_looks(tab) == []
    expect(
        tab.get_by_role("group", name="Hur bra är svaret på frågan?").get_by_label("God", exact=True)
    ).to_be_focused()
    for key in ("Space", "Tab", "Space", "ArrowDown", "Enter"):
        tab.keyboard.press(key)
    expect(tab.get_by_role("heading", name="Trasig gatlampa", level=1)).to_be_visible()
    tab.get_by_role("button", name="Det här är inget svar").click()
    expect(tab.get_by_text("Mejlet räknas som kvitto eller frånvaro.")).to_be_visible()
    tab.get_by_role("link", name="Våren 2026").click()
    tab.get_by_role("link", name="Alla frågor").click()
    expect(tab.get_by_text("svaret god, bemötandet medelgod")).to_be_visible()
    assert faults_in_all_looks(tab) == []


def test_a_round_is_planned(tab: Page) -> None:
    """A draft from the bank, a question reworded, started and stopped; each page is readable in every look."""
    log_in(tab, "Ada", "/servicematning")
    tab.get_by_role("link", name="Ny omgång").click()
    tab.get_by_label("Omgångens namn").fill("Hösten")
    tab.get_by_label("Första dagen").fill("2026-05-18")
    tab.get_by_label("Sista dagen").fill("2026-06-05")
    tab.get_by_label("Avsändarens namn").fill("Karin Ek")
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("button", name="Gör ett utkast").click()
    expect(tab.get_by_text("18 frågor")).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("link", name="Läs och ändra frågorna till Förskola").click()
    tab.get_by_role("group", name="Fråga 1").get_by_label("Ämne").fill("Plats till hösten")
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("button", name="Spara").click()
    tab.get_by_role("link", name="Hösten").click()
    expect(tab.get_by_text("Plats till hösten")).to_be_visible()
    for step, answer, said in (
        ("Starta omgången", "Ja, starta", "Omgången är startad."),
        ("Stoppa omgången", "Ja, stoppa", "18 frågor skickas inte."),
    ):
        tab.get_by_text(step).click()
        tab.get_by_role("button", name=answer).click()
        expect(tab.get_by_text(said)).to_be_visible()
    tab.goto("/servicematning/fragor?omrade=forskola")
    expect(tab.get_by_role("heading", name="Frågebanken", level=1)).to_be_visible()
    assert faults_in_all_looks(tab) == []
