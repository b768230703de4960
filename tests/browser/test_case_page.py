"""One case in a real browser: a whole one by keyboard, what scripts add, and every look of the pages around it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from assistant.cases.case import EventKind, Status
from assistant.cases.reply_template import ReplyTemplate
from assistant.engine.answer import Outcome
from knowledge.organisation import Department, Role, StaffMember
from tests.admin.inbox.case.told import events
from tests.admin.workplace import NOW, Workplace, send
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in, page
from tests.browser.test_inbox_page import HOUR, QUESTION, tab_to, workplace
from tests.factories import add_entry

__all__ = ["address", "page", "workplace"]

ANSWER = "Ni söker plats i e-tjänsten. Ni kan söka från det att barnet är sex månader."
LINK = "https://www.prov.example/sok"


@pytest.fixture
def number(workplace: Workplace) -> str:
    """A mailed question with an answer near, a template, a colleague and another group to give it to."""
    number = workplace.case(
        "Plats i förskola", 1, due=NOW + 28 * HOUR, email="eva.ekstrom@hemma.example", name="Eva Ekström", text=QUESTION
    )
    workplace.staff("Bo", Role.HANDLER, groups=(1,))
    workplace.group("Gatudriften", "Gator och park")
    with workplace.services.database.transaction() as session:
        department = session.scalars(select(Department).order_by(Department.id)).first()
        assert department is not None
        entry = add_entry(
            session,
            department,
            "Hur söker jag plats i förskolan?",
            answer=ANSWER,
            links=[("E-tjänst", LINK)],
            number="FSK-07",
        )
        case = session.merge(workplace.stored(number))
        case.clock_started_at = NOW - timedelta(days=1)
        session.add(ReplyTemplate(name="Vi återkommer", text="Hej {namn}!\n\nVi återkommer."))
        session.scalars(select(StaffMember).where(StaffMember.name == "Anna")).one().phone = "0980-319 211"
        near = entry.id
    workplace.decided(number, Outcome.HANDED_OVER, "nothing_near", entry_id=near, confidence=0.425)
    return number


def test_every_page_of_a_case_is_readable_and_fits(page: Page, address: str, workplace: Workplace, number: str) -> None:
    """All that can be unfolded, the questions that are asked first, remarks, a note, a merged and a secret case."""
    double = workplace.case("Förskola", 1, email="eva.ekstrom@hemma.example", text="Har ni sett mitt mejl?")
    log_in(page, "Anna")
    page.goto(f"{address}/arenden/{number}")
    expect(page.get_by_role("heading", name=f"Ärende {number}")).to_be_visible()
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    assert faults_in_all_looks(page) == []
    page.get_by_label("Anteckning", exact=True).fill("Ring förskolan Solrosen först.")
    page.get_by_role("button", name="Spara anteckningen").click()
    expect(page.get_by_text("Ring förskolan Solrosen först.")).to_be_visible()
    page.get_by_text("Lämna över till en annan grupp").click()
    page.get_by_label("Svarsgrupp").select_option(label="Gator och park, Gatudriften (ingen medarbetare)")
    page.get_by_label("Varför lämnas ärendet över?").fill("Det gäller gångvägen dit.")
    page.get_by_role("button", name="Granska överlämningen").click()
    expect(page.get_by_role("heading", name="Lämna över till")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Nej, gå tillbaka").click()
    page.get_by_role("button", name="Sätt sekretess").click()
    expect(page.get_by_role("heading", name="Sätta sekretess på ärendet?")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.goto(f"{address}/arenden/{double}")
    page.get_by_text("Länka eller slå ihop").click()
    page.get_by_label("Det andra ärendets nummer").fill(number)
    page.get_by_role("button", name="Slå ihop").click()
    page.get_by_role("button", name="Ja, slå ihop ärendena").click()
    expect(page.get_by_role("link", name=f"Öppna ärende {number}")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.goto(f"{address}/arenden/{number}")
    page.get_by_label("Ditt svar").fill("Vi har erhållit er ansökan 811228-9874.")
    expect(page.get_by_role("button", name="Skicka ändå", exact=True)).to_be_visible()
    expect(page.get_by_text("personnummer")).to_be_visible()
    expect(page.get_by_text("Skriv hellre ”få” än ”erhållit”.")).to_be_visible()
    assert faults_in_all_looks(page) == []


def test_a_whole_case_by_keyboard(chromium: Browser, address: str, workplace: Workplace, number: str) -> None:
    """Take it, insert the answer that was near, write a greeting, send and close: Tab, Enter and letters alone."""
    with chromium.new_context(base_url=address, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "Anna")
        page.goto(f"{address}/arenden/{number}")
        tab_to(page, "Ta ärendet")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Ärendet är ditt nu.")).to_be_visible()
        tab_to(page, "Infoga svaret")
        page.keyboard.press("Enter")
        field = page.get_by_label("Ditt svar")
        expect(field).to_have_value(f"{ANSWER}\n\nLäs mer och gör ditt ärende:\nE-tjänst: {LINK}")
        expect(field).to_be_focused()
        page.keyboard.type("\n\nVälkomna!")
        tab_to(page, "Skicka svar och stäng")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Ärendet är stängt.")).to_be_visible()
    assert workplace.stored(number).status is Status.CLOSED
    assert workplace.messages(number)[-1].text.endswith("Välkomna!")
    assert EventKind.SENT_DESPITE_CHECKS not in {one.kind for one in events(workplace, number)}


def test_a_template_goes_in_by_one_press_and_keeps_what_is_written(
    chromium: Browser, address: str, number: str
) -> None:
    """Without a new page where there are scripts, with one where there are none."""
    for scripts in (True, False):
        with chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=scripts) as context:
            page = context.new_page()
            log_in(page, "Anna")
            page.goto(f"{address}/arenden/{number}")
            page.get_by_label("Ditt svar").fill("Tack för din fråga.")
            page.get_by_role("button", name="Vi återkommer").click()
            expect(page.get_by_label("Ditt svar")).to_have_value(
                "Tack för din fråga.\n\nHej Eva Ekström!\n\nVi återkommer."
            )


def test_enter_in_the_search_for_answers_sends_no_reply(
    chromium: Browser, address: str, workplace: Workplace, number: str
) -> None:
    """It looks, and the text stays."""
    with chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=False) as context:
        page = context.new_page()
        log_in(page, "Anna")
        page.goto(f"{address}/arenden/{number}")
        page.get_by_label("Ditt svar").fill("Hej Eva!")
        page.get_by_label("Sök bland godkända svar").fill("plats i förskolan")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Svar som ligger nära")).to_be_visible()
        expect(page.get_by_label("Ditt svar")).to_have_value("Hej Eva!")
    assert len(workplace.messages(number)) == 1


def test_who_else_writes_is_seen_without_a_new_page(
    chromium: Browser, address: str, workplace: Workplace, number: str
) -> None:
    """Bo is at the case, then writes: Anna's open page says so by itself; her own words keep their place."""
    bo = workplace.logged_in("bo@provkoping.example")
    with chromium.new_context(base_url=address, locale="sv-SE") as context:
        page = context.new_page()
        page.clock.install()
        log_in(page, "Anna")
        page.goto(f"{address}/arenden/{number}")
        page.get_by_label("Ditt svar").fill("Hej Eva!")
        send(bo, number, "narvaro", writing="yes")
        page.clock.run_for(21_000)
        expect(page.get_by_text("Bo skriver i ärendet just nu")).to_be_visible()
        expect(page.get_by_label("Ditt svar")).to_have_value("Hej Eva!")
        assert "Anna skriver i ärendet just nu" in bo.get(f"/arenden/{number}").text
