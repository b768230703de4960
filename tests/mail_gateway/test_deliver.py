"""The outbox is delivered once: put off, failed, uncertain or abandoned, every mail ends where it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assistant.cases import handling
from assistant.cases.case import Case, EventKind, Status
from assistant.cases.enclosed import Writer
from assistant.cases.outbox import MailKind, OutboxMail, SendState, post_report
from assistant.services import Services
from knowledge.organisation import Municipality, Role, the_municipality
from knowledge.settings import Security, SmtpSettings
from mail_gateway.compose import Outgoing, render
from mail_gateway.deliver import deliver_waiting
from mail_gateway.errors import SmtpUnavailable
from tests.factories import add_staff, group_of
from tests.fakes import Clock
from tests.mail_gateway.post_room import (
    BO,
    DIFFICULT,
    OURS,
    RUT,
    body,
    outbox,
    posted,
    read,
    take_in,
    to_resident,
    with_mail,
    write,
)
from tests.servers.ports import free_port
from tests.servers.smtp import CapturingSmtp, Stage


def the_case(services: Services) -> Case:
    """The one case, with its events."""
    with services.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert case.events
        return case


def failures(services: Services) -> list[dict[str, object]]:
    """What the case says of failed mails."""
    return [event.detail for event in the_case(services).events if event.kind is EventKind.MAIL_FAILED]


def answer(services: Services) -> OutboxMail:
    """The one automatic answer, as it is now."""
    (mail,) = outbox(services, MailKind.ANSWER)
    return mail


def test_a_waiting_mail_is_sent_once(town: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """With its bytes, its id and the server's word kept; a second round sends nothing."""
    take_in(town, write())
    assert deliver_waiting(town) == 1
    (mail,) = smtp.mails
    kept = answer(town)
    assert (kept.state, kept.sent_at, kept.attempts) == (SendState.SENT, clock(), 1)
    assert (kept.rendered, kept.message_id) == (mail.raw, read(mail.raw)["Message-ID"])
    assert (mail.sender, mail.recipients) == (OURS, (RUT,))
    assert kept.server_reply == "250 2.0.0 OK"
    assert deliver_waiting(town) == 0
    assert len(smtp.mails) == 1


def test_section_2_our_id_and_bytes_are_stored_before_the_server_has_them(town: Services) -> None:
    """Whoever answers, or dies, the next moment finds them: the server looks while it takes the mail."""
    seen: list[tuple[SendState, str | None, bytes | None]] = []

    def look(_recipient: str, _raw: bytes) -> None:
        kept = answer(town)
        seen.append((kept.state, kept.message_id, kept.rendered))

    with CapturingSmtp(deliver_to=look) as smtp:
        take_in(town, write())
        assert deliver_waiting(with_mail(town, smtp=SmtpSettings(smtp.host, smtp.port, Security.PLAIN))) == 1
        (sent,) = smtp.mails
    assert seen == [(SendState.SENDING, read(sent.raw)["Message-ID"], sent.raw)]


def test_no_more_than_asked_for(town: Services, smtp: CapturingSmtp) -> None:
    """A round may be cut short, oldest first."""
    take_in(town, write(DIFFICULT))
    assert deliver_waiting(town, most=1) == 1
    assert [mail.kind for mail in outbox(town) if mail.state is SendState.SENT] == [MailKind.NOTICE]
    assert deliver_waiting(town) == 1
    assert len(smtp.mails) == 2


def test_7e_a_mail_that_is_put_off_goes_later_in_the_same_bytes(
    town: Services, smtp: CapturingSmtp, clock: Clock
) -> None:
    """451: one minute, two, four; the resend is identical, though the town has changed its phone meanwhile."""
    take_in(town, write())
    smtp.answer(Stage.RECIPIENT, "451 4.7.1 Senare", times=2)
    for minutes in (1, 2):
        assert deliver_waiting(town) == 1
        put_off = answer(town)
        assert (put_off.state, put_off.next_attempt_at) == (SendState.PENDING, clock() + timedelta(minutes=minutes))
        clock.forward(minutes=minutes, seconds=-1)
        assert deliver_waiting(town) == 0
        clock.forward(seconds=1)
    with town.database.transaction() as session:
        the_municipality(session).phone = "0980-000 000"
    rendered = answer(town).rendered
    assert deliver_waiting(town) == 1
    assert [mail.raw for mail in smtp.mails] == [rendered]
    assert (answer(town).attempts, failures(town)) == (3, [])


