"""Both lines from the outside, on programs that run as an operator starts them: a browser and mails in, mails out."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import UTC, datetime
from email.message import EmailMessage

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases import handling
from assistant.cases.case import Case, Line, Status
from assistant.cases.message import Message
from assistant.cases.response_log import ResponseLog
from knowledge.organisation import staff_by_email
from knowledge.worktime import WorkingCalendar
from tests.flows.conftest import HANDLER, MAILBOX, PASSWORD, Installation
from tests.servers.chromium import browser
from tests.waiting import eventually

SIMPLE = "Hur säger jag upp vår förskoleplats?"
APPEAL = "Jag vill överklaga mitt beslut om försörjningsstöd"


def ask(page: Page, question: str) -> None:
    """Write in the chat's field and send."""
    page.locator("#fraga").fill(question)
    page.get_by_role("button", name="Skicka").click()


def mail(sender: str, subject: str, text: str, message_id: str, **headers: str) -> bytes:
    """A resident's mail."""
    made = EmailMessage(policy=email.policy.SMTP)
    made["From"] = f"Rut Prov <{sender}>"
    made["To"] = MAILBOX
    made["Subject"] = subject
    made["Message-ID"] = message_id
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def sent_to(installation: Installation, recipient: str, words: str = "") -> list[EmailMessage]:
    """The mails with these words that somebody has got, oldest first."""
    mails: list[EmailMessage] = [
        email.message_from_bytes(one.raw, policy=email.policy.default)  # type: ignore[misc]
        for one in installation.smtp.mails
        if recipient in one.recipients
    ]
    return [one for one in mails if words in text_of(one)]


def text_of(one: EmailMessage) -> str:
    """What a mail says in plain text."""
    body = one.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def case_of(session: Session, question: str) -> Case | None:
    """The case that began with these words."""
    begun = select(Message.case_id).where(Message.text.contains(question))
    return session.scalars(select(Case).where(Case.id.in_(begun))).one_or_none()


def test_a_resident_is_answered_in_the_chat(installation: Installation) -> None:
    """The right entry, its link and the department; the assistant says first that it is one; the log remembers."""
    asked = "Säga upp platsen på dagis"
    with browser() as chromium:
        page = chromium.new_page()
        page.goto(installation.url)
        expect(page.get_by_role("log")).to_contain_text("automatiska assistent")
        ask(page, asked)
        expect(page.get_by_role("heading", name="Hur säger jag upp en förskoleplats?")).to_be_visible()
        expect(page.get_by_role("link", name="E-tjänst: Säg upp plats")).to_have_attribute(
            "href", "https://www.prov.example/sag-upp"
        )
        expect(page.get_by_role("log")).to_contain_text("0980-319 210")
        page.get_by_role("button", name="Ja").click()
        expect(page.get_by_role("log")).to_contain_text("Tack!")
        page.close()
    with installation.database.reading() as session:
        case = case_of(session, asked)
        assert case is not None
        log = session.scalars(select(ResponseLog).where(ResponseLog.case_id == case.id)).one()
        assert (case.status, case.line) == (Status.CLOSED, Line.ASSISTANT)
        assert (log.answered, log.line) == (True, Line.ASSISTANT)


