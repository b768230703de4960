"""What an editor learns from the residents, in a real browser: remarks, what could not be answered, and wordings."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from admin.background.kinds import run_waiting_jobs
from admin.remarks.forms import Report
from admin.remarks.handling import report
from admin.unanswered.gathering import ask_to_gather
from assistant.cases.case import Case
from assistant.cases.handling import reply
from assistant.engine.answer import Outcome
from assistant.services import Services
from knowledge.entries import Entry
from knowledge.organisation import Department, Role, StaffMember
from tests.admin.workplace import Workplace
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in
from tests.factories import add_entry
from tests.fakes import Clock

__all__ = ["address"]

SWANS = ("Får man mata svanarna i parken?", "Kan man mata svanarna i parken?", "Mata svanarna i parken, får man det?")
WORDINGS = ("Hur får jag in ungen på dagis?", "Var köar man till förskolan?")


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """Elsa edits an entry that Hans has answered two residents with and found a fault in; swans nobody knows of."""
    made = Workplace(services, clock)
    group = made.group("Placering")
    made.staff("Elsa", Role.EDITOR, groups=(group,))
    made.staff("Hans", Role.HANDLER, groups=(group,))
    asked = [made.case("Fråga", group, text=text) for text in (*WORDINGS, *SWANS)]
    for number in asked[2:]:
        question, department = made.messages(number)[0].id, made.stored(number).department_id
        made.decided(number, Outcome.HANDED_OVER, "nothing_near", question_id=question, department_id=department)
    with made.services.database.transaction() as session:
        entry = add_entry(session, session.scalars(select(Department)).one(), "Hur söker jag plats?", number="FSK-01")
        hans = session.scalars(select(StaffMember).where(StaffMember.name == "Hans")).one()
        sent = Report(entry.id, asked[0], "Länken går till fjolårets ansökan.", "t")
        report(session, entry, sent, hans, "/anmarkningar", clock())
        for number in asked[:2]:
            case = session.scalars(select(Case).where(Case.number == number)).one()
            reply(session, case, hans, "Gör så här.", made.services.rules.calendar, clock(), entry_id=entry.id)
        ask_to_gather(session, clock())
    run_waiting_jobs(made.services)
    return made


def test_an_editor_goes_through_what_there_is_to_learn(tab: Page, workplace: Workplace) -> None:
    """Each page is readable in all looks at each state; a wording is decided with one key, and only from a button."""
    log_in(tab, "Elsa", "/anmarkningar")
    expect(tab.get_by_text("Länken går till fjolårets")).to_be_visible()
    tab.get_by_text("Svara", exact=True).click()
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("button", name="Pausa svaret").click()
    expect(tab.get_by_role("button", name="Använd svaret igen")).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("button", name="Använd svaret igen").click()
    tab.get_by_text("Svara", exact=True).click()
    tab.get_by_label("Vad har hänt med anmärkningen?").fill("Länken är bytt.")
    tab.get_by_role("button", name="Svara och avsluta").click()
    expect(tab.get_by_text("Anmärkningen är besvarad.")).to_be_visible()

    tab.get_by_role("link", name="Formuleringar").click()
    expect(tab.get_by_label("Formulering").first).to_have_value(WORDINGS[0])
    assert faults_in_all_looks(tab) == []
    tab.get_by_label("Formulering").first.press("n")
    expect(tab.get_by_label("Formulering").first).not_to_have_value(WORDINGS[0])
    tab.get_by_label("Formulering").first.fill(WORDINGS[0])
    tab.get_by_role("button", name="Ja").first.press("j")
    expect(tab.get_by_role("button", name="Ja")).to_be_focused()
    tab.keyboard.press("n")
    expect(tab.get_by_text("Ingen formulering väntar.")).to_be_visible()
    assert faults_in_all_looks(tab) == []
    with workplace.services.database.reading() as session:
        assert [one.text for one in session.scalars(select(Entry)).one().phrasings] == [WORDINGS[0]]

    tab.get_by_role("link", name="Obesvarade", exact=True).click()
    expect(tab.get_by_text("3 frågor", exact=True)).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("heading", level=2).get_by_role("link").click()
    expect(tab.get_by_role("heading", name="Så frågade de")).to_be_visible()
    assert faults_in_all_looks(tab) == []
    tab.get_by_role("button", name="Gör ett utkast").click()
    expect(tab.get_by_text("Utkastet är gjort.")).to_be_visible()

    tab.goto("/anmarkningar/ny?svarspost=1")
    expect(tab.get_by_label("Vad är fel i svaret?")).to_be_visible()
    assert faults_in_all_looks(tab) == []
