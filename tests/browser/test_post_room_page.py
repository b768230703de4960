"""The post-room's pages in a real browser: readable by all, and a mail's own page shut into its frame."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.cases.outbox import SendState
from assistant.services import Services
from knowledge.answering import brake_all
from knowledge.organisation import Role
from knowledge.settings import MailboxSettings, MailSettings
from mail_gateway.fetching.progress import note_fault, note_success
from mail_gateway.inbound import InboundState
from tests.admin.workplace import NOW, Workplace
from tests.admin.workplace_mail import outgoing_mail, stored_mail
from tests.browser.looks import faults_in_all_looks, in_each_look
from tests.browser.staff import address, log_in, page
from tests.fakes import Clock
from tests.waiting import eventually

__all__ = ["address", "page"]

BOXES = (
    MailboxSettings("kontakt", "kontakt@provkoping.example", "localhost", "kontakt"),
    MailboxSettings("barn", "barn.och.utbildning@provkoping.example", "localhost", "barn"),
)
SHOWN = (
    b"From: Eva <eva@hemma.example>\r\nSubject: Plats i =?utf-8?q?f=C3=B6rskola?=\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
    b"<p>Hej! Hur <b>s&ouml;ker</b> vi plats?</p><p><a href='https://www.hemma.example/'>Vi bor h\xc3\xa4r</a></p>"
    b"<script>document.body.innerHTML='elakt'</script><img src='https://spion.example/p.gif'>\r\n"
    b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=intyg.pdf\r\n\r\n%PDF-1.7\r\n"
    b"--b--\r\n"
)
# As a phone writes: words and breaks straight in the body, a page set for a wide screen, an address without an end.
PHONE = (
    b"From: Eva <eva@hemma.example>\r\nSubject: Plats\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n<body>Hej! Vi <b>bor</b> i v\xc3\xa4ster.<br>Mvh Eva"
    b"<table width=900><tr><td width=600>https://hemma.example/" + b"obrutet" * 20 + b"</td></tr></table></body>\r\n"
)


@pytest.fixture
def workplace(services: Services, clock: Clock) -> Workplace:
    """Anna, an administrator in a group, and two mailboxes."""
    mail = MailSettings(mailboxes=BOXES)
    made = Workplace(replace(services, settings=replace(services.settings, mail=mail)), clock)
    made.staff("Anna", Role.ADMINISTRATOR, groups=(made.group("Placering och köhantering"),))
    return made


def fill(workplace: Workplace) -> tuple[int, int]:
    """Mails of many kinds, an outbox, troubles; the numbers of a shown mail and of a set-aside one."""
    number, secret = workplace.case("Plats i förskola", 1), workplace.case("", None, confidential=True)
    mail = stored_mail(workplace, SHOWN, case=number)
    for reason in ("auto_submitted", "mailing_list", "spam"):
        stored_mail(workplace, state=InboundState.IGNORED, reason=reason, mailbox="barn")
    stored_mail(workplace, case=secret, reason="sender_limit")
    stored_mail(workplace, state=InboundState.STORED, reason="", sender="", fetched_at=NOW - timedelta(hours=1))
    aside = stored_mail(workplace, case=number, state=InboundState.SET_ASIDE, reason="unreadable", error="died")
    for state in (SendState.PENDING, SendState.FAILED, SendState.UNCERTAIN):
        outgoing_mail(workplace, number, state)
    note_success(workplace.services, BOXES[0])
    note_fault(workplace.services, BOXES[1], "Inloggningen nekades: AUTHENTICATIONFAILED")
    with workplace.services.database.transaction() as session:
        brake_all(session, NOW)
    return mail, aside


def test_the_pages_are_readable_and_fit(page: Page, address: str, workplace: Workplace) -> None:
    """All empty; then everything at once, the lists, a mail, a set-aside one and its question, the outbox."""
    log_in(page, "Anna")
    page.get_by_role("link", name="Postrummet").click()
    expect(page.get_by_role("heading", name="Postrummet", level=1)).to_be_visible()
    assert faults_in_all_looks(page) == []
    mail, aside = fill(workplace)
    page.reload()
    expect(
        page.get_by_role("heading", name="Brevlådan barn.och.utbildning@provkoping.example kan inte")
    ).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.goto(f"{address}/postrummet/mejl")
    assert faults_in_all_looks(page) == []
    page.goto(f"{address}/postrummet/mejl/{mail}")
    expect(page.frame_locator("iframe").get_by_text("Hur söker vi plats?")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.goto(f"{address}/postrummet/mejl/{aside}")
    page.locator("summary", has_text="Försök igen").click()
    expect(page.get_by_role("button", name="Ja, läs mejlet igen")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.get_by_role("button", name="Ja, läs mejlet igen").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert faults_in_all_looks(page) == []
    page.goto(f"{address}/postrummet/utkorg?lage=uncertain")
    assert faults_in_all_looks(page) == []


def test_a_mail_in_its_frame_runs_nothing_and_asks_nobody(
    chromium: Browser, address: str, workplace: Workplace
) -> None:
    """No fault in the console, nothing fetched from elsewhere, the words as they were, and our own look on them."""
    mail, _ = fill(workplace)
    with chromium.new_context(base_url=address, locale="sv-SE") as context:
        page, complaints, asked = context.new_page(), list[str](), set[str]()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
        log_in(page, "Anna")
        page.goto(f"{address}/postrummet/mejl/{mail}")
        body = page.frame_locator("iframe").locator("body")
        assert "Hur söker vi plats?" in body.inner_text()
        assert "elakt" not in body.inner_text()
        assert "sans-serif" in body.evaluate("element => getComputedStyle(element).fontFamily")
        assert body.evaluate("() => self.origin") == "null"
        with page.expect_download() as download:
            page.get_by_role("link", name="intyg.pdf").click()
        assert download.value.suggested_filename == "intyg.pdf"
        assert complaints == []
        assert asked <= {address, "about:srcdoc"}


def test_a_mail_s_own_page_is_painted_flows_and_fits_in_its_frame(
    page: Page, address: str, workplace: Workplace
) -> None:
    """Its words are seen on the ground of our cards, inline ones stay in their line, and nothing scrolls sideways.

    Chromium paints such a frame only while it is in view: a picture of a whole long page shows it empty.
    """
    mail = stored_mail(workplace, PHONE, case=workplace.case("Plats", 1))
    log_in(page, "Anna")
    for look in in_each_look(page):
        page.goto(f"{address}/postrummet/mejl/{mail}")
        assert faults_of_the_framed_mail(page) == [], look


def faults_of_the_framed_mail(page: Page) -> list[str]:
    """What is wrong with PHONE in the page's frame, when its words have been painted: ground, flow, width."""
    frame, letter = page.locator("iframe"), page.frame_locator("iframe").locator("body")
    letter.evaluate("element => { element.style.color = 'transparent' }")
    wordless = frame.screenshot()
    letter.evaluate("element => { element.style.color = '' }")
    eventually(lambda: frame.screenshot() != wordless)
    colour = "element => getComputedStyle(element).backgroundColor"
    grounds = {where.evaluate(colour) for where in (letter, frame, page.locator(".card").first)}
    left, before = letter.locator("b").evaluate("word => [word.offsetLeft, word.parentElement.firstChild.textContent]")
    edge = letter.evaluate("element => parseFloat(getComputedStyle(element).paddingLeft)")
    content, width = letter.evaluate("element => [document.documentElement.scrollWidth, innerWidth]")
    faults = {
        f"several grounds: {grounds}": len(grounds) != 1,
        f"the text begins with {before}": before != "Hej! Vi ",
        f"the bold word begins a line: {left} px": left <= edge + 20,
        f"{content} px in a frame of {width}": content > width,
    }
    return [fault for fault, there in faults.items() if there]