def test_a_mail_put_off_for_ever_goes_to_a_person(town: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """After twelve attempts with growing pauses it has failed."""
    take_in(town, write())
    smtp.answer(Stage.FINAL_DOT, "452 4.2.2 Full", times=20)
    tries = 0
    while answer(town).state is SendState.PENDING and tries < 30:
        tries += deliver_waiting(town)
        clock.forward(hours=4)
    assert (tries, answer(town).state) == (12, SendState.FAILED)
    assert the_case(town).status is Status.OPEN


def test_7e_a_refused_answer_hands_the_case_over_without_any_mail(
    town: Services, smtp: CapturingSmtp, clock: Clock
) -> None:
    """554: failed at once, the case open with group and due time, and neither notice nor receipt."""
    take_in(town, write())
    smtp.answer(Stage.FINAL_DOT, "554 5.7.1 Aldrig")
    assert deliver_waiting(town) == 1
    assert (answer(town).state, answer(town).server_reply) == (SendState.FAILED, "554 5.7.1 Aldrig")
    case = the_case(town)
    assert (case.status, case.handed_over_at) == (Status.OPEN, clock())
    assert case.due_at is not None
    assert case.group_id is not None
    assert failures(town) == [{"outbox_id": answer(town).id, "mail_kind": "answer", "state": "failed"}]
    clock.forward(days=1)
    assert deliver_waiting(town) == 0
    assert (len(outbox(town)), smtp.mails) == (1, [])


def test_a_refused_reply_opens_the_case_again(town: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """The handler thought it was done; the resident has heard nothing."""
    take_in(town, write(DIFFICULT))
    deliver_waiting(town)
    clock.forward(hours=1)
    with town.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        group = group_of(session, "Individ- och familjeomsorg")
        handler = add_staff(session, "Sara Prov", Role.HANDLER, groups=(group,))
        handling.reply(session, case, handler, "Gör så här.", town.rules.calendar, clock())
        handling.close(case, handler, clock())
    smtp.refuse(RUT)
    assert deliver_waiting(town) == 1
    assert the_case(town).status is Status.OPEN
    assert [detail["mail_kind"] for detail in failures(town)] == ["reply"]


def test_section_4_a_refused_notice_makes_no_mail(town: Services, smtp: CapturingSmtp) -> None:
    """One system grew from 4 to 5,000 mails that way (facts/mail.md 1)."""
    take_in(town, write(DIFFICULT))
    before = the_case(town)
    smtp.refuse("individ--och-familjeomsorg.svar@prov.example")
    assert deliver_waiting(town) == 2
    after = the_case(town)
    assert [mail.state for mail in outbox(town)] == [SendState.FAILED, SendState.SENT]
    assert (after.status, after.due_at) == (before.status, before.due_at)
    assert deliver_waiting(town) == 0


def test_section_2_one_refused_recipient_does_not_touch_the_others(town: Services, smtp: CapturingSmtp) -> None:
    """Each mail is to one recipient, sent and judged by itself (facts/mail.md 2)."""
    for name in ("anna", "bo", "eva"):
        take_in(town, write(sender=f"{name}@resident.example", message_id=f"<{name}@x>"))
    smtp.refuse("bo@resident.example")
    assert deliver_waiting(town) == 3
    assert [mail.recipients for mail in smtp.mails] == [("anna@resident.example",), ("eva@resident.example",)]
    assert [mail.state for mail in to_resident(town)] == [SendState.SENT, SendState.FAILED, SendState.SENT]


@pytest.mark.parametrize(
    ("stage", "state", "arrived"),
    [
        (Stage.SENDER, SendState.PENDING, 0),
        (Stage.DATA, SendState.UNCERTAIN, 0),
        (Stage.FINAL_DOT, SendState.UNCERTAIN, 1),
    ],
)
def test_7e_a_connection_lost(
    town: Services, smtp: CapturingSmtp, clock: Clock, stage: Stage, state: SendState, arrived: int
) -> None:
    """Before the text it goes again; from then on a person decides, and it is never resent blindly."""
    take_in(town, write())
    with town.database.transaction() as session:
        session.scalars(select(OutboxMail)).one().body = "Svar. " * 20_000
    smtp.drop(stage)
    deliver_waiting(town)
    assert (answer(town).state, len(smtp.mails)) == (state, arrived)
    for _ in range(3):
        clock.forward(hours=5)
        deliver_waiting(town)
    certain = state is SendState.PENDING
    assert len(smtp.mails) == (1 if certain else arrived)
    assert answer(town).state is (SendState.SENT if certain else SendState.UNCERTAIN)
    assert the_case(town).status is (Status.CLOSED if certain else Status.OPEN)


def test_without_a_server_the_mails_wait(town: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """A weekend's outage fails no mail and is told as what it is; when the server is back they all go."""
    gone = with_mail(town, smtp=SmtpSettings("localhost", free_port(), Security.PLAIN))
    take_in(town, write(DIFFICULT))
    for _ in range(15):
        with pytest.raises(SmtpUnavailable, match="refused"):
            deliver_waiting(gone)
        clock.forward(hours=4)
    assert [(mail.state, mail.attempts) for mail in outbox(town)] == [(SendState.PENDING, 0)] * 2
    assert deliver_waiting(town) == 2
    assert len(smtp.mails) == 2


def test_a_wrong_password_fails_no_mail(town: Services) -> None:
    """An expired password is a fault of ours: no resident's answer is given up for it."""
    take_in(town, write())
    with CapturingSmtp(accounts={OURS: "hemligt"}) as strict:
        services = with_mail(town, smtp=SmtpSettings(strict.host, strict.port, Security.PLAIN))
        with pytest.raises(SmtpUnavailable, match="530"):
            deliver_waiting(services)
    assert (answer(town).state, the_case(town).status) == (SendState.PENDING, Status.CLOSED)


@pytest.mark.parametrize("recipient", ["åsa@resident.example", "rut@x..example", "", "inte en adress"])
def test_a_mail_that_cannot_be_written_stops_no_other(town: Services, smtp: CapturingSmtp, recipient: str) -> None:
    """Failed at once with a person told; the mails behind it go in the same round."""
    take_in(town, write())
    with town.database.transaction() as session:
        case = session.scalars(select(Case)).one()
        mail = posted(
            session,
            case,
            town.clock() - timedelta(hours=1),
            MailKind.REPLY,
            recipient=recipient,
            state=SendState.PENDING,
        )
    assert deliver_waiting(town) == 2
    assert [one.state for one in outbox(town)] == [SendState.SENT, SendState.FAILED]
    assert outbox(town, MailKind.REPLY)[0].server_reply == f"no mail can be sent to the address {recipient!r}"
    assert [detail["outbox_id"] for detail in failures(town)] == [mail.id]
    assert len(smtp.mails) == 1
    assert "e-tjänsten" in body(smtp.mails[0].raw)


def test_a_fault_of_the_library_in_one_mail_stops_no_other(
    town: Services, smtp: CapturingSmtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried again it would hold up the whole outbox for ever: that mail alone goes to a person."""

    def broken(mail: Outgoing) -> bytes:
        if mail.recipient == RUT:
            raise ValueError("Header values may not contain linefeed or carriage return characters")
        return render(mail)

    monkeypatch.setattr("mail_gateway.deliver.render", broken)
    take_in(town, write())
    take_in(town, write(sender=BO, message_id="<q2@bo.example>"))
    assert deliver_waiting(town) == 2
    assert [(mail.recipient, mail.state) for mail in outbox(town)] == [
        (RUT, SendState.FAILED),
        (BO, SendState.SENT),
    ]
    assert len(smtp.mails) == 1


def _divides(*_: object) -> None:
    raise ZeroDivisionError


def _breaks_a_rule(session: Session, *_: object) -> None:
    session.execute(insert(Municipality).values(id=1))


@pytest.mark.parametrize("broken", [_divides, _breaks_a_rule])
def test_a_fault_in_a_letter_written_above_stops_no_other(town: Services, smtp: CapturingSmtp, broken: Writer) -> None:
    """Figures may break in any way, in the database too: that letter alone is given up, and an answer goes out."""
    with town.database.transaction() as session:
        post_report(session, "chef@prov.example", "Statistik", town.clock() - timedelta(hours=1))
    take_in(town, write())
    assert deliver_waiting(replace(town, writers={MailKind.REPORT: broken})) == 2
    assert [(mail.kind, mail.state) for mail in outbox(town)] == [
        (MailKind.REPORT, SendState.FAILED),
        (MailKind.ANSWER, SendState.SENT),
    ]
    assert [mail.recipients for mail in smtp.mails] == [(RUT,)]
