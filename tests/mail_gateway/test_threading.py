"""A reply finds its case, and nobody gets into somebody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assistant.cases import handling
from assistant.cases.case import Case, Status
from assistant.cases.outbox import MailKind
from assistant.services import Services
from knowledge.organisation import Role
from mail_gateway.deliver import deliver_waiting
from mail_gateway.inbound import InboundMail
from mail_gateway.sending.envelope import bounce_address
from tests.factories import add_staff, group_of
from tests.fakes import Clock
from tests.mail_gateway.post_room import (
    BO,
    DIFFICULT,
    OURS,
    RUT,
    case_of,
    count,
    outbox,
    questions,
    take_in,
    to_resident,
    with_mail,
    write,
)

UNPROVED = "mx.prov.example; spf=fail smtp.mailfrom=rut@resident.example"
PROVED = "mx.prov.example; dkim=pass header.d=resident.example"
MORE = "Jag glömde säga att det är bråttom."


@pytest.fixture
def waiting(town: Services) -> Services:
    """Rut has asked what only a person can answer; notice and receipt have been sent."""
    take_in(town, write(DIFFICULT))
    deliver_waiting(town)
    return town


def the_case(services: Services) -> Case:
    """Rut's case."""
    with services.database.reading() as session:
        return session.scalars(select(Case).order_by(Case.id)).first() or pytest.fail("no case")


def sent_id(services: Services, kind: MailKind) -> str:
    """The Message-ID of our first mail of this kind."""
    mail = outbox(services, kind)[0]
    assert mail.message_id is not None
    return mail.message_id


def is_in_the_case(services: Services, stored: InboundMail) -> bool:
    """Whether a mail continued Rut's case; if not it must be in a case of its own, linked to hers."""
    ruts = the_case(services)
    with services.database.reading() as session:
        case = case_of(session, stored)
        assert case.id == ruts.id or case.linked_case_id == ruts.id
        return case.id == ruts.id


def test_rule_3_1_a_reply_to_our_mail_continues_the_case(waiting: Services) -> None:
    """By In-Reply-To, whatever the subject's prefixes; the group hears of it, the sender gets no second receipt."""
    receipt = sent_id(waiting, MailKind.RECEIPT)
    subject = f"SV: Re: Sv: Fråga [#{the_case(waiting).number}]"
    stored = take_in(waiting, write(MORE, subject=subject, message_id="<q2@x>", In_Reply_To=receipt))
    assert is_in_the_case(waiting, stored)
    with waiting.database.reading() as session:
        assert questions(session, case_of(session, stored)) == [DIFFICULT, MORE]
    assert len(to_resident(waiting)) == 1


@pytest.mark.parametrize(("sender", "mine", "gets_in"), [(RUT, True, True), (RUT, False, False), (BO, True, False)])
def test_rule_3_2_a_reply_to_our_plus_address_continues_the_case(
    waiting: Services, sender: str, mine: bool, gets_in: bool
) -> None:
    """Some programs answer the envelope's sender (facts/mail.md 3.2): its token is ours, and the sender a party.

    The plus address is our own, so the mail is addressed to us and no stranger's.
    """
    (receipt,) = outbox(waiting, MailKind.RECEIPT)
    address = bounce_address(OURS, receipt.id, waiting.settings.secrets.key if mine else "en annan nyckel")
    stored = take_in(waiting, write(MORE, sender=sender, to=address, subject="Sv: Fråga", message_id="<q2@x>"))
    assert stored.reason != "not_addressed_to_us"
    with waiting.database.reading() as session:
        assert (case_of(session, stored).id == the_case(waiting).id) is gets_in


@pytest.mark.parametrize("place", ["ours", "theirs"])
def test_rule_3_1_references_are_read_from_the_right(waiting: Services, clock: Clock, place: str) -> None:
    """Without In-Reply-To the latest known id counts, of our mail or of theirs; strangers' ids are passed over."""
    clock.forward(hours=1)
    other = take_in(waiting, write("Vad kostar en plats på månen?", subject="Månen", message_id="<moon@rut.example>"))
    known = sent_id(waiting, MailKind.RECEIPT) if place == "ours" else "<q1@rut.example>"
    stored = take_in(
        waiting, write(MORE, message_id="<q2@x>", References=f"<moon@rut.example> {known} <unknown@x> <unknown2@x>")
    )
    assert is_in_the_case(waiting, stored)
    by_reply = take_in(
        waiting,
        write(MORE, subject="Månen", message_id="<q3@x>", In_Reply_To="<moon@rut.example>", References=known),
    )
    with waiting.database.reading() as session:
        assert case_of(session, by_reply).id == case_of(session, other).id


