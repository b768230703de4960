"""The checklists in a real browser: dropped, planned, put right, carried out, undone; readable by all at each step."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.services import Services
from tests.admin.workplace import Workplace
from tests.browser.checklists import address, carry_out, drop, imported
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import log_in
from tests.fakes import Clock

__all__ = ["address"]


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """A town whose checklist has been imported, with an answer that was edited here after that."""
    made = Workplace(services, clock)
    imported(made, made.group("Byggloven", "Bygglov"))
    return made


def test_an_editor_imports_a_changed_checklist_undoes_it_and_imports_it_again(tab: Page, tmp_path: Path) -> None:
    """With a conflict and a faulty row; each page is readable in every look, and the progress needs no reload."""
    page = tab
    log_in(page, "Bodil", "/checklistor")
    expect(page.get_by_role("heading", name="Checklistor", level=1)).to_be_visible()
    assert faults_in_all_looks(page) == []
    drop(page, tmp_path)
    expect(page.get_by_text("Ändrat på båda håll: svar.")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Felaktiga 1").click()
    page.get_by_role("link", name="Rätta raden B-5").click()
    expect(page.get_by_role("alert")).to_contain_text("Svaret saknas.")
    assert faults_in_all_looks(page) == []
    page.get_by_label("Svar", exact=True).fill("Tio veckor.")
    page.get_by_role("button", name="Spara och välj raden").click()
    page.get_by_role("link", name="Saknas i dokumentet 1").click()
    # The tick is kept at once; it is there when one comes back.
    with page.expect_response("**/val"):
        page.get_by_label("Arkivera: B-3").check()
    page.reload()
    expect(page.get_by_label("Arkivera: B-3")).to_be_checked()
    page.get_by_label("Dokumentet är godkänt: publicera direkt").check()
    carry_out(page)
    expect(page.get_by_text("Genomförd: 4")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_text("Ångra importen", exact=True).click()
    page.get_by_role("button", name="Ja, ångra importen").click()
    expect(page.get_by_text("Ångrad: 4")).to_be_visible()
    page.goto("/checklistor")
    drop(page, tmp_path)
    page.get_by_label("Ta dokumentets text: B-2").check()
    carry_out(page)
    expect(page.get_by_text("Texterna väntar på godkännande.")).to_be_visible()
    page.goto("/checklistor")
    with page.expect_download() as out:
        page.get_by_role("link", name="Word (.docx)").click()
    document = tmp_path / "Checklista Bygglov.docx"
    out.value.save_as(document)
    page.get_by_label("Dokument", exact=True).set_input_files(document)
    page.get_by_role("button", name="Läs och visa planen").click()
    expect(page.get_by_role("heading", name="Planen", exact=True)).to_be_visible()
