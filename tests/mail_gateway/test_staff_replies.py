"""A handler's own mail program works too: what answers a notice goes to the resident, or is kept with the reason."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant.cases.case import Case, EventKind, Status
from assistant.cases.handling import close, take
from assistant.cases.message import Author, MessageKind
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.services import Services
from knowledge.organisation import ResponseGroup, Role, StaffMember
from mail_gateway.deliver import deliver_waiting
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.staff_replies import Kept
from tests.factories import add_staff
from tests.fakes import Clock
from tests.mail_gateway.post_room import (
    DIFFICULT,
    OURS,
    RUT,
    body,
    case_of,
    count,
    outbox,
    posted,
    read,
    take_in,
    with_mail,
    write,
)
from tests.servers.smtp import CapturingSmtp

SARA = "sara.handlaggare@prov.example"
SAID = "Hej!\n\nDu kan överklaga inom tre veckor.\n"
QUOTED = "\nDen 18 november 2026 skrev Kommunen <kontakt@prov.example>:\n> Ett nytt ärende väntar.\n> Länk: x\n"


@pytest.fixture
def waiting(town: Services) -> Services:
    """Rut has asked what only a person can answer; the notice has gone to Sara's group."""
    stored = take_in(town, write(DIFFICULT))
    with town.database.transaction() as session:
        case = case_of(session, stored)
        group = session.get_one(ResponseGroup, case.group_id)
        add_staff(session, "Sara Handlaggare", Role.HANDLER, groups=(group,)).email = SARA
    deliver_waiting(town)
    return town


def the_case(services: Services) -> Case:
    """Rut's case as it is now, with what is looked at."""
    with services.database.reading() as session:
        case = session.get_one(Case, session.scalars(select(Case.id).order_by(Case.id)).first())
        assert len(case.messages) + len(case.events) > 0
        assert case.handler is None or case.handler.name
        return case


def notice_id(services: Services) -> str:
    """The Message-ID of the notice that went out."""
    (notice, *_) = outbox(services, MailKind.NOTICE)
    assert notice.message_id
    return notice.message_id


def answered(services: Services, text: str = SAID + QUOTED, **changes: object) -> InboundMail:
    """Sara answers the notice from her mail program."""
    given = {"sender": f"Sara <{SARA}>", "message_id": "<s1@klient>", "subject": "Sv: Nytt ärende", **changes}
    return take_in(services, write(text, **{"In_Reply_To": notice_id(services), **given}))  # type: ignore[arg-type]


def to_rut(services: Services) -> list[OutboxMail]:
    """What people have written to Rut."""
    return outbox(services, MailKind.REPLY)


def test_a_handler_s_answer_goes_to_the_resident(waiting: Services, smtp: CapturingSmtp) -> None:
    """From the municipality's address, with the standard signature, in Rut's thread, without what was quoted."""
    stored = answered(waiting)
    assert (stored.state, stored.reason) == (InboundState.HANDLED, "staff_reply")
    smtp.reset()
    deliver_waiting(waiting)
    (sent,) = smtp.mails
    mail = read(sent.raw)
    assert sent.recipients == (RUT,)
    assert (mail["To"], str(mail["From"]).endswith(f"<{OURS}>"), mail["In-Reply-To"]) == (RUT, True, "<q1@rut.example>")
    assert mail["Auto-Submitted"] is None, "a person has written it"
    text = body(sent.raw)
    assert "Du kan överklaga inom tre veckor." in text
    assert "Sara Handlaggare" in text
    assert "Ett nytt ärende väntar" not in text
    assert SARA not in text


def test_the_case_knows_that_it_came_by_mail(waiting: Services) -> None:
    """The same use case as on the page: Sara has the case, it waits for Rut, and the event says how it came."""
    stored = answered(waiting)
    case = the_case(waiting)
    assert (case.status, case.handler is not None and case.handler.email) == (Status.WAITING, SARA)
    last = case.messages[-1]
    assert (last.author, last.kind, last.id) == (Author.STAFF, MessageKind.REPLY, stored.case_message_id)
    kinds = [event.kind for event in case.events]
    assert kinds[-3:] == [EventKind.TAKEN, EventKind.REPLIED, EventKind.REPLIED_BY_MAIL]


def test_the_notice_may_stand_in_references_alone(waiting: Services) -> None:
    """Some programs write no In-Reply-To."""
    notice = notice_id(waiting)
    assert answered(waiting, In_Reply_To="", References=f"<x@y> {notice}").reason == "staff_reply"


def test_a_second_answer_is_sent_too_but_a_double_send_is_not(waiting: Services) -> None:
    """Sara adds something; and her program sends that twice."""
    answered(waiting)
    answered(waiting, "Jag glömde blanketten.", message_id="<s2@klient>")
    twice = answered(waiting, "Jag glömde blanketten.", message_id="<s3@klient>")
    assert twice.state is InboundState.DUPLICATE
    assert len(to_rut(waiting)) == 2


def _confidential(case: Case, _: StaffMember, __: Clock) -> None:
    case.confidential = True


def _closed(case: Case, sara: StaffMember, clock: Clock) -> None:
    close(case, sara, clock())


def _taken(case: Case, sara: StaffMember, clock: Clock) -> None:
    colleague = StaffMember(name="Kim", email="kim@prov.example", groups=list(sara.groups))
    take(case, colleague, clock())


