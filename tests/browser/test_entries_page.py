"""The entries' pages in a real browser: an editor's morning, readable by all, wide and narrow, light and dark."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge.content import content_of
from knowledge.curation import submit, write
from knowledge.entries import Entry
from knowledge.organisation import Department, Role, StaffMember
from knowledge.watched_links import EntryLink, LinkState, WatchedLink, key_of
from tests.admin.workplace import NOW, Workplace
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in
from tests.factories import add_entry
from tests.fakes import Clock

__all__ = ["address"]

TODAY = date(2026, 5, 13)
LONG = (
    "Du ansöker i e-tjänsten. Har du ingen e-legitimation får du en blankett av oss.\n\n- Barnets personnummer\n- Datum"
)


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """A department with two editors, four entries and a draft that Bo has sent for approval."""
    made = Workplace(services, clock)
    group = made.group("Placering och köhantering")
    made.staff("Elsa", Role.EDITOR, groups=(group,))
    made.staff("Bo", Role.EDITOR, groups=(group,))
    with services.database.transaction() as session:
        department = session.scalars(select(Department)).one()
        bo, elsa = (
            session.scalars(select(StaffMember).where(StaffMember.name == name)).one() for name in ("Bo", "Elsa")
        )
        first = add_entry(
            session,
            department,
            "Hur ansöker jag om plats i förskolan?",
            number="FSK-01",
            answer=LONG,
            phrasings=["Köa"],
        )
        for number, question, days in (
            ("FSK-02", "Vad kostar en plats i förskolan?", -3),
            ("FSK-03", "När är förskolan stängd på sommaren?", 5),
            ("FSK-04", "Hur säger jag upp platsen?", 300),
        ):
            entry = add_entry(session, department, question, number=number)
            entry.review_due, entry.owner_id = TODAY + timedelta(days=days), elsa.id
        _dead_link(session, first)
        department.two_to_publish = True
        changed = {
            "answer": LONG.replace("blankett av oss", "blankett i kontaktcenter"),
            "e_service": "https://e.example",
        }
        write(session, first, {**content_of(first), **changed}, "blanketten har flyttat", NOW, bo)
        submit(session, first, NOW, bo)
    return made


def _dead_link(session: Session, entry: Entry) -> None:
    """The entry leads to a page that is no longer there, by an address that is too long for a phone."""
    url = f"https://www.prov.example/{'/'.join(['barn-och-utbildning', 'forskola', 'ansokan'] * 3)}"
    dead = WatchedLink(key=key_of(url), url=url, host="www.prov.example", state=LinkState.DEAD, status=404, next_at=NOW)
    session.add(dead)
    session.flush()
    session.add(EntryLink(entry_id=entry.id, key=dead.key))


@pytest.fixture
def page(tab: Page) -> Page:
    """The list, with Elsa logged in."""
    log_in(tab, "Elsa", "/svarsposter")
    return tab


def test_an_editors_morning(page: Page, workplace: Workplace) -> None:
    """She finds what waits, reads the difference, approves it, looks back in the history and reviews two at a press."""
    page.get_by_text("Välj urval").click()
    assert faults_in_all_looks(page) == []
    page.get_by_label("Läge").select_option("vantar")
    page.get_by_role("button", name="Visa urvalet").click()
    page.get_by_role("link", name="FSK-01").click()
    expect(page.get_by_text("Väntar på godkännande.")).to_be_visible()
    page.get_by_text("Publicera vid en annan tidpunkt").click()
    page.get_by_text("Arkivera", exact=True).click()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Godkänn och publicera").click()
    expect(page.get_by_role("status")).to_contain_text("Godkänt.")
    expect(page.get_by_role("heading", name="Utkastet")).to_have_count(0)
    page.get_by_role("link", name="Sparade en text").click()
    expect(page.get_by_text("Inget har ändrats sedan dess.")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Att granska").click()
    page.get_by_role("link", name="Markera alla på sidan").click()
    expect(page.get_by_label("FSK-02")).to_be_checked()
    page.get_by_text("Visa svaret").first.click()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Granskade, stämmer").click()
    expect(page.get_by_role("status").first).to_contain_text("2 svarsposter är granskade.")
    page.get_by_role("link", name="Andel granskade").click()
    expect(page.get_by_text("75 %").first).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Siffror").click()
    page.get_by_role("link", name="Minst använda").click()
    expect(page.get_by_text("död länk", exact=True)).to_be_visible()
    assert faults_in_all_looks(page) == []
    with workplace.services.database.reading() as session:
        stored = {one.number: one for one in session.scalars(select(Entry))}
        assert "kontaktcenter" in stored["FSK-01"].answer
        assert stored["FSK-02"].reviewed == stored["FSK-03"].reviewed == TODAY
