"""A report of failed delivery marks our mail and opens its case for a person, and causes no mail at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from assistant.cases import handling
from assistant.cases.case import Case, EventKind, Status
from assistant.cases.outbox import MailKind, OutboxMail, SendState
from assistant.services import Services
from knowledge.organisation import Role
from mail_gateway.deliver import deliver_waiting
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.sending.decisions import send_again
from mail_gateway.sending.envelope import bounce_address, envelope_token
from tests.factories import add_staff, group_of
from tests.fakes import Clock
from tests.mail_gateway.post_room import BO, DIFFICULT, OURS, RUT, outbox, read, take_in, to_resident, with_mail, write
from tests.mail_gateway.raw_mail import multipart, part
from tests.servers.smtp import CapturingSmtp

STATUS = "Reporting-MTA: dns; mx.x\r\n\r\nFinal-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n"


def bounce(mail: OutboxMail, action: str = "failed", returned: str | None = None) -> bytes:
    """A standard report (RFC 3464) about one of our mails."""
    assert mail.rendered is not None
    status = STATUS.format(to=mail.recipient, action=action, status="5.1.1")
    status += "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n" if action == "failed" else ""
    headers = mail.rendered.partition(b"\r\n\r\n")[0].decode("ascii")
    return multipart(
        'multipart/report; report-type="delivery-status"',
        part("text/plain", "Ditt mejl kom inte fram."),
        part("message/delivery-status", status),
        returned if returned is not None else part("text/rfc822-headers", headers),
        headers={"From": "MAILER-DAEMON@mx.x", "To": OURS, "Return-Path": "<>", "Message-ID": "<b@mx.x>"},
    )


def answered(services: Services) -> OutboxMail:
    """Rut's question has been answered automatically and the answer has been sent."""
    take_in(services, write())
    deliver_waiting(services)
    (mail,) = outbox(services)
    assert mail.state is SendState.SENT
    return mail


def the_case(services: Services) -> Case:
    """The one case, with its events."""
    with services.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert case.events
        return case


def test_section_4_a_failed_answer_goes_to_a_person(town: Services, clock: Clock) -> None:
    """The mail is marked with the reason, its case is open with a due time, and nobody gets a mail of it."""
    mail = answered(town)
    clock.forward(hours=1)
    stored = take_in(town, bounce(mail))
    assert (stored.state, stored.reason) == (InboundState.BOUNCE, "delivery_report")
    (failed,) = outbox(town)
    assert (failed.state, failed.server_reply) == (SendState.FAILED, "smtp; 550 5.1.1 No such user")
    case = the_case(town)
    assert (case.status, case.handed_over_at) == (Status.OPEN, clock())
    assert case.due_at is not None
    assert case.group_id is not None
    (event,) = [event for event in case.events if event.kind is EventKind.MAIL_FAILED]
    assert event.detail == {"outbox_id": mail.id, "mail_kind": "answer", "state": "failed"}


def test_a_second_report_changes_nothing(town: Services) -> None:
    """Servers repeat themselves."""
    mail = answered(town)
    for _ in range(2):
        take_in(town, bounce(mail))
    assert len([event for event in the_case(town).events if event.kind is EventKind.MAIL_FAILED]) == 1
    assert len(outbox(town)) == 1


def test_crash_9_a_bounce_that_is_fetched_anew_says_nothing_of_the_mail_sent_since(town: Services) -> None:
    """The folder is numbered anew after a person has sent the mail again: it stays sent."""
    mail = answered(town)
    report = bounce(mail)
    take_in(town, report)
    with town.database.transaction() as session:
        send_again(session.get_one(OutboxMail, mail.id), add_staff(session, "Ada", Role.HANDLER), town.clock())
    deliver_waiting(town)
    again = take_in(town, report, uidvalidity=2)
    assert again.state is InboundState.DUPLICATE
    assert outbox(town)[0].state is SendState.SENT


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_section_4_a_delay_or_a_delivery_is_no_failure(town: Services, action: str) -> None:
    """Only `failed` is (RFC 3464 2.3.3)."""
    mail = answered(town)
    stored = take_in(town, bounce(mail, action))
    assert stored.state is InboundState.BOUNCE
    assert outbox(town)[0].state is SendState.SENT
    assert the_case(town).status is Status.CLOSED


