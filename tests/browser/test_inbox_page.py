"""The staff's pages in a real browser: readable by all, usable by keyboard, from a phone to a wide screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from assistant.cases.case import Case, Status
from assistant.engine.answer import Channel
from assistant.services import Services
from knowledge.organisation import Department, Role, StaffMember, StaffRole
from tests.admin.workplace import NOW, PASSWORD, Workplace
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, fill_in_login, log_in, page
from tests.factories import add_entry
from tests.fakes import Clock

__all__ = ["address", "page"]

HOUR = timedelta(hours=1)
QUESTION = (
    "Hej! Vi flyttar till kommunen i augusti och undrar hur vi söker plats i förskolan till vår dotter.\n\n"
    "Kan hon börja redan den första veckan?\nMvh Eva"
)


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """A group with a handler, Anna, and nothing to do yet."""
    made = Workplace(services, clock)
    made.staff("Anna", Role.HANDLER, groups=(made.group("Placering och köhantering"),))
    return made


def fill(workplace: Workplace, count: int) -> str:
    """Cases of many kinds in Anna's group; returns the number of the first, a mailed one."""
    first = workplace.case(
        "Plats i förskola", 1, due=NOW + 28 * HOUR, email="eva.ekstrom@hemma.example", name="Eva Ekström", text=QUESTION
    )
    endless = "Försenad fråga om en mycket lång rubrik som inte får plats på en rad, och ett ord utan slu" + "t" * 200
    workplace.case(endless, 1, due=NOW - 3 * HOUR)
    workplace.case("", 1, due=NOW + HOUR, confidential=True, channel=Channel.CHAT)
    workplace.case("Väntar", 1, status=Status.WAITING)
    for number in range(count - 3):
        workplace.case(f"Fråga {number}", 1, due=NOW + number * HOUR)
    return first


