"""After a backup was restored nothing is answered or sent a second time (facts/mail.md 7, crash table 10)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from assistant.cases.case import Case
from assistant.cases.outbox import MailKind, SendState, post_measurement
from assistant.services import Services
from knowledge.answering import is_stopped, restored_at, resume_all
from mail_gateway.deliver import deliver_waiting
from mail_gateway.inbound import InboundState
from mail_gateway.reasons import Reason
from mail_gateway.recovery.numbers import CASES_LEFT_OUT, MAILS_LEFT_OUT
from mail_gateway.recovery.restored import after_restore
from tests.fakes import Clock
from tests.mail_gateway.post_room import BO, outbox, take_in, to_resident, write


def test_crash_10_what_came_before_the_restore_gets_no_mail_at_all(town: Services, clock: Clock) -> None:
    """Not even a receipt, also when the answers run again: it may have had both. The group is told of it."""
    came = clock()
    clock.forward(hours=1)
    after_restore(town)
    with town.database.transaction() as session:
        assert is_stopped(session)
        assert restored_at(session) == clock()
        resume_all(session, None, clock())
    again = take_in(town, write(), at=came)
    assert (again.state, again.reason) == (InboundState.HANDLED, Reason.BEFORE_RESTORE.value)
    assert {mail.kind for mail in outbox(town) if mail.recipient} == {MailKind.NOTICE}
    take_in(town, write(sender=BO, message_id="<q2@bo.example>"))
    assert [(mail.recipient, mail.kind) for mail in to_resident(town)] == [(BO, MailKind.ANSWER)]


def test_crash_10_what_waited_is_doubted_but_notices(town: Services, clock: Clock) -> None:
    """It may have gone since the backup: a person decides. A second restore has a later moment and nothing to doubt."""
    take_in(town, write())
    assert after_restore(town).doubted == 1
    assert [mail.state for mail in to_resident(town)] == [SendState.UNCERTAIN]
    clock.forward(hours=1)
    assert after_restore(town).doubted == 0
    with town.database.reading() as session:
        assert restored_at(session) == clock()


def test_crash_10_a_measurement_goes_on_with_what_cannot_have_gone(town: Services, clock: Clock) -> None:
    """A round's questions wait for weeks: one whose moment has passed is doubted, the others go at theirs."""
    with town.database.transaction() as session:
        for days in (-1, 1):
            at = clock() + timedelta(days=days)
            post_measurement(session, "bygg@prov.example", "Karin Ek", f"{days}", "Hej", clock(), at=at)
    assert after_restore(town).doubted == 1
    states = {mail.subject: mail.state for mail in outbox(town, MailKind.MEASUREMENT)}
    assert states == {"-1": SendState.UNCERTAIN, "1": SendState.PENDING}


def cases(town: Services) -> list[tuple[int, str]]:
    """All cases' row numbers and numbers, oldest first."""
    with town.database.reading() as session:
        return [(case.id, case.number) for case in session.scalars(select(Case).order_by(Case.id))]


def test_crash_10_no_number_given_after_the_backup_is_given_again(town: Services, clock: Clock) -> None:
    """Neither a case's nor a mail's: those that the lost hours may have used are left out, however often it is done."""
    take_in(town, write())
    last_case, last_mail = cases(town)[-1][0], outbox(town)[-1].id
    done = after_restore(town).numbers
    assert (done.case, done.mail) == (last_case + CASES_LEFT_OUT + 1, last_mail + MAILS_LEFT_OUT + 1)
    clock.forward(hours=1)
    take_in(town, write(sender=BO, message_id="<q2@bo.example>"))
    assert cases(town)[-1] == (done.case, f"2026-{done.case:06d}")
    assert [mail.id for mail in outbox(town) if mail.id >= done.mail][:1] == [done.mail]
    assert not [mail for mail in outbox(town) if last_mail < mail.id < done.mail and mail.recipient]
    newest = max(mail.id for mail in outbox(town))
    again = after_restore(town).numbers
    assert (again.case, again.mail) == (done.case + CASES_LEFT_OUT + 1, newest + MAILS_LEFT_OUT + 1)


def test_crash_10_an_empty_database_leaves_numbers_out_too(services: Services, clock: Clock) -> None:
    """The backup may be from before the first case. What holds the place in the outbox is sent to nobody."""
    done = after_restore(services).numbers
    assert (done.case, done.mail) == (CASES_LEFT_OUT + 1, MAILS_LEFT_OUT + 1)
    clock.forward(hours=1)
    assert deliver_waiting(services) == 0
    take_in(services, write())
    assert [number for number, _ in cases(services)] == [done.case]
    assert min(mail.id for mail in outbox(services) if mail.recipient) == done.mail
