"""The guide's desk in a real browser: few actions, by keyboard, read by all, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.cases.case import Line, Status
from assistant.cases.message import Author
from assistant.engine.answer import Channel
from assistant.services import Services
from tests.admin.desk.guide import ANSWER, PLACE, Desk
from tests.admin.workplace import Workplace
from tests.browser.chat import tab_to
from tests.browser.hands import Hands
from tests.browser.looks import faults_in_all_looks, sideways
from tests.browser.staff import address, log_in
from tests.fakes import Clock

__all__ = ["address"]

WORDS = "säga upp platsen på dagis"


@pytest.fixture
def desk(services: Services, clock: Clock) -> Desk:
    """Gun's town."""
    return Desk(Workplace(services, clock))


@pytest.fixture
def workplace(desk: Desk) -> Workplace:
    """Its pages, to be served."""
    return desk.workplace


@pytest.fixture
def page(tab: Page) -> Page:
    """Gun's desk on a wide screen."""
    log_in(tab, "Gun", "/svarsstod")
    return tab


def typed(page: Page, words: str = WORDS) -> None:
    """Type into the field that has the focus already, and see what that finds."""
    expect(page.get_by_label("Vad undrar medborgaren?")).to_be_focused()
    page.keyboard.type(words)
    expect(page.locator(".hit").first).to_be_visible()
    expect(page.locator(".desk__answer")).to_be_visible()


def opened(page: Page) -> str:
    """The question of the entry that stands open."""
    return page.locator("#svar-rubrik").inner_text()


def test_a_call_is_registered_as_solved_in_three_actions_and_ten_seconds(page: Page, desk: Desk) -> None:
    """After the words are typed; the best answer takes two, another one three; then the field waits again."""
    hands = Hands(page)
    typed(page)
    expect(page.locator(".desk__aloud")).to_contain_text(ANSWER)
    hands.press("Alt+s")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("radio", name="Telefon")).to_be_focused()
    hands.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Registrerat som löst")).to_be_visible()
    assert hands.were_quick()
    (case,) = desk.cases()
    assert (case.status, case.line, case.channel) == (Status.CLOSED, Line.FIRST_LINE, Channel.PHONE)
    assert case.subject == "Säga upp plats"
    said = {message.author: message.text for message in desk.workplace.messages(case.number)}
    assert said[Author.RESIDENT] == WORDS
    assert said[Author.STAFF].startswith(ANSWER)
    hands = Hands(page)
    typed(page)
    hands.press("ArrowDown")
    other = page.locator(".hit[aria-selected=true] .hit__title").inner_text()
    assert other != PLACE
    hands.press("Alt+s")
    expect(page.get_by_role("dialog")).to_contain_text(other)
    hands.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Registrerat som löst")).to_be_visible()
    assert hands.were_quick()
    assert len(desk.cases()) == 2


def test_a_form_asked_for_at_once_waits_for_the_answers_to_what_was_typed(page: Page) -> None:
    """A quick guide presses before the answers have come: on the empty desk, and where those to other words stand."""
    about, field = page.get_by_role("dialog").locator(".notice"), page.get_by_label("Vad undrar medborgaren?")
    expect(field).to_be_focused()
    page.keyboard.type(WORDS)
    page.keyboard.press("Alt+s")
    expect(about).to_contain_text(PLACE)
    page.keyboard.press("Escape")
    field.fill("Vad kostar en förskoleplats?")
    page.keyboard.press("Alt+s")
    expect(about).to_contain_text("Vad kostar en förskoleplats?")


def test_arrows_choose_while_one_types_and_enter_opens(page: Page) -> None:
    """The focus stays in the field; the chosen one is told to a screen reader, and Enter shows it beside the list."""
    field = page.get_by_label("Vad undrar medborgaren?")
    typed(page)
    assert opened(page) == PLACE
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".hit[aria-selected=true]")
    expect(chosen).to_have_count(1)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    title = chosen.locator(".hit__title").inner_text()
    assert opened(page) == PLACE
    page.keyboard.press("Enter")
    expect(page.locator("#svar-rubrik")).to_have_text(title)
    expect(field).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".hit[aria-selected=true] .hit__title")).to_have_text(PLACE)
    page.keyboard.press("Escape")
    expect(page.locator(".hit[aria-selected=true]")).to_have_count(0)
    page.keyboard.type(" nu")
    expect(page.locator("#svar-rubrik")).to_have_text(PLACE)


def test_the_dialog_closes_with_escape_and_gives_the_focus_back(page: Page, desk: Desk) -> None:
    """To the field one typed in, or to the button that was pressed; nothing is registered."""
    typed(page)
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_label("Vad undrar medborgaren?")).to_be_focused()
    page.locator("#lamna-over").click()
    expect(page.get_by_role("dialog", name="Lämna över")).to_be_visible()
    page.get_by_role("button", name="Avbryt").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#lamna-over")).to_be_focused()
    assert desk.cases() == []