def test_every_page_is_readable_and_fits(page: Page, address: str, workplace: Workplace) -> None:
    """Login, its refusal, the empty list, a paged one, a case, a reply's error and the stale page."""
    page.goto(f"{address}/logga-in")
    assert faults_in_all_looks(page) == []
    fill_in_login(page, "Anna", password="fel lösenord helt")
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults_in_all_looks(page) == []
    log_in(page, "Anna")
    expect(page.get_by_text("Inga öppna ärenden.")).to_be_visible()
    assert faults_in_all_looks(page) == []
    number = fill(workplace, 53)
    page.goto(f"{address}/arenden")
    expect(page.locator("tbody tr")).to_have_count(50)
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Nästa sida").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    assert faults_in_all_looks(page) == []
    page.goto(f"{address}/arenden/{number}")
    expect(page.get_by_role("heading", name=f"Ärende {number}")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Skicka svar", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults_in_all_looks(page) == []
    workplace.more_from_resident(number, "Förresten: vi flyttar redan i juli.")
    page.get_by_label("Ditt svar").fill("Hej Eva! Ni söker plats i e-tjänsten.")
    page.get_by_role("button", name="Skicka svar", exact=True).click()
    expect(page.get_by_role("heading", name="Inget är gjort")).to_be_visible()
    expect(page.get_by_label("Ditt svar")).to_have_value("Hej Eva! Ni söker plats i e-tjänsten.")
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Skicka ändå", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()
    assert faults_in_all_looks(page) == []


def test_a_suggestion_and_the_page_of_automatic_answers_are_readable_and_fit(
    page: Page, address: str, workplace: Workplace
) -> None:
    """A case with a draft, the draft in the reply field, the table of modes, its open switch, and all stopped."""
    number = fill(workplace, 1)
    with workplace.services.database.transaction() as session:
        department = session.scalars(select(Department)).one()
        entry = add_entry(session, department, "Hur söker vi plats?", answer="Sök i e-tjänsten.\n\nHör av er!")
        session.scalars(select(Case).where(Case.number == number)).one().suggested_entry_id = entry.id
        anna = session.scalars(select(StaffMember)).one()
        anna.role_rows.append(StaffRole(role=Role.MANAGER))
    log_in(page, "Anna")
    page.goto(f"{address}/arenden/{number}")
    expect(page.get_by_role("button", name="Använd förslaget")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Redigera förslaget").click()
    expect(page.get_by_label("Ditt svar")).to_have_value("Sök i e-tjänsten.\n\nHör av er!")
    assert faults_in_all_looks(page) == []
    page.goto(f"{address}/arenden/{number}")
    page.get_by_role("button", name="Använd förslaget").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert workplace.messages(number)[-1].text == "Sök i e-tjänsten.\n\nHör av er!"
    page.get_by_role("link", name="Automatiska svar").click()
    page.get_by_label("Barn och utbildning, e-post").select_option(label="Föreslå för handläggaren")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_label("Barn och utbildning, e-post")).to_have_value("suggest")
    assert faults_in_all_looks(page) == []
    page.get_by_text("Stoppa alla automatiska svar", exact=True).click()
    expect(page.get_by_role("button", name="Ja, stoppa alla automatiska svar")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Ja, stoppa alla automatiska svar").click()
    expect(page.get_by_role("heading", name="Alla automatiska svar är stoppade")).to_be_visible()
    assert faults_in_all_looks(page) == []


def test_the_topics_pages_are_readable_and_fit(page: Page, address: str, workplace: Workplace) -> None:
    """The list, an empty search, an entry's topics, its search for others, and what is added and rejected."""
    fill(workplace, 3)
    with workplace.services.database.transaction() as session:
        department = session.scalars(select(Department)).one()
        add_entry(session, department, "Hur söker vi plats i förskolan?", number="FSK-01")
        anna = session.scalars(select(StaffMember)).one()
        anna.role_rows.append(StaffRole(role=Role.EDITOR))
    log_in(page, "Anna")
    page.get_by_role("link", name="Svarens ämnen").click()
    expect(page.get_by_role("link", name="FSK-01")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_label("Sök svar").fill("kvantmekanik")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.get_by_text("Inget svar stämmer med sökningen.")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.goto(f"{address}/svar/amnen")
    page.get_by_role("link", name="FSK-01").click()
    page.get_by_role("button", name="Stämmer inte").first.click()
    expect(page.get_by_role("heading", name="Ämnen som inte stämmer")).to_be_visible()
    page.get_by_label("Sök ämne").fill("färdtjänst")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.get_by_role("button", name="Lägg till Boka en färdtjänstresa")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Lägg till Boka en färdtjänstresa").click()
    expect(page.get_by_text("rättat av redaktör")).to_be_visible()
    page.get_by_text("Så kan frågan låta").first.click()
    assert faults_in_all_looks(page) == []


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the element with these words, or this label, has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(e => (e.innerText || (e.labels && e.labels[0] && e.labels[0].innerText) || '').trim())"
            "(document.activeElement)"
        )
        if found == words:
            return
    raise AssertionError(f"Tab never reached {words}")


def test_a_whole_case_by_keyboard_alone(chromium: Browser, address: str, workplace: Workplace) -> None:
    """From the login to the sent reply with Tab, Enter and letters, without any script."""
    number = fill(workplace, 3)
    with chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/arenden")
        # The page gives the field its focus when it is first painted, which may be after it has loaded.
        page.locator("#email:focus").wait_for()
        page.keyboard.type("anna@provkoping.example")
        tab_to(page, "Lösenord")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Öppna ärenden").wait_for()
        tab_to(page, "Plats i förskola")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name=f"Ärende {number}").wait_for()
        tab_to(page, "Ditt svar")
        page.keyboard.type("Hej Eva! Ni söker plats i e-tjänsten.")
        tab_to(page, "Skicka svar och stäng")
        page.keyboard.press("Enter")
        page.get_by_text("Inget har skickats än.").wait_for()
        tab_to(page, "Skicka ändå och stäng")
        page.keyboard.press("Enter")
        page.get_by_role("status").wait_for()
    assert workplace.stored(number).status is Status.CLOSED
    assert workplace.messages(number)[-1].text == "Hej Eva! Ni söker plats i e-tjänsten."


def test_the_focus_is_always_seen(chromium: Browser, address: str, workplace: Workplace) -> None:
    """Whatever Tab reaches on the case page has an outline."""
    number = fill(workplace, 3)
    with chromium.new_context(base_url=address, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "Anna")
        page.goto(f"{address}/arenden/{number}")
        seen = []
        while (name := focused(page)) != "BODY":
            seen.append(name)
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", seen
        assert {"A", "BUTTON", "TEXTAREA", "SUMMARY"} <= set(seen)


def focused(page: Page) -> str:
    """Press Tab once; the name of the element that has the focus then, BODY after the last one."""
    page.keyboard.press("Tab")
    return str(page.evaluate("document.activeElement.tagName"))
