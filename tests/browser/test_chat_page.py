"""The residents' chat in a real browser: readable by all, usable by keyboard and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.assistant.chat.site import ANSWER, CHOICES, CLEAR, DANGER, LINK, OWN_CASE, UNCLEAR, Site
from tests.browser.chat import ask, begin_anew, opened, tab_to
from tests.browser.looks import faults_in_all_looks, in_each_look

BOTH = f"{CLEAR} {CHOICES[1]}"


def refused(page: Page, _: Site) -> None:
    """Nothing was written."""
    ask(page, " ")
    expect(page.locator("#fraga-fel")).to_be_visible()


def answered(page: Page, _: Site) -> None:
    """An answer card that asks if it helped."""
    ask(page, CLEAR)
    expect(page.get_by_role("group", name="Hjälpte svaret?")).to_be_visible()


def answered_twice(page: Page, _: Site) -> None:
    """Two questions in one message, two cards."""
    ask(page, BOTH)
    expect(page.locator(".answer")).to_have_count(2)


def suggested(page: Page, _: Site) -> None:
    """A list of questions under the field, one of them chosen."""
    page.locator("#fraga").press_sequentially("säga upp")
    expect(page.get_by_role("option", name=CLEAR)).to_be_visible()
    page.keyboard.press("ArrowDown")


def unsent(page: Page, _: Site) -> None:
    """The connection was lost while sending."""
    page.context.set_offline(True)
    ask(page, CLEAR)
    expect(page.get_by_role("button", name="Försök igen")).to_be_visible()


def about_to_end(page: Page, site: Site) -> None:
    """ "Börja om" asks first."""
    handed_over(page, site)
    page.locator("summary", has_text="Börja om").click()
    expect(page.get_by_role("button", name="Ja, börja om")).to_be_visible()


def not_helped(page: Page, site: Site) -> None:
    """It did not help: what lies near, other words, or a person."""
    answered(page, site)
    page.get_by_role("button", name="Nej").click()
    expect(page.get_by_role("button", name="Låt en person svara")).to_be_visible()


def asked_back(page: Page, _: Site) -> None:
    """Choices."""
    ask(page, UNCLEAR)
    expect(page.get_by_role("button", name=CHOICES[0])).to_be_visible()


def handed_over(page: Page, _: Site) -> None:
    """A case number, and the form for an address."""
    ask(page, OWN_CASE)
    expect(page.get_by_label("E-postadress")).to_be_visible()


def wrong_address(page: Page, site: Site) -> None:
    """An address that cannot be used."""
    handed_over(page, site)
    page.get_by_label("E-postadress").fill("eva")
    page.get_by_role("button", name="Få svar med e-post").click()
    expect(page.locator("#epost-fel")).to_be_visible()


def answered_by_person(page: Page, site: Site) -> None:
    """An address is left, and a handler has replied with a link."""
    handed_over(page, site)
    page.get_by_label("E-postadress").fill("eva@b.example")
    page.get_by_role("button", name="Få svar med e-post").click()
    expect(page.get_by_text("skickas till eva@b.example")).to_be_visible()
    site.answer_as_staff("Hej!\n\n- Överklaga inom tre veckor.\n\nhttps://www.prov.example/overklaga")
    page.reload()
    expect(page.get_by_text("Anna Lind")).to_be_visible()


def in_danger(page: Page, _: Site) -> None:
    """A confidential case."""
    ask(page, DANGER)
    expect(page.get_by_text("Är någon i fara just nu? Ring 112. Socialjouren")).to_be_visible()


def ended(page: Page, site: Site) -> None:
    """The chat has been ended."""
    answered(page, site)
    begin_anew(page)


def lost(page: Page, _: Site) -> None:
    """A page that is not there."""
    page.goto("/finns-inte")


State = Callable[[Page, Site], None]
STATES: list[State] = [
    refused,
    answered,
    answered_twice,
    suggested,
    unsent,
    not_helped,
    asked_back,
    handed_over,
    wrong_address,
    answered_by_person,
    in_danger,
    about_to_end,
    ended,
    lost,
]


@pytest.mark.parametrize("reach", STATES, ids=lambda state: state.__name__)
def test_every_state_can_be_read_by_all(chromium: Browser, address: str, site: Site, reach: State) -> None:
    """WCAG 2.2 A and AA hold, and nothing scrolls sideways, narrow and wide, light and dark."""
    with chromium.new_context(base_url=address) as context:
        page = opened(context)
        reach(page, site)
        assert faults_in_all_looks(page) == []


def test_the_first_page_can_be_read_by_all(page: Page) -> None:
    """The same for the page that everybody meets first; dark is really dark."""
    assert faults_in_all_looks(page) == []
    for _, scheme in in_each_look(page):
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, ground.removeprefix("rgb(").removesuffix(")").split(","))) < 3 * 128) == (scheme == "dark")


def test_the_whole_way_by_keyboard(page: Page) -> None:
    """With Tab and Enter alone: skip link, question, Nej, a person, an address, and the end; the focus never jumps."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "textarea#fraga")
    page.keyboard.type(CLEAR)
    tab_to(page, "button", "Skicka")
    page.keyboard.press("Enter")
    expect(page.locator("#senaste")).to_contain_text(ANSWER)
    expect(page.get_by_role("button", name="Skicka", exact=True)).to_be_focused()
    back_to(page, "button", "Nej")
    page.keyboard.press("Enter")
    expect(page.locator(".helped")).to_be_focused()
    tab_to(page, "button", "Låt en person svara")
    page.keyboard.press("Enter")
    expect(page.locator("#senaste")).to_contain_text("Ditt ärende har nummer")
    expect(page.locator(".helped")).to_be_focused()
    tab_to(page, "input#epost")
    page.keyboard.type("eva@b.example")
    page.keyboard.press("Enter")
    expect(page.get_by_text("skickas till eva@b.example")).to_be_visible()
    tab_to(page, "summary", "Börja om")
    page.keyboard.press("Enter")
    tab_to(page, "button", "Ja, börja om")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Chatten är avslutad")