def test_rule_3_1_a_thread_of_thousands_is_read_from_its_end(waiting: Services) -> None:
    """A hostile References costs a bounded number of questions; the latest ids are the ones that count."""
    many = " ".join(f"<{number}@x>" for number in range(3000))
    receipt = sent_id(waiting, MailKind.RECEIPT)
    assert is_in_the_case(waiting, take_in(waiting, write(MORE, message_id="<2@x>", References=f"{many} {receipt}")))
    lost = take_in(waiting, write("Annat?", message_id="<3@x>", References=f"{receipt} {many}"))
    with waiting.database.reading() as session:
        assert case_of(session, lost).linked_case_id is None


def test_rule_3_3_the_number_in_the_subject_is_enough_for_a_party(waiting: Services) -> None:
    """A new mail with the tag, from the resident's own address, continues the case."""
    subject = f"Mer om [#{the_case(waiting).number}]"
    assert is_in_the_case(waiting, take_in(waiting, write(MORE, subject=subject, message_id="<q2@x>")))
    unknown = take_in(waiting, write("Annat?", subject="Fråga [#2026-999999]", message_id="<q3@x>"))
    with waiting.database.reading() as session:
        assert case_of(session, unknown).linked_case_id is None


@pytest.mark.parametrize("way", ["number", "their id", "our id"])
def test_rule_3_3_nobody_else_gets_into_the_case(waiting: Services, way: str) -> None:
    """With another's number or ids: a case of their own, linked, whose answers go to them and not to Rut."""
    case = the_case(waiting)
    headers = {
        "number": {"subject": f"Sv: Fråga [#{case.number}]"},
        "their id": {"In_Reply_To": "<q1@rut.example>"},
        "our id": {"In_Reply_To": sent_id(waiting, MailKind.RECEIPT)},
    }[way]
    stored = take_in(waiting, write(DIFFICULT, sender=BO, message_id="<bo@x>", **headers))
    assert not is_in_the_case(waiting, stored)
    with waiting.database.reading() as session:
        resident = case_of(session, stored).resident
        assert resident is not None
        assert resident.email == BO
        assert questions(session, session.get_one(Case, case.id)) == [DIFFICULT]
    assert [mail.recipient for mail in to_resident(waiting)][1:] == [BO]


@pytest.mark.parametrize(
    ("way", "verdict", "gets_in"),
    [
        ("number", UNPROVED, False),
        ("number", PROVED, True),
        ("their id", UNPROVED, False),
        ("their id", PROVED, True),
        ("our id", UNPROVED, True),
    ],
)
def test_rule_3_1_an_unverified_sender_must_show_an_id_of_ours(
    waiting: Services, way: str, verdict: str, gets_in: bool
) -> None:
    """Anybody can write Rut's address in From; our Message-ID only somebody who has had our mail."""
    services = with_mail(waiting, trusted_authserv_id="mx.prov.example")
    case = the_case(services)
    headers = {
        "number": {"subject": f"Sv: Fråga [#{case.number}]"},
        "their id": {"In_Reply_To": "<q1@rut.example>"},
        "our id": {"In_Reply_To": sent_id(services, MailKind.RECEIPT)},
    }[way]
    stored = take_in(services, write(MORE, message_id="<q2@x>", Authentication_Results=verdict, **headers))
    assert is_in_the_case(services, stored) is gets_in
    assert len(to_resident(services)) == 1, "a case that may be a stranger's gets no automatic mail"


def test_a_reply_to_the_group_s_notice_is_no_resident_s_message(waiting: Services) -> None:
    """A colleague answers the notice: not in the resident's case, but linked to it, and no robot writes to them."""
    notice = sent_id(waiting, MailKind.NOTICE)
    stored = take_in(waiting, write("Jag tar den.", sender="sara@prov.example", message_id="<s@x>", In_Reply_To=notice))
    with waiting.database.reading() as session:
        assert case_of(session, stored).id != the_case(waiting).id
        assert case_of(session, stored).linked_case_id == the_case(waiting).id
    assert [mail.recipient for mail in outbox(waiting) if mail.recipient == "sara@prov.example"] == []


