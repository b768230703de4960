"""The way in, the own page and the staff's pages in a real browser: readable by all, usable by keyboard."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.services import Services
from knowledge.organisation import Role
from tests.admin.access.people import NEW, change, link_in, mails, stored
from tests.admin.workplace import NOW, PASSWORD, Workplace
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, fill_in_login, log_in, page
from tests.fakes import Clock

__all__ = ["address", "page"]

ANNA, EVA = "anna@provkoping.example", "eva@provkoping.example"
STAFF = "/installningar/medarbetare"


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """Eva, the administrator, and two colleagues in a group; one of them away."""
    made = Workplace(services, clock)
    groups = (made.group("Placering och köhantering"), made.group("Bygglov", "Samhällsbyggnadsförvaltningen"))
    made.staff("Eva", Role.ADMINISTRATOR, groups=groups)
    made.staff("Anna", Role.HANDLER, groups=groups[:1])
    made.staff("Bo", Role.HANDLER, Role.MANAGER, groups=groups)
    bo = stored(made, "bo@provkoping.example")
    change(made, ANNA, absent_from=date(2026, 5, 11), absent_to=date(2026, 5, 15), substitute_id=bo.id)
    made.case("Plats i förskolan", groups[0], due=NOW)
    return made


def test_the_way_in_is_readable_and_fits(page: Page, workplace: Workplace) -> None:
    """The shut door, the form for a link, its answer, the choice of a password, its refusal, and a link that ended."""
    for _ in range(5):
        fill_in_login(page, "Anna", password="fel fel fel fel")
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Försök igen efter kl. 10.01")
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Har du glömt lösenordet?").click()
    expect(page.get_by_role("button", name="Skicka länk")).to_be_visible()
    page.get_by_label("E-postadress").fill(ANNA)
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Skicka länk").click()
    expect(page.get_by_role("status").filter(has_text="Då är ett mejl på väg dit.")).to_be_visible()
    assert faults_in_all_looks(page) == []
    link = link_in(mails(workplace)[0])
    page.goto(link)
    page.get_by_label("Nytt lösenord").fill("kort")
    page.get_by_label("Samma lösenord igen").fill("kort")
    page.get_by_role("button", name="Spara lösenordet").click()
    expect(page.get_by_role("alert")).to_contain_text("minst 12 tecken")
    assert faults_in_all_looks(page) == []
    page.get_by_label("Nytt lösenord").fill(NEW)
    page.get_by_label("Samma lösenord igen").fill(NEW)
    page.get_by_role("button", name="Spara lösenordet").click()
    expect(page.get_by_role("status").filter(has_text="du är inloggad")).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", name="Länken gäller inte längre")).to_be_visible()
    assert faults_in_all_looks(page) == []


def test_the_own_page_is_readable_and_fits(page: Page) -> None:
    """As it is, with a fault in each of its forms, and when something is kept."""
    log_in(page, "Anna")
    page.get_by_role("link", name="Ditt konto: Anna").click()
    expect(page.get_by_text("Borta: 11 maj 2026 – 15 maj 2026.")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_label("Ersättarens e-postadress").fill(ANNA)
    page.get_by_role("button", name="Spara frånvaron").click()
    expect(page.get_by_role("alert")).to_contain_text("Ersättaren måste vara någon annan")
    assert faults_in_all_looks(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Ersättarens e-postadress")).to_be_focused()
    page.get_by_label("Nuvarande lösenord").fill("fel fel fel fel")
    page.get_by_label("Nytt lösenord").fill(NEW)
    page.get_by_label("Samma lösenord igen").fill(NEW)
    page.get_by_role("button", name="Byt lösenord").click()
    expect(page.get_by_role("alert")).to_contain_text("Det nuvarande lösenordet är fel.")
    assert faults_in_all_looks(page) == []
    page.get_by_label("Titel").fill("Placeringshandläggare")
    page.get_by_role("button", name="Spara uppgifterna").click()
    expect(page.get_by_role("status").filter(has_text="Dina uppgifter är sparade.")).to_be_visible()
    assert faults_in_all_looks(page) == []


def test_the_staff_s_pages_are_readable_and_fit(page: Page, workplace: Workplace) -> None:
    """The list, nobody found, a new colleague with faults and without, one colleague, the question before the end."""
    change(workplace, "bo@provkoping.example", password_hash=None)
    log_in(page, "Eva", STAFF)
    expect(page.locator("tbody tr")).to_have_count(3)
    assert faults_in_all_looks(page) == []
    page.get_by_label("Sök på namn eller e-postadress").fill("ingen alls")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.get_by_text("Ingen medarbetare stämmer med sökningen.")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Bjud in en medarbetare").click()
    expect(page.get_by_role("button", name="Lägg till och bjud in")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_label("Namn").fill("Cia Carlsson-Lindström")
    page.get_by_label("E-postadress", exact=True).fill(ANNA)
    page.get_by_role("button", name="Lägg till och bjud in").click()
    expect(page.get_by_role("alert")).to_contain_text("Adressen finns redan: Anna.")
    assert faults_in_all_looks(page) == []
    page.get_by_label("E-postadress", exact=True).fill("cia.carlsson-lindstrom@provkoping.example")
    page.get_by_text("Samhällsbyggnadsförvaltningen", exact=True).last.click()
    page.get_by_label("Bygglov").check()
    page.get_by_role("button", name="Lägg till och bjud in").click()
    expect(page.get_by_role("status").filter(has_text="En inbjudan är på väg")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Avsluta medarbetaren").click()
    expect(page.get_by_role("button", name="Ja, avsluta Cia Carlsson-Lindström")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Ja, avsluta Cia Carlsson-Lindström").click()
    expect(page.get_by_role("button", name="Ångra avslutet")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Ångra avslutet").click()
    expect(page.get_by_role("status").filter(has_text="Ångrat")).to_be_visible()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the element with these words, or this label, has the focus, and see that it always shows."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found, outline = page.evaluate(
            "(e => [(e.labels && e.labels[0] || e).innerText.trim().replace(/\\s+/g, ' '), "
            "getComputedStyle(e).outlineStyle])"
            "(document.activeElement)"
        )
        if found.startswith(words):
            # A whole line to press shows the focus of the box in it.
            return
        assert outline != "none" or page.evaluate("!!document.activeElement.closest('.choice')"), found
    raise AssertionError(f"Tab never reached {words}")


def test_an_invitation_from_end_to_end_by_keyboard_alone(chromium: Browser, address: str, workplace: Workplace) -> None:
    """Eva invites Cia, who chooses a password and says when she is away: Tab, Enter and letters, without any script."""
    with chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/logga-in")
        page.locator("#email:focus").wait_for()
        page.keyboard.type(EVA)
        tab_to(page, "Lösenord")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/arenden")
        page.goto(f"{STAFF}/ny")
        tab_to(page, "Namn")
        page.keyboard.type("Cia")
        tab_to(page, "E-postadress")
        page.keyboard.type("cia@provkoping.example")
        tab_to(page, "Kommunvägledare")
        page.keyboard.press("Space")
        tab_to(page, "Lägg till och bjud in")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Cia", exact=True).wait_for()
    with chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(link_in(mails(workplace)[0]))
        tab_to(page, "Nytt lösenord")
        page.keyboard.type(NEW)
        tab_to(page, "Samma lösenord igen")
        page.keyboard.type(NEW)
        page.keyboard.press("Enter")
        page.get_by_text("du är inloggad").wait_for()
        tab_to(page, "Ditt konto: Cia")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Ditt konto").wait_for()
        tab_to(page, "Ersättarens e-postadress")
        page.keyboard.type("bo@provkoping.example")
        page.locator("#absent_from").fill("2026-07-06")
        page.locator("#absent_to").fill("2026-07-31")
        tab_to(page, "Spara frånvaron")
        page.keyboard.press("Enter")
        page.get_by_text("Borta: 6 juli 2026 – 31 juli 2026.").wait_for()
    cia = stored(workplace, "cia@provkoping.example")
    assert cia.roles == {Role.HANDLER, Role.FIRST_LINE}
    assert (cia.absent_from, cia.absent_to) == (date(2026, 7, 6), date(2026, 7, 31))
