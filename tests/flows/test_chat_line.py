"""The chat line from the outside: a browser, the web as a program, the post-room as another, a real mail at the end."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, expect
from sqlalchemy import select

from admin.access.passwords import set_password
from assistant.cases.case import Case, Line, Status
from assistant.cases.response_log import ResponseLog
from knowledge.organisation import Role
from knowledge.worktime import WorkingCalendar
from tests.factories import add_staff, group_of
from tests.flows.conftest import RESIDENT, Installation
from tests.servers.chromium import browser
from tests.waiting import eventually

_PASSWORD = "ett riktigt långt lösenord"


def _wait_for_web(installation: Installation) -> None:
    def answers() -> bool:
        try:
            with urlopen(installation.url) as page:  # noqa: S310 - our own server on loopback
                return bool(page.status == 200)
        except URLError:
            return False

    eventually(answers)


def _ask(page: Page, question: str) -> None:
    page.locator("#fraga").fill(question)
    page.get_by_role("button", name="Skicka").click()


def test_a_resident_is_answered_in_the_chat(installation: Installation) -> None:
    """The right entry, its link and the department; the assistant says first that it is one; the log remembers."""
    with installation.running("web"), browser() as chromium:
        _wait_for_web(installation)
        page = chromium.new_page()
        page.goto(installation.url)
        expect(page.get_by_role("log")).to_contain_text("automatiska assistent")
        _ask(page, "Hur säger jag upp vår förskoleplats?")
        expect(page.get_by_role("heading", name="Hur säger jag upp en förskoleplats?")).to_be_visible()
        expect(page.get_by_role("link", name="E-tjänst: Säg upp plats")).to_have_attribute(
            "href", "https://www.prov.example/sag-upp"
        )
        expect(page.get_by_role("log")).to_contain_text("0980-319 210")
        page.get_by_role("button", name="Ja").click()
        expect(page.get_by_role("log")).to_contain_text("Tack!")
        page.close()
    with installation.database.reading() as session:
        case = session.scalars(select(Case)).one()
        log = session.scalars(select(ResponseLog)).one()
        assert (case.status, case.line) == (Status.CLOSED, Line.ASSISTANT)
        assert (log.answered, log.line, log.case_id) == (True, Line.ASSISTANT, case.id)


def test_a_hand_over_from_the_chat_comes_back_as_a_person_s_mail(installation: Installation) -> None:
    """Handed over with an address; a handler finds it in the inbox, replies, and the mail is a person's."""
    with installation.database.transaction() as session:
        group = group_of(session, "Individ- och familjeomsorg")
        set_password(add_staff(session, "Sara Prov", Role.HANDLER, groups=(group,)), _PASSWORD)
    with installation.running("web"), installation.running("mail", "run"), browser() as chromium:
        _wait_for_web(installation)
        resident = chromium.new_page()
        resident.goto(installation.url)
        _ask(resident, "Jag vill överklaga mitt beslut om försörjningsstöd")
        expect(resident.get_by_role("heading", name="Ditt ärende")).to_be_visible()
        resident.get_by_label("Namn").fill("Rut Prov")
        resident.get_by_label("E-postadress").fill(RESIDENT)
        resident.get_by_role("button", name="Få svar med e-post").click()
        expect(resident.get_by_text(f"skickas till {RESIDENT}")).to_be_visible()
        number = re.search(r"20\d\d-\d{6}", resident.inner_text("#arende"))
        assert number is not None

        handler = chromium.new_context().new_page()
        handler.goto(f"{installation.url}/arenden")
        handler.get_by_label("E-postadress").fill("sara.prov@prov.example")
        handler.get_by_label("Lösenord").fill(_PASSWORD)
        handler.get_by_role("button", name="Logga in").click()
        handler.get_by_role("row").filter(has_text=number.group()).get_by_role("link").click()
        expect(handler.get_by_text("Jag vill överklaga mitt beslut om försörjningsstöd").first).to_be_visible()
        handler.get_by_label("Ditt svar").fill("Skicka överklagandet till oss.")
        handler.get_by_role("button", name="Skicka svar", exact=True).click()
        # The reply has no greeting and no link, which is said first.
        handler.get_by_role("button", name="Skicka ändå", exact=True).click()
        expect(handler.get_by_role("status")).to_be_visible()

        mails = eventually(lambda: _to_resident(installation) if len(_to_resident(installation)) >= 2 else None)
        resident.goto(installation.url)
        expect(resident.get_by_role("log")).to_contain_text("Skicka överklagandet till oss.")
        expect(resident.get_by_role("log")).to_contain_text("Sara Prov")
        resident.close()
        handler.context.close()

    receipt, reply = mails
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert number.group() in _text(receipt)
    assert reply["Auto-Submitted"] is None
    assert "Skicka överklagandet till oss." in _text(reply)
    assert "Sara Prov, Handläggare" in _text(reply)
    with installation.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert case.due_at == WorkingCalendar().add_days(case.messages[0].at, 2)
        assert case.answered_at is not None
        assert case.answered_at <= datetime.now(UTC)
        assert case.line == Line.DEPARTMENT


def _to_resident(installation: Installation) -> list[EmailMessage]:
    return [
        email.message_from_bytes(mail.raw, policy=email.policy.default)  # type: ignore[misc]
        for mail in installation.smtp.mails
        if RESIDENT in mail.recipients
    ]


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
