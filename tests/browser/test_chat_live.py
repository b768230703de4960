"""The chat with scripts: new answers come without a new page, are told once, and nothing that was typed is lost."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.services import Services
from tests.assistant.chat.site import ANSWER, CHOICES, CLEAR, DANGER, UNCLEAR, Site
from tests.browser.chat import ask, begin_anew, opened, send, served

# Counts what a screen reader would tell of: each addition to the log, by the message that came.
WATCH = """() => {
  window.told = [];
  const log = document.querySelector("[role=log]");
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType === 1 && node.matches("[data-message]")) {
          window.told.push(node.dataset.message);
        }
      }
    }
  }).observe(log, { childList: true, subtree: true });
}"""


def test_new_messages_are_told_once_and_the_page_stays(page: Page) -> None:
    """The log is polite and named, each message is added to it once, the document is the same, the title follows."""
    page.evaluate("() => { document.mine = true }")
    page.evaluate(WATCH)
    log = page.get_by_role("log", name="Samtalet med assistenten")
    ask(page, CLEAR)
    expect(log).to_contain_text(ANSWER)
    page.get_by_role("button", name="Ja", exact=True).click()
    expect(log).to_contain_text("Vad bra att svaret hjälpte.")
    ask(page, UNCLEAR)
    page.get_by_role("button", name=CHOICES[0]).click()
    expect(page.get_by_role("heading", name=CHOICES[0])).to_be_visible()
    told = page.evaluate("window.told")
    assert len(told) == len(set(told)) == 6
    assert page.evaluate("document.mine")
    assert page.evaluate("document.querySelector('[role=log]').getAttribute('aria-live')") in (None, "polite")
    expect(page).to_have_title("Ditt samtal – Provstads kommun")
    expect(page.locator("#senaste")).to_have_count(1)
    expect(page.get_by_role("button", name=CHOICES[1])).to_have_count(0)


def test_the_focus_stays_and_the_field_is_ready(page: Page) -> None:
    """After sending, the focus is where it was, the field is empty and its counter begins anew."""
    ask(page, CLEAR)
    expect(page.locator("#senaste h2")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Skicka", exact=True)).to_be_focused()
    expect(page.locator("#fraga")).to_have_value("")
    expect(page.locator("#fraga-antal")).to_have_text("2\u00a0000 tecken kvar")
    expect(page.locator("#laget")).to_be_empty()


def test_what_is_written_meanwhile_stays(page: Page) -> None:
    """The answer comes while the next question is being written: that one is left alone, and so is the page's place."""
    field = page.locator("#fraga")
    page.route("**/fraga", lambda route: (field.evaluate("f => { f.value = 'Och sen' }"), route.continue_()))
    ask(page, CLEAR)
    expect(page.locator("#senaste h2")).to_have_text(CLEAR)
    expect(field).to_have_value("Och sen")


def test_that_it_searches_is_said(page: Page) -> None:
    """From the pressing until the answer, as a status."""
    said: list[str] = []
    page.route("**/fraga", lambda route: (said.append(page.locator("#laget").inner_text()), route.continue_()))
    ask(page, CLEAR)
    expect(page.locator("#senaste h2")).to_have_text(CLEAR)
    assert said == ["Söker svar …"]
    assert page.locator("#laget").get_attribute("role") == "status"


def test_the_same_words_can_be_asked_again(page: Page, site: Site) -> None:
    """The form has a new name after each step, so the second time is a second question."""
    for times in (1, 2):
        ask(page, "Hej!")
        expect(page.locator(".message--resident")).to_have_count(times)
    assert site.count(Message) == 4


def test_pressing_twice_asks_once(page: Page, site: Site) -> None:
    """A double press on the button is one question."""
    page.locator("#fraga").fill(CLEAR)
    page.get_by_role("button", name="Skicka", exact=True).dblclick()
    expect(page.locator("#senaste h2")).to_have_text(CLEAR)
    assert (site.count(Case), site.count(Message)) == (1, 2)


def test_a_lost_connection_keeps_the_words_and_tries_again(page: Page, site: Site) -> None:
    """The fault is told in words, the field keeps its text, and "Försök igen" sends it when the net is back."""
    page.context.set_offline(True)
    ask(page, CLEAR)
    expect(page.get_by_role("alert")).to_contain_text("Det gick inte att nå kommunen.")
    expect(page.locator("#fraga")).to_have_value(CLEAR)
    page.context.set_offline(False)
    page.get_by_role("button", name="Försök igen").click()
    expect(page.locator("#senaste h2")).to_have_text(CLEAR)
    expect(page.get_by_role("alert")).to_be_empty()
    expect(page.locator("#fraga")).to_have_value("")
    assert site.count(Message) == 2


