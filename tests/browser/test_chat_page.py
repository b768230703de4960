"""The residents' chat in a real browser: readable by all, usable by keyboard and without JavaScript."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from assistant.services import Services
from tests.assistant.chat.site import ANSWER, CHOICES, CLEAR, DANGER, LINK, OWN_CASE, UNCLEAR, Site
from tests.servers.chromium import axe_violations, browser

LOOKS = [(width, scheme) for width in (320, 1280) for scheme in ("light", "dark")]


@pytest.fixture
def database_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """Pages look the same on both databases, so one is enough here."""
    shutil.copy(migrated_sqlite, tmp_path / "forstalinjen.sqlite")
    return f"sqlite:///{tmp_path / 'forstalinjen.sqlite'}"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium."""
    with browser() as running:
        yield running


@pytest.fixture
def site(services: Services) -> Site:
    """The small town's pages."""
    return Site(services)


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """The running application."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """The chat, opened on a wide screen."""
    with chromium.new_context(base_url=address) as context:
        yield opened(context)


def opened(context: BrowserContext) -> Page:
    """A new tab with the chat in it."""
    page = context.new_page()
    page.goto("/")
    return page


def ask(page: Page, text: str) -> None:
    """Write in the field and send."""
    page.locator("#fraga").fill(text)
    page.get_by_role("button", name="Skicka", exact=True).click()


def refused(page: Page, _: Site) -> None:
    """Nothing was written."""
    ask(page, " ")
    expect(page.locator("#fraga-fel")).to_be_visible()


def answered(page: Page, _: Site) -> None:
    """An answer card that asks if it helped."""
    ask(page, CLEAR)
    expect(page.get_by_role("group", name="Hjälpte svaret?")).to_be_visible()


def not_helped(page: Page, site: Site) -> None:
    """It did not help: other words, or a person."""
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
    page.get_by_role("button", name="Avsluta chatten").click()
    expect(page.get_by_text("Chatten är avslutad")).to_be_visible()


def lost(page: Page, _: Site) -> None:
    """A page that is not there."""
    page.goto("/finns-inte")


State = Callable[[Page, Site], None]
STATES: list[State] = [
    refused,
    answered,
    not_helped,
    asked_back,
    handed_over,
    wrong_address,
    answered_by_person,
    in_danger,
    ended,
    lost,
]


def sideways(page: Page) -> int:
    """How many pixels of the page lie outside the window's width."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("reach", STATES, ids=lambda state: state.__name__)
def test_every_state_can_be_read_by_all(chromium: Browser, address: str, site: Site, reach: State) -> None:
    """WCAG 2.2 A and AA hold, and nothing scrolls sideways, narrow and wide, light and dark."""
    with chromium.new_context(base_url=address) as context:
        page = opened(context)
        reach(page, site)
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            assert axe_violations(page) == [], (width, scheme)
            assert sideways(page) == 0, (width, scheme)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_first_page_can_be_read_by_all(page: Page, width: int, scheme: str) -> None:
    """The same for the page that everybody meets first; dark is really dark."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert axe_violations(page) == []
    assert sideways(page) == 0
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, ground.removeprefix("rgb(").removesuffix(")").split(","))) < 3 * 128) == (scheme == "dark")


def test_the_whole_way_by_keyboard(page: Page) -> None:
    """With Tab and Enter alone: skip link, question, Nej, a person, an address, and the end."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "textarea#fraga")
    page.keyboard.type(CLEAR)
    tab_to(page, "button", "Skicka")
    page.keyboard.press("Enter")
    expect(page.locator("#senaste")).to_be_focused()
    tab_to(page, "button", "Nej")
    page.keyboard.press("Enter")
    expect(page.locator(".helped")).to_be_focused()
    tab_to(page, "button", "Låt en person svara")
    page.keyboard.press("Enter")
    expect(page.locator("#senaste")).to_contain_text("Ditt ärende har nummer")
    tab_to(page, "input#epost")
    page.keyboard.type("eva@b.example")
    page.keyboard.press("Enter")
    expect(page.locator("#arende")).to_be_focused()
    tab_to(page, "button", "Avsluta chatten")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Chatten är avslutad")


def tab_to(page: Page, selector: str, text: str = "") -> None:
    """Press Tab until the focus is there, and see that everything on the way shows it."""
    wanted = page.locator(selector, has_text=text) if text else page.locator(selector)
    for _ in range(40):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never reached {selector} {text}")


def test_a_refused_question_has_the_focus_and_its_words(page: Page) -> None:
    """After an error the field is ready to be corrected."""
    ask(page, "å" * 2100)
    field = page.locator("#fraga")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert field.input_value() == "å" * 2000


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
    for question in (CLEAR, "Hej!", CLEAR):
        ask(page, question)
    expect(page.locator("#senaste h2")).to_be_in_viewport()


def test_the_back_button_after_ending_shows_nothing(page: Page) -> None:
    """Whoever uses the browser next cannot step back into the conversation."""
    ask(page, DANGER)
    expect(page.get_by_text(DANGER)).to_be_visible()
    page.get_by_role("button", name="Avsluta chatten").click()
    expect(page.get_by_text("Chatten är avslutad")).to_be_visible()
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
        page.get_by_role("button", name="Nej").click()
        page.get_by_role("button", name="Låt en person svara").click()
        page.get_by_label("E-postadress").fill("eva@b.example")
        page.get_by_role("button", name="Få svar med e-post").click()
        expect(page.get_by_text("skickas till eva@b.example")).to_be_visible()
        page.get_by_role("button", name="Avsluta chatten").click()
        expect(page.get_by_text("Chatten är avslutad")).to_be_visible()


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