def test_a_bounce_about_nothing_of_ours(town: Services) -> None:
    """Somebody forged our address: the report is kept and does nothing."""
    mail = answered(town)
    stored = take_in(town, bounce(mail, returned=part("message/rfc822", "Message-ID: <spam@x>\r\n\r\nKöp!")))
    assert stored.state is InboundState.BOUNCE
    assert outbox(town)[0].state is SendState.SENT
    assert the_case(town).status is Status.CLOSED


def test_section_4_a_bounce_that_is_no_report(town: Services) -> None:
    """An old server's plain text with our headers in it, from its daemon and with the null path."""
    mail = answered(town)
    assert mail.rendered is not None
    text = "Hi. This is the qmail-send program.\n--- Below this line is a copy of the message.\n\n"
    text += mail.rendered.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n", "\n")
    take_in(
        town,
        write(text, sender="MAILER-DAEMON@mx.x", subject="failure notice", message_id="<b@x>", Return_Path="<>"),
    )
    assert outbox(town)[0].state is SendState.FAILED
    assert the_case(town).status is Status.OPEN


def reply_as_a_person(services: Services) -> OutboxMail:
    """A handler answers Rut's difficult question, and the reply has been sent."""
    with services.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        group = group_of(session, "Individ- och familjeomsorg")
        handler = add_staff(session, "Sara Prov", Role.HANDLER, groups=(group,))
        handling.reply(session, case, handler, "Gör så här.", services.rules.calendar, services.clock())
        handling.close(case, handler, services.clock())
    deliver_waiting(services)
    return outbox(services, MailKind.REPLY)[0]


def test_section_4_the_mail_that_came_back_is_the_one_that_is_marked(town: Services, clock: Clock) -> None:
    """A returned reply refers to the receipt before it in the thread; only the reply has failed, and opens the case."""
    take_in(town, write(DIFFICULT))
    deliver_waiting(town)
    (receipt,) = outbox(town, MailKind.RECEIPT)
    clock.forward(hours=1)
    second = write(
        "Jag väntar.",
        subject="Sv: Fråga",
        message_id="<q2@x>",
        In_Reply_To=str(receipt.message_id),
        References=f"<q1@rut.example> {receipt.message_id}",
    )
    assert take_in(town, second).case_message_id is not None
    reply = reply_as_a_person(town)
    assert str(receipt.message_id).encode() in (reply.rendered or b""), "the reply refers to the receipt"
    already = len(outbox(town))
    clock.forward(hours=1)
    take_in(town, bounce(reply))
    states = {mail.kind: mail.state for mail in outbox(town) if mail.kind is not MailKind.NOTICE}
    assert states == {MailKind.RECEIPT: SendState.SENT, MailKind.REPLY: SendState.FAILED}
    assert the_case(town).status is Status.OPEN
    assert the_case(town).answered_at is None, "what never arrived answered nobody"
    assert len(outbox(town)) == already


def test_a_failed_notice_leaves_the_case_alone(town: Services) -> None:
    """The group has the case already; that its mailbox is broken stands among the events."""
    take_in(town, write(DIFFICULT))
    deliver_waiting(town)
    (notice,) = outbox(town, MailKind.NOTICE)
    before = the_case(town)
    take_in(town, bounce(notice))
    after = the_case(town)
    assert outbox(town, MailKind.NOTICE)[0].state is SendState.FAILED
    assert (after.status, after.handed_over_at, after.due_at) == (before.status, before.handed_over_at, before.due_at)
    assert after.events[-1].kind is EventKind.MAIL_FAILED


def test_section_4_after_a_bounce_the_address_gets_nothing_automatic(town: Services, clock: Clock) -> None:
    """The next question from there goes to a person without a receipt."""
    take_in(town, bounce(answered(town)))
    clock.forward(hours=2)
    stored = take_in(town, write("Vad kostar en förskoleplats?", message_id="<q2@x>"))
    assert stored.state is InboundState.HANDLED
    assert len(to_resident(town)) == 1


def test_section_4_a_person_who_attaches_a_mail_is_no_bounce(town: Services, clock: Clock) -> None:
    """An .eml of ours in a resident's question is a question."""
    mail = answered(town)
    assert mail.rendered is not None
    clock.forward(minutes=30)
    raw = multipart(
        "multipart/mixed",
        part("text/plain", "Vad betyder det här mejlet?"),
        part("message/rfc822", mail.rendered.decode("ascii")),
        headers={"To": OURS, "Message-ID": "<eml@x>"},
    )
    stored = take_in(town, raw)
    assert stored.state is InboundState.HANDLED
    assert outbox(town)[0].state is SendState.SENT


