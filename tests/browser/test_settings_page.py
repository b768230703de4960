"""The settings in a real browser: readable by all, usable by keyboard and without scripts, wide and narrow."""

from __future__ import annotations

from datetime import date, time

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from assistant.services import Services
from knowledge.answering import set_mode
from knowledge.channel import Channel
from knowledge.mode import AnsweringMode
from knowledge.organisation import Department, OpeningRow, ResponseGroup, Role, StaffMember, the_municipality
from tests.admin.workplace import Workplace
from tests.browser.chat import tab_to
from tests.browser.looks import faults_in_all_looks
from tests.browser.staff import address, log_in
from tests.fakes import Clock

__all__ = ["address"]

INK = "element => getComputedStyle(element).color"
ADDRESS = "bodil@provkoping.example"


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """A town with a department, a group, an administrator and somebody to add."""
    made = Workplace(services, clock)
    made.group("Kommunvägledare", "Kontaktcenter", first_line=True)
    group = made.group("Placering och köhantering")
    made.staff("Bodil", Role.ADMINISTRATOR)
    made.staff("Anna", Role.HANDLER, Role.MANAGER, groups=(group,))
    with services.database.transaction() as session:
        department = session.scalars(select(Department).where(Department.name == "Barn och utbildning")).one()
        department.phone, department.email = "0980-319 250", "barn@provkoping.example"
        department.hours = [OpeningRow(weekday=day, opens=time(8), closes=time(16), label="") for day in range(5)]
        department.hours.append(OpeningRow(day=date(2026, 5, 22), label="Planeringsdag"))
        the_municipality(session).phone = "0980-319 200"
        set_mode(session, department, Channel.CHAT, AnsweringMode.SUGGEST, None, clock())
    return made


@pytest.fixture
def page(tab: Page) -> Page:
    """The settings, with the administrator logged in."""
    log_in(tab, "Bodil", "/installningar")
    return tab