def back_to(page: Page, selector: str, text: str) -> None:
    """Press Shift and Tab until the focus is there."""
    wanted = page.locator(selector, has_text=text)
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Shift and Tab never reached {selector} {text}")


def test_a_refused_question_has_the_focus_and_its_words(page: Page) -> None:
    """After an error the field is ready to be corrected."""
    ask(page, "å" * 2100)
    field = page.locator("#fraga")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#fraga-fel")).to_contain_text("längre än 2\u00a0000 tecken")
    assert field.input_value() == "å" * 2100


def test_the_counter_follows_the_writing(page: Page) -> None:
    """Letters left, then letters too many, seen at once and said after a pause."""
    field, shown = page.locator("#fraga"), page.locator("#fraga-antal")
    expect(shown).to_have_text("2\u00a0000 tecken kvar")
    field.fill("å" * 1990)
    expect(shown).to_have_text("10 tecken kvar")
    expect(page.locator("#fraga-sagt")).to_have_text("10 tecken kvar")
    field.fill("å👩" * 1001)
    expect(shown).to_have_text("2 tecken för mycket")


def test_the_new_answer_is_in_view(page: Page) -> None:
    """A long conversation opens at its newest message."""
    page.set_viewport_size({"width": 320, "height": 600})
    for times, question in enumerate((CLEAR, "Hej!", CLEAR), start=1):
        ask(page, question)
        expect(page.locator(".message--resident")).to_have_count(times)
    expect(page.locator("#senaste h2")).to_be_in_viewport()


def test_the_back_button_after_ending_shows_nothing(page: Page) -> None:
    """Whoever uses the browser next cannot step back into the conversation."""
    ask(page, DANGER)
    expect(page.get_by_text(DANGER)).to_be_visible()
    begin_anew(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text(DANGER)).to_have_count(0)


def test_everything_works_without_javascript(chromium: Browser, address: str) -> None:
    """Question, answer with its link, no, a person, an address and the end, with scripts off."""
    with chromium.new_context(base_url=address, java_script_enabled=False) as context:
        page = opened(context)
        expect(page.locator("#fraga-antal")).to_have_text("Högst 2\u00a0000 tecken")
        ask(page, CLEAR)
        expect(page.get_by_role("log", name="Samtalet med assistenten")).to_contain_text(ANSWER)
        expect(page.get_by_role("link", name="E-tjänst: Säg upp plats")).to_have_attribute("href", LINK)
        expect(page.locator("#senaste h2")).to_be_in_viewport()
        page.get_by_role("button", name="Nej").click()
        page.get_by_role("link", name="Fråga med andra ord").click()
        expect(page.locator("#fraga")).to_have_value(CLEAR)
        page.get_by_role("button", name="Låt en person svara").click()
        page.get_by_label("E-postadress").fill("eva@b.example")
        page.get_by_role("button", name="Få svar med e-post").click()
        expect(page.get_by_text("skickas till eva@b.example")).to_be_visible()
        begin_anew(page)


def test_the_browser_has_nothing_to_complain_of(chromium: Browser, address: str, site: Site) -> None:
    """No fault in the console, nothing refused by our own policy, nothing asked of anybody else."""
    with chromium.new_context(base_url=address) as context:
        complaints, asked = list[str](), set[str]()
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
        page.goto("/")
        not_helped(page, site)
        assert complaints == []
        assert asked == {address}
