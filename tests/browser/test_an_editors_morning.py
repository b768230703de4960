"""An editor's whole morning in a real browser: a checklist in, undone and in again, a draft, the proof, out and in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from admin.background.kinds import run_waiting_jobs
from assistant.cases.case import Case
from assistant.cases.handling import reply
from assistant.engine.answer import Outcome
from assistant.services import Services
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import Role, StaffMember
from tests.admin.proof.questions import ask_in_test
from tests.admin.workplace import Workplace
from tests.browser.checklists import address, carry_out, drop, imported
from tests.browser.staff import log_in
from tests.browser.test_learning_pages import SWANS
from tests.fakes import Clock

__all__ = ["address"]

FED = "Nej, brödet gör svanarna sjuka."


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """An imported checklist, an answer edited here since, and a question that only a handler has answered."""
    made = Workplace(services, clock)
    group = made.group("Byggloven", "Bygglov")
    made.staff("Hans", Role.HANDLER, groups=(group,))
    imported(made, group)
    numbers = [made.case("Fråga", group, text=text) for text in SWANS]
    for number in numbers:
        question, department = made.messages(number)[0].id, made.stored(number).department_id
        made.decided(number, Outcome.HANDED_OVER, "nothing_near", question_id=question, department_id=department)
    with services.database.transaction() as session:
        hans = session.scalars(select(StaffMember).where(StaffMember.name == "Hans")).one()
        case = session.scalars(select(Case).where(Case.number == numbers[0])).one()
        reply(session, case, hans, FED, services.rules.calendar, clock())
        ask_in_test(session, "Behöver jag bygglov för en altan?", "B-1")
    return made


def test_an_editors_morning(tab: Page, tmp_path: Path, workplace: Workplace) -> None:
    """Nothing that was edited here is lost on the way, and what is taken out and in again changes nothing."""
    log_in(tab, "Bodil", "/checklistor")
    before = _said(workplace)
    _import(tab, tmp_path)
    assert _said(workplace) != before
    tab.get_by_text("Ångra importen", exact=True).click()
    tab.get_by_role("button", name="Ja, ångra importen").click()
    expect(tab.get_by_text("Ångrad: 2")).to_be_visible()
    assert _said(workplace) == before
    tab.goto("/checklistor")
    _import(tab, tmp_path)
    _approve_a_draft(tab)
    said = _said(workplace)
    assert said["B-2"] == "Ring oss så räknar vi."
    assert FED in said.values()
    _see_the_curve(tab, workplace)
    for form in ("Excel (.xlsx)", "Word (.docx)"):
        _out_and_in(tab, tmp_path, form)
    assert _said(workplace) == said


def _import(page: Page, folder: Path) -> None:
    """The conflict keeps what was written here, the faulty row is told, the rest is published."""
    drop(page, folder)
    expect(page.get_by_text("Ändrat på båda håll: svar.")).to_be_visible()
    page.get_by_role("link", name="Felaktiga 1").click()
    expect(page.get_by_text("Svaret saknas.")).to_be_visible()
    page.get_by_label("Dokumentet är godkänt: publicera direkt").check()
    page.get_by_role("button", name="Genomför planen").click()
    # The proof has a question, so what publishing at once would lose is shown before.
    expect(page.get_by_role("alert")).to_contain_text("prövas först mot provfrågorna")
    expect(page.get_by_text("Prövar ändringen")).to_have_count(0)
    carry_out(page)
    expect(page.get_by_text("Genomförd: 2")).to_be_visible()


def _approve_a_draft(page: Page) -> None:
    """Begun with a handler's answer to what could not be answered."""
    page.get_by_role("link", name="Obesvarade", exact=True).click()
    page.get_by_role("heading", level=2).get_by_role("link").click()
    page.get_by_role("button", name="Gör ett utkast").click()
    expect(page.get_by_label("Svar", exact=True)).to_have_value(FED)
    page.get_by_role("button", name="Spara och skicka för godkännande").click()
    approve = page.get_by_role("button", name="Godkänn och publicera")
    expect(approve).to_be_visible()
    expect(page.get_by_text("Prövar ändringen")).to_have_count(0)
    approve.click()
    expect(page.get_by_role("status").first).to_contain_text("Godkänt.")


def _see_the_curve(page: Page, workplace: Workplace) -> None:
    """What was published has the proof run by itself, after a pause."""
    workplace.clock.forward(seconds=30)
    run_waiting_jobs(workplace.services)
    page.get_by_role("link", name="Prov", exact=True).click()
    expect(page.get_by_role("img", name="Provets historia")).to_be_visible()


def _out_and_in(page: Page, folder: Path, form: str) -> None:
    page.goto("/checklistor")
    with page.expect_download() as out:
        page.get_by_role("link", name=form).click()
    document = folder / out.value.suggested_filename
    out.value.save_as(document)
    page.get_by_label("Dokument", exact=True).set_input_files(document)
    page.get_by_role("button", name="Läs och visa planen").click()
    expect(page.get_by_text("Allt i dokumentet stämmer redan.")).to_be_visible()


def _said(workplace: Workplace) -> dict[str, str]:
    """The answers that residents meet, by number."""
    with workplace.services.database.reading() as session:
        published = select(Entry).where(Entry.status == EntryStatus.PUBLISHED)
        return {entry.number: entry.answer for entry in session.scalars(published)}