def test_a_very_old_report_still_counts(town: Services, clock: Clock) -> None:
    """A server may give up after five days; the 72-hour rule is about answers."""
    mail = answered(town)
    clock.forward(days=5)
    stored: InboundMail = take_in(town, bounce(mail), at=clock() - timedelta(hours=80))
    assert stored.state is InboundState.BOUNCE
    assert outbox(town)[0].state is SendState.FAILED


def verp(services: Services) -> Services:
    """The same post-room, whose server delivers plus addresses."""
    boxes = tuple(replace(box, plus_addresses=True) for box in services.settings.mail.mailboxes)
    return with_mail(services, mailboxes=boxes)


def returned_to(address: str, *parts: str) -> bytes:
    """A report that says nothing of which mail it is about, sent to this address."""
    return multipart(
        'multipart/report; report-type="delivery-status"',
        part("text/plain", "Ditt mejl kom inte fram."),
        *(parts or (part("message/delivery-status", STATUS.format(to=RUT, action="failed", status="5.1.1")),)),
        headers={"From": "MAILER-DAEMON@mx.x", "To": address, "Return-Path": "<>", "Message-ID": "<b@mx.x>"},
    )


@pytest.mark.parametrize("header", ["To", "Delivered-To", "X-Original-To"])
def test_section_4_a_bounce_is_known_by_its_address(town: Services, smtp: CapturingSmtp, header: str) -> None:
    """VERP: the envelope's sender names the mail, From stays the mailbox; nothing else is needed (facts/mail.md 4)."""
    services = verp(town)
    mail = answered(services)
    (sent,) = smtp.mails
    assert sent.sender == bounce_address(OURS, mail.id, services.settings.secrets.key) == mail.sender
    assert sent.sender.startswith("kontakt+fl.")
    assert read(sent.raw)["From"].addresses[0].addr_spec == OURS
    raw = returned_to(OURS).replace(b"To: " + OURS.encode(), f"{header}: {sent.sender}".encode(), 1)
    assert take_in(services, raw).state is InboundState.BOUNCE
    assert outbox(services)[0].state is SendState.FAILED
    assert the_case(services).status is Status.OPEN


def test_a_made_up_bounce_address_names_no_mail(town: Services) -> None:
    """Without the key nobody can say that our mail came back."""
    services = verp(town)
    mail = answered(services)
    forged = bounce_address(OURS, mail.id, "en annan nyckel")
    assert take_in(services, returned_to(forged)).state is InboundState.BOUNCE
    assert outbox(services)[0].state is SendState.SENT


def test_section_4_the_address_knows_better_than_the_ids(town: Services, clock: Clock) -> None:
    """VERP comes first: the ids in a report are what its writer says."""
    services = verp(town)
    first = answered(services)
    clock.forward(hours=1)
    take_in(services, write("Vad kostar en förskoleplats?", sender=BO, message_id="<q2@bo.example>"))
    deliver_waiting(services)
    second = outbox(services)[-1]
    assert second.id != first.id
    headers = (first.rendered or b"").partition(b"\r\n\r\n")[0].decode("ascii")
    take_in(services, returned_to(second.sender, part("text/rfc822-headers", headers)))
    states = {mail.id: mail.state for mail in outbox(services)}
    assert (states[first.id], states[second.id]) == (SendState.SENT, SendState.FAILED)


@pytest.mark.parametrize(("mine", "state"), [(True, SendState.FAILED), (False, SendState.SENT)])
def test_section_4_a_bounce_is_known_by_the_envelope_s_id(town: Services, mine: bool, state: SendState) -> None:
    """Original-Envelope-Id (RFC 3464 2.2.1) is what we called the mail; another's is nothing to us."""
    mail = answered(town)
    token = envelope_token(mail.id, town.settings.secrets.key if mine else "en annan nyckel")
    status = f"Original-Envelope-Id: {token}\r\n" + STATUS.format(to=RUT, action="failed", status="5.1.1")
    take_in(town, returned_to(OURS, part("message/delivery-status", status)))
    assert outbox(town)[0].state is state