@pytest.mark.parametrize(
    ("change", "mail", "kept"),
    [
        (_confidential, {}, Kept.CONFIDENTIAL),
        (_closed, {}, Kept.CLOSED),
        (_taken, {}, Kept.TAKEN),
        (None, {"text": QUOTED}, Kept.EMPTY),
        (None, {"attachments": [b"beslut"]}, Kept.ATTACHMENTS),
        (None, {"subject": "VB: Nytt ärende"}, Kept.FORWARDED),
    ],
    ids=["confidential", "closed", "taken", "empty", "attachments", "forwarded"],
)
def test_what_may_not_be_sent_is_kept_and_the_handler_told(
    waiting: Services, clock: Clock, change: object, mail: dict[str, object], kept: Kept
) -> None:
    """Nothing goes to Rut; the text stands in the case with the reason, and Sara gets one short mail."""
    if callable(change):
        with waiting.database.transaction() as session:
            change(session.get_one(Case, the_case(waiting).id), session.scalars(select(StaffMember)).one(), clock)
    stored = answered(waiting, **mail)  # type: ignore[arg-type]
    assert (stored.state, stored.reason) == (InboundState.HANDLED, "staff_reply_kept")
    assert to_rut(waiting) == []
    event = the_case(waiting).events[-1]
    assert (event.kind, event.detail["why"]) == (EventKind.MAIL_NOT_SENT_ON, kept.value)
    if "text" not in mail and kept is not Kept.FORWARDED:
        assert "tre veckor" in event.detail["text"]
    told = [notice for notice in outbox(waiting, MailKind.NOTICE) if notice.recipient == SARA]
    assert len(told) == 1
    assert kept.label in told[0].body
    assert "tre veckor" not in told[0].body
    with waiting.database.reading() as session:
        assert count(session, Case) == 1


def test_a_robot_in_a_handler_s_mailbox_comes_to_rest(waiting: Services, clock: Clock) -> None:
    """An absence message without any mark: sent once at most, and told of four times a day at most."""
    for number in range(8):
        clock.forward(minutes=11)
        answered(waiting, "Jag är ledig till måndag.", message_id=f"<r{number}@klient>")
    assert len(to_rut(waiting)) == 1
    assert len([notice for notice in outbox(waiting, MailKind.NOTICE) if notice.recipient == SARA]) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"In_Reply_To": "<fl.2026-000001.1.0123456789abcdef0123456789abcdef@prov.example>"},
        {"sender": "kim@annan.example"},
        {"sender": "mallory@prov.example"},
        {"Auto_Submitted": "auto-replied"},
        {"Return_Path": "<>"},
    ],
    ids=["forged id", "stranger", "colleague of another group", "robot", "null path"],
)
def test_anybody_else_s_mail_never_goes_to_the_resident(waiting: Services, changes: dict[str, str]) -> None:
    """Not our HMAC, not of the group, or a machine: an ordinary mail, for a person where a person wrote it."""
    with waiting.database.transaction() as session:
        add_staff(session, "Mallory", Role.HANDLER).email = "mallory@prov.example"
    stored = answered(waiting, **changes)
    assert stored.reason not in ("staff_reply", "staff_reply_kept")
    assert to_rut(waiting) == []
    with waiting.database.reading() as session:
        assert count(session, Case) == (1 if "Auto_Submitted" in changes else 2)


def test_whoever_left_is_staff_no_more(waiting: Services) -> None:
    """A closed login's address is anybody's."""
    with waiting.database.transaction() as session:
        session.scalars(select(StaffMember)).one().active = False
    assert answered(waiting).reason == "ordinary"
    assert to_rut(waiting) == []


@pytest.mark.parametrize(("verdict", "reason"), [("pass", "staff_reply"), ("fail", "unverified")])
def test_the_town_s_server_must_believe_the_sender(waiting: Services, verdict: str, reason: str) -> None:
    """Where the server writes its verdict, a From address alone proves nothing (facts/mail.md 1.9)."""
    services = with_mail(waiting, trusted_authserv_id="mx.prov.example")
    header = f"mx.prov.example; dmarc={verdict} header.from=prov.example"
    stored = answered(services, Authentication_Results=header)
    assert (stored.reason, len(to_rut(services))) == (reason, 1 if verdict == "pass" else 0)


def test_an_old_answer_is_not_sent_by_itself(waiting: Services, clock: Clock) -> None:
    """From a restored mailbox: a person looks at it (facts/mail.md 1.12)."""
    arrived = clock()
    clock.forward(days=4)
    raw = write(SAID, sender=SARA, message_id="<s@k>", In_Reply_To=notice_id(waiting))
    assert take_in(waiting, raw, at=arrived).reason == "too_old"
    assert to_rut(waiting) == []


def test_a_mail_in_the_outbox_that_is_no_notice_is_not_answered_so(waiting: Services, clock: Clock) -> None:
    """Rut's own receipt has our HMAC too: who answers it is a resident, whatever group they are in."""
    with waiting.database.transaction() as session:
        case = session.get_one(Case, the_case(waiting).id)
        mail = posted(session, case, clock(), MailKind.RECEIPT)
        assert mail.message_id is None
    (receipt, *_) = [mail for mail in outbox(waiting, MailKind.RECEIPT) if mail.message_id]
    assert answered(waiting, In_Reply_To=receipt.message_id).reason != "staff_reply"
    assert to_rut(waiting) == []
