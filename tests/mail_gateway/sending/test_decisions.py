"""What a person decides about a mail that did not surely arrive: identical bytes again, elsewhere, or it came."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases import handling
from assistant.cases.case import Case, EventKind
from assistant.cases.outbox import MailKind, OutboxMail, SendState, mails_of
from assistant.services import Services
from knowledge.organisation import Role, StaffMember
from mail_gateway.deliver import deliver_waiting
from mail_gateway.errors import MailDecided, MailUnsendable
from mail_gateway.sending.decisions import it_arrived, may_change_address, send_again, send_to, undecided
from tests.factories import add_staff, group_of
from tests.fakes import Clock
from tests.mail_gateway.post_room import DIFFICULT, RUT, outbox, read, take_in, write
from tests.servers.smtp import CapturingSmtp, Stage

NEW = "rut.prov@ny.example"


@pytest.fixture
def replied(town: Services) -> Services:
    """Rut has asked what only a person can answer, and Sara has answered and closed; the reply waits."""
    take_in(town, write(DIFFICULT))
    deliver_waiting(town)
    with town.database.transaction() as session:
        group = group_of(session, "Individ- och familjeomsorg")
        sara = add_staff(session, "Sara Prov", Role.HANDLER, groups=(group,))
        handling.reply(session, the_case(session), sara, "Gör så här.", town.rules.calendar, town.clock())
        handling.close(the_case(session), sara, town.clock())
    return town


def the_case(session: Session) -> Case:
    """Rut's case."""
    return session.scalars(select(Case)).one()


def sara_of(session: Session) -> StaffMember:
    """The handler."""
    return session.scalars(select(StaffMember).where(StaffMember.name == "Sara Prov")).one()


def reply_of(session: Session) -> OutboxMail:
    """The reply that was written first."""
    replies = select(OutboxMail).where(OutboxMail.kind == MailKind.REPLY).order_by(OutboxMail.id)
    return session.scalars(replies).first() or pytest.fail("no reply")


def waiting(services: Services) -> list[MailKind]:
    """The mails of the case that somebody has to decide about."""
    with services.database.reading() as session:
        return [mail.kind for mail in undecided(mails_of(session, the_case(session)))]


def last_event(services: Services) -> tuple[EventKind, str | None]:
    """What happened last in the case, and who did it."""
    with services.database.reading() as session:
        event = the_case(session).events[-1]
        staff = session.get(StaffMember, event.staff_id) if event.staff_id else None
        return event.kind, staff.name if staff else None


def answered_at(services: Services) -> object:
    """When the case was answered."""
    with services.database.reading() as session:
        return the_case(session).answered_at


def go_wrong(services: Services, smtp: CapturingSmtp, state: SendState) -> None:
    """The reply ends in this state."""
    smtp.reset()
    if state is SendState.FAILED:
        smtp.refuse(RUT)
    else:
        smtp.drop(Stage.FINAL_DOT)
    deliver_waiting(services)
    smtp.reset()
    with services.database.reading() as session:
        assert reply_of(session).state is state
    assert waiting(services) == [MailKind.REPLY]
    assert answered_at(services) is None


@pytest.mark.parametrize("state", [SendState.FAILED, SendState.UNCERTAIN])
def test_send_again(replied: Services, smtp: CapturingSmtp, clock: Clock, state: SendState) -> None:
    """The same bytes and the same id; the case is answered again as when the reply was written, and it is recorded."""
    written = answered_at(replied)
    go_wrong(replied, smtp, state)
    clock.forward(hours=3)
    with replied.database.transaction() as session:
        rendered = reply_of(session).rendered
        send_again(reply_of(session), sara_of(session), clock())
    assert (waiting(replied), answered_at(replied)) == ([], written)
    assert last_event(replied) == (EventKind.MAIL_RESENT, "Sara Prov")
    assert deliver_waiting(replied) == 1
    assert [mail.raw for mail in smtp.mails] == [rendered]
    with replied.database.transaction() as session:
        mail = reply_of(session)
        assert (mail.state, mail.attempts) == (SendState.SENT, 1)
        with pytest.raises(MailDecided):
            send_again(mail, sara_of(session), clock())