def test_a_call_is_handed_over_with_name_and_number(page: Page, desk: Desk) -> None:
    """The name is typed first; the group is chosen already; Enter in any field hands over."""
    typed(page)
    page.keyboard.press("Alt+l")
    expect(page.get_by_label("Medborgarens namn")).to_be_focused()
    page.keyboard.type("Eva Ekström")
    page.keyboard.press("Tab")
    page.keyboard.type("070-123 45 67")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Lämnat över")).to_contain_text("Placering")
    (case,) = desk.cases()
    assert (case.status, case.group_id, case.contact_name) == (Status.OPEN, desk.placing, "Eva Ekström")


def test_one_dialog_leads_to_the_other(page: Page) -> None:
    """What was chosen in the one stands in the other."""
    typed(page)
    page.keyboard.press("Alt+s")
    page.get_by_role("radio", name="Besök").check()
    page.get_by_role("button", name="Lämna över i stället").click()
    expect(page.get_by_role("dialog", name="Lämna över")).to_be_visible()
    expect(page.get_by_role("radio", name="Besök")).to_be_checked()
    expect(page.get_by_role("dialog").get_by_label("Frågan")).to_have_value(WORDS)


def test_everybody_can_read_the_desk(page: Page, desk: Desk) -> None:
    """Empty, with hits and a chosen one, danger, nothing found, both dialogs, a refusal, and what came back."""
    assert faults_in_all_looks(page) == []
    typed(page)
    page.keyboard.press("ArrowDown")
    assert faults_in_all_looks(page) == []
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Lämna över i stället").click()
    expect(page.get_by_role("dialog", name="Lämna över")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_label("Medborgarens namn").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Inget är registrerat än")
    assert faults_in_all_looks(page) == []
    page.get_by_label("Telefonnummer").fill("070-123 45 67")
    page.get_by_label("Telefonnummer").press("Enter")
    expect(page.get_by_role("status").filter(has_text="Lämnat över")).to_be_visible()
    page.get_by_label("Vad undrar medborgaren?").fill("Min man slår mig")
    expect(page.get_by_role("alert")).to_contain_text("112")
    assert faults_in_all_looks(page) == []
    page.get_by_label("Vad undrar medborgaren?").fill("xqzw")
    expect(page.get_by_role("heading", name="Inget godkänt svar ligger nära.")).to_be_visible()
    assert faults_in_all_looks(page) == []
    desk.answered_by_department(desk.cases()[0].number, "Ja, ni får byta plats.")
    page.goto("/svarsstod")
    page.get_by_role("link", name="1 ärende har kommit tillbaka med svar").click()
    expect(page.get_by_role("button", name="Ja, föreslå ett svar")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Ja, föreslå ett svar").click()
    expect(page.get_by_role("button", name="Ångra förslaget")).to_be_visible()
    page.get_by_role("button", name="Sett").click()
    expect(page.get_by_text("Inget nytt har kommit tillbaka.")).to_be_visible()
    assert faults_in_all_looks(page) == []
    for form in ("registrera", "lamna-over"):
        page.goto(f"/svarsstod/{form}")
        assert faults_in_all_looks(page) == []


def test_the_way_without_javascript(chromium: Browser, address: str, desk: Desk) -> None:
    """A button searches, each hit opens, the form is a page of its own, by keyboard alone."""
    with chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=False) as context:
        page = context.new_page()
        log_in(page, "Gun", "/svarsstod")
        page.locator("#fraga:focus").wait_for()
        page.keyboard.type(WORDS)
        page.keyboard.press("Enter")
        expect(page.locator("#svar-rubrik")).to_have_text(PLACE)
        assert sideways(page) == 0
        page.locator(".hit").nth(1).click()
        expect(page.locator("#svar-rubrik")).not_to_have_text(PLACE)
        page.locator(".hit", has_text=PLACE).click()
        expect(page.locator("#svar-rubrik")).to_have_text(PLACE)
        tab_to(page, "#registrera")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Registrera som löst", level=1)).to_be_visible()
        assert sideways(page) == 0
        page.get_by_role("button", name="Avbryt").click()
        expect(page.locator("#svar-rubrik")).to_have_text(PLACE)
        page.locator("#registrera").click()
        page.get_by_role("button", name="Registrera som löst").click()
        expect(page.get_by_role("status").filter(has_text="Registrerat som löst")).to_be_visible()
    assert [case.status for case in desk.cases()] == [Status.CLOSED]


def test_whoever_was_logged_out_meanwhile_meets_the_login(page: Page, clock: Clock) -> None:
    """Not an empty place where the answers should be."""
    clock.forward(hours=13)
    page.keyboard.type(WORDS)
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()