def test_an_answer_that_was_lost_on_its_way_is_not_asked_for_twice(page: Page, site: Site) -> None:
    """The question was stored but its page never came: trying again stores nothing more, and shows the answer."""
    page.route("**/fraga", lambda route: (route.fetch(max_redirects=0), route.abort()))
    ask(page, CLEAR)
    page.get_by_role("alert").wait_for()
    assert site.count(Message) == 2
    page.unroute("**/fraga")
    page.get_by_role("button", name="Försök igen").click()
    expect(page.locator("#senaste h2")).to_have_text(CLEAR)
    assert (site.count(Case), site.count(Message)) == (1, 2)


def test_a_choice_can_be_tried_again_too(page: Page) -> None:
    """The button that was pressed is pressed anew, with its value."""
    ask(page, UNCLEAR)
    page.get_by_role("button", name=CHOICES[1]).wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name=CHOICES[1]).click()
    page.get_by_role("alert").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Försök igen").click()
    expect(page.locator("#senaste h2")).to_have_text(CHOICES[1])


def test_too_many_questions_are_told_and_kept(chromium: Browser, services: Services) -> None:
    """Over the limit the page says so, and what was written stays in the field."""
    site = Site(services, limit="1 per hour")
    with served(site.app) as address, chromium.new_context(base_url=address) as context:
        page = opened(context)
        ask(page, "Hej!")
        expect(page.locator("#senaste")).to_contain_text("Skriv din fråga till kommunen")
        ask(page, CLEAR)
        expect(page.get_by_role("alert")).to_contain_text("Det blev många frågor på kort tid.")
        expect(page.locator("#fraga")).to_have_value(CLEAR)


def test_a_page_whose_cookie_is_gone_can_still_send(page: Page, site: Site) -> None:
    """Open too long, or cleared meanwhile: said plainly, and trying again gets a new form and sends the same words."""
    page.context.clear_cookies()
    ask(page, CLEAR)
    expect(page.get_by_role("alert")).to_contain_text("Sidan har varit öppen för länge.")
    assert site.count(Case) == 0
    page.get_by_role("button", name="Försök igen").click()
    expect(page.locator("#senaste h2")).to_have_text(CLEAR)
    assert site.count(Case) == 1


def test_two_tabs_do_no_harm(page: Page, site: Site) -> None:
    """Each tab shows the whole conversation after its next step; what was ended in one is gone from the other."""
    other = opened(page.context)
    ask(page, CLEAR)
    expect(page.locator("#senaste h2")).to_have_text(CLEAR)
    ask(other, "Hej!")
    expect(other.locator("[data-message]")).to_have_count(4)
    assert site.count(Case) == 1
    begin_anew(page)
    ask(other, "Hallå!")
    expect(other.locator("[data-message]")).to_have_count(2)
    expect(other.get_by_text(ANSWER)).to_have_count(0)
    assert site.count(Case) == 2


def test_back_after_sending_does_no_harm(page: Page, site: Site) -> None:
    """Away to another page and back: the conversation is there, and nothing has been sent again."""
    ask(page, CLEAR)
    expect(page.locator("#senaste h2")).to_have_text(CLEAR)
    page.goto("/fragor")
    page.go_back()
    expect(page.get_by_role("log")).to_contain_text(ANSWER)
    assert site.count(Message) == 2
    send(page)
    expect(page.locator("#fraga-fel")).to_be_visible()
    assert site.count(Message) == 2


def test_other_words_begin_with_those_that_were_asked(page: Page) -> None:
    """ "Fråga med andra ord" puts the question back into the field and goes there; words that stand there stay."""
    ask(page, CLEAR)
    page.get_by_role("button", name="Nej").click()
    page.get_by_role("link", name="Fråga med andra ord").click()
    field = page.locator("#fraga")
    expect(field).to_be_focused()
    expect(field).to_have_value(CLEAR)
    field.fill("Sluta på dagis")
    page.get_by_role("link", name="Fråga med andra ord").click()
    expect(field).to_have_value("Sluta på dagis")


def test_nothing_of_the_conversation_is_kept_in_the_browser(page: Page) -> None:
    """No storage but the one cookie, which no script can read."""
    ask(page, DANGER)
    expect(page.get_by_role("log")).to_contain_text(DANGER)
    kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert DANGER not in kept, kept
    assert ANSWER not in kept, kept
    assert page.evaluate("document.cookie") == ""
    assert {cookie["name"] for cookie in page.context.cookies()} == {"forstalinjen"}
