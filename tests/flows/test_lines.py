"""The mail line from the outside: a question in, the approved answer out; another handed over and answered."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

from sqlalchemy import select

from assistant.cases import handling
from assistant.cases.case import Case, Status
from knowledge.organisation import Role
from knowledge.worktime import WorkingCalendar
from tests.factories import add_staff, group_of
from tests.flows.conftest import MAILBOX, RESIDENT, Installation
from tests.waiting import eventually


def _write(subject: str, text: str, message_id: str, **headers: str) -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = f"Rut Prov <{RESIDENT}>"
    mail["To"] = MAILBOX
    mail["Subject"] = subject
    mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def _sent_to(installation: Installation, recipient: str) -> list[EmailMessage]:
    return [
        email.message_from_bytes(mail.raw, policy=email.policy.default)  # type: ignore[misc]
        for mail in installation.smtp.mails
        if recipient in mail.recipients
    ]


def test_a_simple_question_is_answered_by_mail(installation: Installation) -> None:
    """A mail gets the approved entry, its link and the department's signature, marked as automatic, in its thread."""
    with installation.running("mail", "run"):
        installation.dovecot.deliver(
            MAILBOX, _write("Fråga", "Hur säger jag upp vår förskoleplats?", "<q1@rut.example>")
        )
        answer = eventually(lambda: next(iter(_sent_to(installation, RESIDENT)), None))

    body = answer.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Du säger upp platsen i e-tjänsten." in text
    assert "https://www.prov.example/sag-upp" in text
    assert "Med vänlig hälsning" in text
    assert "Förskola\nProvstads kommun" in text.replace("\r\n", "\n")
    assert "0980-319 210" in text
    assert answer["Auto-Submitted"] == "auto-replied"
    assert answer["In-Reply-To"] == "<q1@rut.example>"
    assert answer["References"] == "<q1@rut.example>"
    assert answer["From"].addresses[0].addr_spec == MAILBOX
    assert answer["Subject"].startswith("Sv: Fråga [#")


def test_a_personal_question_goes_to_a_handler_and_the_reply_comes_back(installation: Installation) -> None:
    """Handed over: receipt and notice go out; the handler's reply is a person's mail, in the same thread."""
    with installation.running("mail", "run"):
        question = _write("Beslut", "Jag vill överklaga mitt beslut om försörjningsstöd", "<q2@rut.example>")
        installation.dovecot.deliver(MAILBOX, question)
        receipt = eventually(lambda: next(iter(_sent_to(installation, RESIDENT)), None))
        notice = eventually(
            lambda: next(iter(_sent_to(installation, "individ--och-familjeomsorg.svar@prov.example")), None)
        )
        with installation.database.transaction() as session:
            case = session.scalars(select(Case)).one()
            handler = add_staff(
                session, "Sara Prov", Role.HANDLER, groups=(group_of(session, "Individ- och familjeomsorg"),)
            )
            handling.reply(
                session, case, handler, "Skicka överklagandet till oss.", WorkingCalendar(), datetime.now(UTC)
            )
            number = case.number
        reply = eventually(lambda: next((m for m in _sent_to(installation, RESIDENT) if not m["Auto-Submitted"]), None))
        # The resident thanks the robot's receipt: no more automatic mail comes of it.
        installation.dovecot.deliver(
            MAILBOX,
            _write(f"Sv: {reply['Subject']}", "Tack!", "<q3@rut.example>", In_Reply_To=str(reply["Message-ID"])),
        )
        eventually(lambda: _messages(installation) >= 5)

    assert number in str(receipt.get_body(("plain",)).get_content())
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert "Jag vill överklaga" in notice.get_body(("plain",)).get_content()
    assert notice["Auto-Submitted"] == "auto-generated"
    assert reply["Auto-Submitted"] is None
    assert reply["In-Reply-To"] == "<q2@rut.example>"
    assert "Sara Prov, Handläggare" in reply.get_body(("plain",)).get_content()
    assert len(_sent_to(installation, RESIDENT)) == 2
    with installation.database.reading() as session:
        kept = session.scalars(select(Case)).one()
        assert kept.status is Status.WAITING
        assert kept.answered_at is not None


def _messages(installation: Installation) -> int:
    with installation.database.reading() as session:
        case = session.scalars(select(Case)).one_or_none()
        return len(case.messages) if case else 0