def close(services: Services, clock: Clock) -> None:
    """A handler answers Rut and closes the case."""
    with services.database.transaction() as session:
        case = session.get_one(Case, the_case(services).id)
        group = group_of(session, "Individ- och familjeomsorg")
        handler = add_staff(session, "Sara Prov", Role.HANDLER, groups=(group,))
        handling.reply(session, case, handler, "Gör så här.", services.rules.calendar, clock())
        handling.close(case, handler, clock())


@pytest.mark.parametrize(("days", "reopened"), [(30, True), (31, False)])
def test_rule_3_4_a_case_closed_for_long_is_not_opened_again(
    waiting: Services, clock: Clock, days: int, reopened: bool
) -> None:
    """Within 30 days a reply opens it; later it is a new case with a link to the old one."""
    close(waiting, clock)
    clock.forward(days=days)
    receipt = sent_id(waiting, MailKind.RECEIPT)
    stored = take_in(waiting, write(MORE, subject="Sv: Fråga", message_id="<q2@x>", In_Reply_To=receipt))
    assert is_in_the_case(waiting, stored) is reopened
    assert the_case(waiting).status is (Status.OPEN if reopened else Status.CLOSED)


def test_a_doubtful_mail_does_not_open_a_closed_case(waiting: Services, clock: Clock) -> None:
    """What a machine may have sent is kept in the case and wakes nobody (facts/mail.md 1.7)."""
    close(waiting, clock)
    receipt = sent_id(waiting, MailKind.RECEIPT)
    stored = take_in(
        waiting, write("Jag är borta.", subject="Frånvaro: Fråga", message_id="<q2@x>", In_Reply_To=receipt)
    )
    with waiting.database.reading() as session:
        assert case_of(session, stored).status in (Status.CLOSED, Status.OPEN)
    assert the_case(waiting).status is Status.CLOSED


@pytest.mark.parametrize(
    ("subject", "same"),
    [
        ("Sv: Fråga", True),
        ("RE: sv: FRÅGA", True),
        ("", True),
        ("Ny fråga om snö", False),
        ("[EXTERN] Sv: Fråga [#NUMBER]", True),
    ],
)
def test_rule_3_4_a_new_subject_on_an_old_thread_is_a_new_case(waiting: Services, subject: str, same: bool) -> None:
    """Somebody writes about another matter by answering an old mail; a gateway's mark on our tag is no new matter."""
    receipt = sent_id(waiting, MailKind.RECEIPT)
    subject = subject.replace("NUMBER", the_case(waiting).number)
    stored = take_in(waiting, write(MORE, subject=subject, message_id="<q2@x>", In_Reply_To=receipt))
    assert is_in_the_case(waiting, stored) is same


@pytest.mark.parametrize("subject", ["Om snö och is " * 30, "Fråga om 19121212-1212"], ids=["long", "personal number"])
def test_rule_3_4_a_subject_that_we_shorten_or_mask_is_still_the_same(town: Services, subject: str) -> None:
    """The case keeps its subject cut and without personal numbers; the resident's own mails repeat the whole."""
    take_in(town, write(DIFFICULT, subject=subject))
    again = take_in(town, write(MORE, subject=f"Sv: {subject}", message_id="<q2@x>", In_Reply_To="<q1@rut.example>"))
    assert is_in_the_case(town, again)


def test_a_reply_to_an_automatic_answer_reaches_a_person(town: Services) -> None:
    """The answer says so: however simple the new question is, no second robot's answer comes."""
    take_in(town, write())
    deliver_waiting(town)
    answer = sent_id(town, MailKind.ANSWER)
    thanks = take_in(town, write("Tack!", subject="Sv: Fråga", message_id="<q2@x>", In_Reply_To=answer))
    assert is_in_the_case(town, thanks)
    assert the_case(town).status is Status.CLOSED
    more = take_in(
        town,
        write("Vad kostar en förskoleplats?", subject="Sv: Fråga", message_id="<q3@x>", In_Reply_To=answer),
    )
    assert is_in_the_case(town, more)
    assert the_case(town).status is Status.OPEN
    assert [mail.kind for mail in outbox(town)] == [MailKind.ANSWER, MailKind.NOTICE, MailKind.RECEIPT]
    with town.database.reading() as session:
        assert count(session, Case) == 1