def test_it_arrived(replied: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """Sent when it was tried; nothing more goes out."""
    written = answered_at(replied)
    go_wrong(replied, smtp, SendState.UNCERTAIN)
    clock.forward(hours=3)
    with replied.database.transaction() as session:
        it_arrived(reply_of(session), sara_of(session), clock())
    assert last_event(replied) == (EventKind.MAIL_ARRIVED, "Sara Prov")
    assert (waiting(replied), answered_at(replied), deliver_waiting(replied)) == ([], written, 0)
    with replied.database.transaction() as session:
        assert reply_of(session).sent_at == written
        with pytest.raises(MailDecided):
            it_arrived(reply_of(session), sara_of(session), clock())


def test_a_failed_mail_did_not_arrive(replied: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """The server said so itself."""
    go_wrong(replied, smtp, SendState.FAILED)
    with replied.database.transaction() as session, pytest.raises(MailDecided):
        it_arrived(reply_of(session), sara_of(session), clock())


def test_to_another_address(replied: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """Another mail with the same words and thread; everything else in the case goes there from now on."""
    go_wrong(replied, smtp, SendState.FAILED)
    with replied.database.transaction() as session:
        failed = reply_of(session)
        assert may_change_address(failed)
        send_to(session, failed, NEW, sara_of(session), clock())
    assert waiting(replied) == []
    assert last_event(replied) == (EventKind.MAIL_READDRESSED, "Sara Prov")
    assert deliver_waiting(replied) == 1
    (sent,) = smtp.mails
    assert sent.recipients == (NEW,)
    assert read(sent.raw)["In-Reply-To"] == "<q1@rut.example>"
    assert len({mail.message_id for mail in outbox(replied, MailKind.REPLY)}) == 2
    with replied.database.reading() as session:
        assert the_case(session).mail_address == NEW


@pytest.mark.parametrize("address", ["", "inte en adress", "åsa@ny.example", "a@b\r\nBcc: c@d.example"])
def test_an_impossible_address_changes_nothing(
    replied: Services, smtp: CapturingSmtp, clock: Clock, address: str
) -> None:
    """The mail still waits for a decision."""
    go_wrong(replied, smtp, SendState.FAILED)
    with replied.database.transaction() as session, pytest.raises(MailUnsendable):
        send_to(session, reply_of(session), address, sara_of(session), clock())
    assert waiting(replied) == [MailKind.REPLY]
    assert len(outbox(replied, MailKind.REPLY)) == 1


def test_an_uncertain_mail_does_not_change_address(replied: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """It may be there already; nor does a notice, whose address is the group's."""
    go_wrong(replied, smtp, SendState.UNCERTAIN)
    with replied.database.transaction() as session, pytest.raises(MailDecided):
        send_to(session, reply_of(session), NEW, sara_of(session), clock())
    (notice,) = outbox(replied, MailKind.NOTICE)
    notice.state = SendState.FAILED
    assert not may_change_address(notice)


def test_a_later_question_stays_unanswered(replied: Services, smtp: CapturingSmtp, clock: Clock) -> None:
    """The old reply, sent again, answers nothing that was asked after it."""
    go_wrong(replied, smtp, SendState.UNCERTAIN)
    clock.forward(hours=1)
    (reply,) = outbox(replied, MailKind.REPLY)
    take_in(
        replied,
        write(
            "När får jag veta mer om beslutet?",
            subject="Sv: Fråga",
            message_id="<q2@x>",
            In_Reply_To=str(reply.message_id),
        ),
    )
    with replied.database.transaction() as session:
        send_again(reply_of(session), sara_of(session), clock())
    assert answered_at(replied) is None