def test_the_pages_of_the_organisation_are_readable_and_fit(page: Page, workplace: Workplace) -> None:
    """Start, town with its letters, departments, one with a fault, its hours, groups, one with a search, the log."""
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Kommunens uppgifter").click()
    expect(page.get_by_text("Med vänlig hälsning").first).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.goto("/installningar/forvaltningar")
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Barn och utbildning", exact=True).click()
    expect(page.get_by_label("Svar inom")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_label("Svar inom").fill("snart")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_label("Svar inom").fill("1")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("De som redan finns behåller sina tider.")).to_be_visible()
    page.get_by_role("link", name="Öppettider", exact=True).click()
    expect(page.get_by_text("Kristi himmelsfärdsdag")).to_be_visible()
    page.get_by_text("Ta bort").click()
    expect(page.get_by_role("button", name="Ja, låt veckans tider gälla")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_label("Måndag").fill("aldrig")
    page.get_by_role("button", name="Spara veckan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.goto("/installningar/svarsgrupper")
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Placering och köhantering").click()
    page.get_by_label("Lägg till någon").fill("bod")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.get_by_text(ADDRESS)).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Lägg till Bodil").click()
    expect(page.get_by_role("status")).to_contain_text("Bodil är med i gruppen")
    page.get_by_role("link", name="Visa ändringarna").click()
    expect(page.get_by_text("anna@provkoping.example, bodil@provkoping.example")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Allt", exact=True).click()
    expect(page.get_by_text("Barn och utbildning, chatt: Föreslå för handläggaren")).to_be_visible()
    assert faults_in_all_looks(page) == []
    with workplace.services.database.reading() as session:
        members = session.scalars(select(ResponseGroup).where(ResponseGroup.name.startswith("Placering"))).one().members
        assert [member.name for member in members] == ["Bodil", "Anna"]


def test_the_pages_of_texts_and_mailboxes_are_readable_and_fit(page: Page) -> None:
    """An empty list, a template with a fault, filled in, saved, taken out of use and back, and the mailboxes."""
    page.get_by_role("link", name="Svarsmallar").click()
    expect(page.get_by_role("link", name="Lägg till svarsmall")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("link", name="Lägg till svarsmall").click()
    page.get_by_label("Namn").fill("Mottaget")
    page.get_by_label("Text", exact=True).fill("Hej {förnamn}!")
    page.get_by_text("Fält som fylls i av sig själva").click()
    page.get_by_role("button", name="Lägg till", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_label("Text", exact=True).fill("Hej {namn}!\n\nVi har tagit emot ärende {nummer}.")
    page.get_by_role("button", name="Se texten ifylld utan att spara").click()
    expect(page.get_by_text("Hej Kim Exempelsson!")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Lägg till", exact=True).click()
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_role("link", name="Mottaget").click()
    page.get_by_text("Ta bort mallen", exact=True).click()
    expect(page.get_by_role("button", name="Ja, ta bort mallen")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Ja, ta bort mallen").click()
    expect(page.get_by_role("heading", name="Mallen är borttagen")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Ta tillbaka mallen").click()
    expect(page.get_by_role("status")).to_contain_text("i handläggarnas lista igen")
    page.goto("/installningar/brevlador")
    assert faults_in_all_looks(page) == []


def test_what_somebody_else_saved_is_readable_and_fits(page: Page, workplace: Workplace) -> None:
    """The notice shows both; sending again decides."""
    page.goto("/installningar/kommunen")
    with workplace.services.database.transaction() as session:
        the_municipality(session).phone = "0980-319 999"
    page.get_by_label("Telefon").fill("0980-319 111")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", name="någon annan har sparat")).to_be_visible()
    expect(page.get_by_label("Telefon")).to_have_value("0980-319 111")
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Sparat.")
    with workplace.services.database.reading() as session:
        assert the_municipality(session).phone == "0980-319 111"


def test_a_manager_reads_in_full_ink(chromium: Browser, address: str) -> None:
    """What is shut can be read as well as what is open, and has no button."""
    with chromium.new_context(base_url=address, locale="sv-SE") as context:
        page = context.new_page()
        log_in(page, "Anna", "/installningar/kommunen")
        expect(page.get_by_label("Telefon")).to_have_value("0980-319 200")
        expect(page.get_by_label("Telefon")).to_be_disabled()
        ink = page.evaluate(
            "[getComputedStyle(document.querySelector('#phone')).color, getComputedStyle(document.body).color]"
        )
        assert ink[0] == ink[1]
        expect(page.get_by_role("button", name="Spara")).to_have_count(0)
        assert faults_in_all_looks(page) == []


def test_a_group_is_made_and_filled_by_keyboard_without_scripts(
    chromium: Browser, address: str, workplace: Workplace
) -> None:
    """From the start page to a member in a new group with Tab, Enter and letters; the focus is seen all the way."""
    with chromium.new_context(base_url=address, locale="sv-SE", java_script_enabled=False) as context:
        page = context.new_page()
        log_in(page, "Bodil", "/installningar")
        page.get_by_role("link", name="Svarsgrupper", exact=False).first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Svarsgrupper")).to_be_visible()
        tab_to(page, "a", "Lägg till svarsgrupp")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Lägg till svarsgrupp")).to_be_visible()
        tab_to(page, "#forvaltning")
        page.keyboard.type("Barn")
        tab_to(page, "#name")
        page.keyboard.type("Skolskjuts")
        tab_to(page, "main button", "Lägg till")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Svarsgruppen finns nu")
        tab_to(page, "#sok")
        page.keyboard.type("anna")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Lägg till Anna")).to_be_visible()
        tab_to(page, "button", "Lägg till Anna")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Anna är med i gruppen")
    with workplace.services.database.reading() as session:
        anna = session.scalars(select(StaffMember).where(StaffMember.name == "Anna")).one()
        assert "Skolskjuts" in [group.name for group in anna.groups]
