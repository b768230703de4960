"""Suggestions while one writes, as a combobox: found by ear, used by keyboard and by pointer, and never in the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.assistant.chat.site import ANSWER, CHOICES, CLEAR, Site
from tests.browser.chat import opened, send

BEGUN = "köplats"


@pytest.fixture
def field(page: Page) -> Locator:
    """The field, with a list of two suggestions open."""
    found = page.locator("#fraga")
    found.press_sequentially(BEGUN)
    expect(page.get_by_role("option")).to_have_count(2)
    return found


def test_it_is_a_combobox_whose_list_is_told(page: Page, field: Locator) -> None:
    """Role, name, expanded, the list it controls, and how many there are, said politely."""
    expect(field).to_have_role("combobox")
    expect(field).to_have_accessible_name("Din fråga")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(field).to_have_attribute("aria-controls", "forslag")
    expect(page.get_by_role("listbox", name="Frågor som har svar")).to_be_visible()
    expect(page.locator("#forslag-sagt")).to_have_text("2 förslag. Välj med piltangenterna.")
    assert field.get_attribute("aria-activedescendant") is None


def test_the_arrows_go_round_the_list_and_back_to_the_text(page: Page, field: Locator) -> None:
    """Down and up; the focus stays in the field and names the chosen option."""
    places = ["forslag-1", "forslag-2", None, "forslag-1"]
    for place in places:
        page.keyboard.press("ArrowDown")
        assert field.get_attribute("aria-activedescendant") == place
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == "forslag-2"
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    expect(field).to_be_focused()
    expect(field).to_have_value(BEGUN)


def test_enter_chooses_and_the_answer_comes(page: Page, field: Locator, site: Site) -> None:
    """The chosen entry's answer is shown at once, logged as chosen; the field is empty and still has the focus."""
    page.keyboard.press("ArrowDown")
    wanted = page.get_by_role("option", selected=True).inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#senaste h2")).to_have_text(wanted)
    assert wanted in CHOICES
    assert site.logged_reasons() == ["chosen"]
    expect(field).to_have_value("")
    expect(field).to_be_focused()
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_enter_without_a_choice_is_a_new_line(page: Page, field: Locator) -> None:
    """Nothing is chosen for anybody."""
    page.keyboard.press("Enter")
    expect(field).to_have_value(f"{BEGUN}\n")


def test_escape_closes_and_keeps_the_words(page: Page, field: Locator) -> None:
    """The list goes, the text stays, and more letters open it again."""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value(BEGUN)
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    expect(page.get_by_role("listbox")).to_be_visible()


@pytest.mark.usefixtures("field")
def test_leaving_the_field_closes_the_list(page: Page) -> None:
    """Tab goes on to the button, and the list is out of the way."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Skicka", exact=True)).to_be_focused()
    expect(page.get_by_role("listbox")).to_have_count(0)


@pytest.mark.usefixtures("field")
def test_a_suggestion_can_be_pressed(page: Page) -> None:
    """By pointer or finger."""
    page.get_by_role("option", name=CHOICES[1]).click()
    expect(page.locator("#senaste h2")).to_have_text(CHOICES[1])


def test_the_words_themselves_can_always_be_sent(page: Page) -> None:
    """With the list open, the button sends what is written; the list covers nothing."""
    page.locator("#fraga").press_sequentially(CLEAR)
    expect(page.get_by_role("listbox")).to_be_visible()
    send(page)
    expect(page.get_by_role("log")).to_contain_text(ANSWER)


def test_it_asks_seldom(page: Page) -> None:
    """Not below three letters, not for each letter, and not for a whole letter of text."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/forslag" in request.url else None)
    field = page.locator("#fraga")
    field.press_sequentially("sä")
    field.fill("å" * 300)
    field.fill("")
    field.press_sequentially("säga upp", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    assert len(asked) == 1, asked


def test_a_lost_connection_is_no_trouble_while_writing(page: Page) -> None:
    """Suggestions are a help: without them nothing is said, and the words stay."""
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.locator("#fraga").press_sequentially("säga upp")
    expect(page.get_by_role("alert")).to_be_empty()
    expect(page.locator("#fraga")).to_have_value("säga upp")
    assert failed


def test_without_scripts_the_field_is_a_plain_one(chromium: Browser, address: str) -> None:
    """No role that nothing answers to."""
    with chromium.new_context(base_url=address, java_script_enabled=False) as context:
        field = opened(context).locator("#fraga")
        expect(field).to_have_role("textbox")
        assert field.get_attribute("aria-expanded") is None