def test_a_hand_over_from_the_chat_comes_back_as_a_person_s_mail(installation: Installation) -> None:
    """Handed over with an address; a handler finds it in the inbox, replies, and the mail is a person's."""
    asked, eva = f"{APPEAL} nu", "eva@resident.example"
    with browser() as chromium:
        resident = chromium.new_page()
        resident.goto(installation.url)
        ask(resident, asked)
        expect(resident.get_by_role("heading", name="Ditt ärende")).to_be_visible()
        resident.get_by_label("Namn").fill("Eva Prov")
        resident.get_by_label("E-postadress").fill(eva)
        resident.get_by_role("button", name="Få svar med e-post").click()
        expect(resident.get_by_text(f"skickas till {eva}")).to_be_visible()
        number = re.search(r"20\d\d-\d{6}", resident.inner_text("#arende"))
        assert number is not None

        handler = chromium.new_context().new_page()
        handler.goto(f"{installation.url}/arenden")
        handler.get_by_label("E-postadress").fill(HANDLER)
        handler.get_by_label("Lösenord").fill(PASSWORD)
        handler.get_by_role("button", name="Logga in").click()
        handler.get_by_role("row").filter(has_text=number.group()).get_by_role("link").click()
        expect(handler.get_by_text(asked).first).to_be_visible()
        handler.get_by_label("Ditt svar").fill("Skicka överklagandet till oss.")
        handler.get_by_role("button", name="Skicka svar", exact=True).click()
        # The reply has no greeting and no link, which is said first.
        handler.get_by_role("button", name="Skicka ändå", exact=True).click()
        expect(handler.get_by_role("status")).to_be_visible()

        eventually(lambda: len(sent_to(installation, eva)) >= 2)
        resident.goto(installation.url)
        expect(resident.get_by_role("log")).to_contain_text("Skicka överklagandet till oss.")
        expect(resident.get_by_role("log")).to_contain_text("Sara Prov")
        resident.close()
        handler.context.close()

    receipt, reply = sent_to(installation, eva)
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert number.group() in text_of(receipt)
    assert reply["Auto-Submitted"] is None
    assert "Skicka överklagandet till oss." in text_of(reply)
    assert "Sara Prov, Handläggare" in text_of(reply)
    with installation.database.reading() as session:
        case = case_of(session, asked)
        assert case is not None
        assert case.due_at == WorkingCalendar().add_days(case.messages[0].at, 2)
        assert case.answered_at is not None
        assert case.answered_at <= datetime.now(UTC)
        assert case.line == Line.DEPARTMENT


def test_a_simple_question_is_answered_by_mail(installation: Installation) -> None:
    """A mail gets the approved entry, its link and the department's signature, marked as automatic, in its thread."""
    bo = "bo@resident.example"
    installation.dovecot.deliver(MAILBOX, mail(bo, "Fråga", SIMPLE, "<q1@bo.example>"))
    answer = eventually(lambda: next(iter(sent_to(installation, bo)), None))
    text = text_of(answer)
    assert "Du säger upp platsen i e-tjänsten." in text
    assert "https://www.prov.example/sag-upp" in text
    assert "Med vänlig hälsning" in text
    assert "Förskola\nProvstads kommun" in text.replace("\r\n", "\n")
    assert "0980-319 210" in text
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["In-Reply-To"] == "<q1@bo.example>"
    assert answer["References"] == "<q1@bo.example>"
    assert answer["From"].addresses[0].addr_spec == MAILBOX
    assert answer["Subject"].startswith("Sv: Fråga [#")


def test_a_personal_question_goes_to_a_handler_and_the_reply_comes_back(installation: Installation) -> None:
    """Handed over: receipt and notice go out; the handler's reply is a person's mail, in the same thread."""
    rut, asked = "rut@resident.example", f"{APPEAL} igen"
    installation.dovecot.deliver(MAILBOX, mail(rut, "Beslut", asked, "<q2@rut.example>"))
    receipt = eventually(lambda: next(iter(sent_to(installation, rut)), None))
    group = "individ--och-familjeomsorg.svar@prov.example"
    notice = eventually(lambda: next(iter(sent_to(installation, group, asked)), None))
    with installation.database.transaction() as session:
        case, handler = case_of(session, asked), staff_by_email(session, HANDLER)
        assert case is not None
        assert handler is not None
        handling.reply(session, case, handler, "Skicka överklagandet till oss.", WorkingCalendar(), datetime.now(UTC))
        number = case.number
    reply = eventually(lambda: next((one for one in sent_to(installation, rut) if not one["Auto-Submitted"]), None))
    # The resident thanks the robot's receipt: no more automatic mail comes of it.
    thanks = {"In_Reply_To": str(reply["Message-ID"])}
    installation.dovecot.deliver(MAILBOX, mail(rut, f"Sv: {reply['Subject']}", "Tack!", "<q3@rut.example>", **thanks))
    eventually(lambda: _messages(installation, asked) >= 5)

    assert number in text_of(receipt)
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert notice["Auto-Submitted"] == "auto-generated"
    assert reply["Auto-Submitted"] is None
    assert reply["In-Reply-To"] == "<q2@rut.example>"
    assert "Sara Prov, Handläggare" in text_of(reply)
    assert len(sent_to(installation, rut)) == 2
    with installation.database.reading() as session:
        kept = case_of(session, asked)
        assert kept is not None
        assert kept.status is Status.WAITING
        assert kept.answered_at is not None


def _messages(installation: Installation, question: str) -> int:
    with installation.database.reading() as session:
        case = case_of(session, question)
        return len(case.messages) if case else 0
