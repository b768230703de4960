"""The FAQ in a real browser: read by all, searched while one types, walked by keyboard and without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.services import Services
from knowledge.curation import archive
from knowledge.entries import Entry
from tests.assistant.chat.faq.reader import PRESCHOOL, Faq
from tests.browser.chat import served, tab_to
from tests.browser.looks import faults_in_all_looks
from tests.factories import THEN

QUESTION = "Hur säger jag upp en förskoleplats?"


@pytest.fixture
def faq(town: Services) -> Faq:
    """The pages of Provstad."""
    return Faq(town)


@pytest.fixture
def address(faq: Faq) -> Iterator[str]:
    """The running application."""
    with served(faq.app) as address:
        yield address


@pytest.fixture
def page(tab: Page) -> Page:
    """A tab with nothing in it yet."""
    return tab


def all_departments(page: Page, _: Faq) -> None:
    """The first page."""
    page.goto("/fragor")
    expect(page.get_by_role("link", name="Förskola 3 frågor")).to_be_visible()


def a_department(page: Page, faq: Faq) -> None:
    """The entries of one department."""
    all_departments(page, faq)
    page.get_by_role("link", name="Gator och park").click()
    expect(page.get_by_role("heading", level=1, name="Gator och park")).to_be_visible()


def found(page: Page, _: Faq) -> None:
    """What a search lists."""
    page.goto("/fragor?q=dagis")
    expect(page.get_by_role("link", name=QUESTION)).to_be_visible()


def nothing_found(page: Page, _: Faq) -> None:
    """The ways on."""
    page.goto("/fragor?q=xylofonorkester")
    expect(page.get_by_role("link", name="Fråga i chatten")).to_be_visible()


def an_entry(page: Page, _: Faq) -> None:
    """An entry with the form for a fault open."""
    page.goto(PRESCHOOL)
    page.get_by_text("Är något fel på sidan?").click()
    expect(page.get_by_label("Vad är fel, eller vad saknas?")).to_be_visible()


def not_helped(page: Page, faq: Faq) -> None:
    """After a no."""
    an_entry(page, faq)
    page.get_by_role("button", name="Nej").click()
    expect(page.get_by_role("link", name="Sök med andra ord")).to_be_visible()


def refused(page: Page, faq: Faq) -> None:
    """A remark without words."""
    an_entry(page, faq)
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_text("Skriv vad som är fel innan du skickar.")).to_be_visible()


def thanked(page: Page, faq: Faq) -> None:
    """A remark has been sent."""
    an_entry(page, faq)
    page.get_by_label("Vad är fel, eller vad saknas?").fill("Priset är fel.")
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_text("Tack! Det du skrev går till dem som ansvarar")).to_be_visible()


def gone(page: Page, faq: Faq) -> None:
    """An entry that has been withdrawn."""
    with faq.services.database.transaction() as session:
        archive(session, session.get_one(Entry, faq.entry("FSK-01").id), "borta", THEN)
    page.goto(PRESCHOOL)
    expect(page.get_by_role("heading", name="Svaret finns inte längre")).to_be_visible()


def in_finnish(page: Page, _: Faq) -> None:
    """Another language around the Swedish answer."""
    page.goto(f"{PRESCHOOL}?lang=fi")
    expect(page.locator("html")).to_have_attribute("lang", "fi")


State = Callable[[Page, Faq], None]
STATES: list[State] = [
    all_departments,
    a_department,
    found,
    nothing_found,
    an_entry,
    not_helped,
    refused,
    thanked,
    gone,
    in_finnish,
]


@pytest.mark.parametrize("reach", STATES, ids=lambda state: state.__name__)
def test_every_page_can_be_read_by_all(page: Page, faq: Faq, reach: State) -> None:
    """WCAG 2.2 A and AA hold, and nothing scrolls sideways, narrow and wide, light and dark."""
    reach(page, faq)
    assert faults_in_all_looks(page) == []


def test_hits_come_while_one_types(page: Page, faq: Faq) -> None:
    """Without Enter: the list is exchanged, its count is said, focus and words stay, and a reload shows the same."""
    all_departments(page, faq)
    field = page.get_by_role("searchbox")
    field.press_sequentially("gatubely")
    expect(page.get_by_role("heading", name="1 träff på ”gatubely”")).to_be_visible()
    expect(page.get_by_role("link", name="Hur felanmäler jag trasig gatubelysning?")).to_be_visible()
    expect(page.locator("#antal")).to_have_text("1 träff på ”gatubely”")
    expect(field).to_be_focused()
    assert field.input_value() == "gatubely"
    page.reload()
    expect(page.get_by_role("link", name="Hur felanmäler jag trasig gatubelysning?")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("link", name="Förskola 3 frågor")).to_be_visible()


def test_the_way_back_from_an_entry_leads_to_the_hits(page: Page, faq: Faq) -> None:
    """What was searched for is in the address, so the back button finds it again."""
    all_departments(page, faq)
    page.get_by_role("searchbox").press_sequentially("dagis")
    page.get_by_role("link", name=QUESTION).click()
    expect(page.get_by_role("heading", level=1, name=QUESTION)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name=QUESTION)).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("dagis")


def test_the_whole_way_by_keyboard(page: Page, faq: Faq) -> None:
    """Search, entry, no, a fault and its thanks, with Tab, Enter and letters alone."""
    all_departments(page, faq)
    tab_to(page, "input#q")
    page.keyboard.type("dagis")
    tab_to(page, "button", "Sök")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page, "a.result__title", QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=QUESTION)).to_be_visible()
    tab_to(page, "summary", "Är något fel på sidan?")
    page.keyboard.press("Enter")
    tab_to(page, "textarea#vad")
    page.keyboard.type("Priset är fel.")
    tab_to(page, "button", "Skicka")
    page.keyboard.press("Enter")
    expect(page.locator("#sagt")).to_be_focused()
    tab_to(page, "button", "Nej")
    page.keyboard.press("Enter")
    expect(page.locator("#hjalp")).to_be_focused()
    tab_to(page, "a.button", "Fråga i chatten")
    page.keyboard.press("Enter")
    expect(page.locator("#fraga")).to_have_value(QUESTION)
    assert len(faq.remarks()) == 2


def test_everything_works_without_javascript(chromium: Browser, address: str, faq: Faq) -> None:
    """The same way with scripts off."""
    with chromium.new_context(base_url=address, java_script_enabled=False) as context:
        page = context.new_page()
        all_departments(page, faq)
        page.get_by_role("searchbox").fill("dagis")
        page.get_by_role("button", name="Sök").click()
        page.get_by_role("link", name=QUESTION).click()
        page.get_by_role("button", name="Ja").click()
        expect(page.get_by_text("Vad bra att svaret hjälpte.")).to_be_visible()
        thanked(page, faq)
        page.go_back()
        page.get_by_role("link", name="Förskola", exact=True).click()
        expect(page.get_by_role("heading", level=1, name="Förskola")).to_be_visible()
        assert len(faq.remarks()) == 2


def test_the_browser_has_nothing_to_complain_of(page: Page, faq: Faq, address: str) -> None:
    """The data for search engines is no script to our policy, and nothing is asked of anybody else."""
    complaints, asked = list[str](), set[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
    test_hits_come_while_one_types(page, faq)
    thanked(page, faq)
    data = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    assert data["mainEntity"][0]["name"] == QUESTION
    assert complaints == []
    assert asked == {address}


def test_on_paper_there_is_the_answer_and_no_forms(page: Page, faq: Faq) -> None:
    """The print view holds question, answer, date and owner; buttons and questions to the reader are left out."""
    an_entry(page, faq)
    page.emulate_media(media="print")
    for words in (QUESTION, "Uppsägningstiden är två månader.", "Uppdaterad 2 november 2026", "0980-319 210"):
        expect(page.get_by_text(words).first).to_be_visible()
    for words in ("Hjälpte svaret?", "Är något fel på sidan?", "Liknande frågor"):
        expect(page.get_by_text(words)).to_be_hidden()
