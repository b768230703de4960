"""After a backup was restored nothing is answered or sent a second time (facts/mail.md 7, crash table 10)."""

from __future__ import annotations

from assistant.cases.outbox import MailKind, SendState
from assistant.services import Services
from knowledge.answering import is_stopped, restored_at, resume_all
from mail_gateway.inbound import InboundState
from mail_gateway.reasons import Reason
from mail_gateway.restored import after_restore
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
    assert {mail.kind for mail in outbox(town)} == {MailKind.NOTICE}
    take_in(town, write(sender=BO, message_id="<q2@bo.example>"))
    assert [(mail.recipient, mail.kind) for mail in to_resident(town)] == [(BO, MailKind.ANSWER)]


def test_crash_10_what_waited_is_doubted_but_notices(town: Services, clock: Clock) -> None:
    """It may have gone since the backup: a person decides. A second restore has a later moment and nothing to doubt."""
    take_in(town, write())
    assert after_restore(town) == 1
    assert [mail.state for mail in to_resident(town)] == [SendState.UNCERTAIN]
    clock.forward(hours=1)
    assert after_restore(town) == 0
    with town.database.reading() as session:
        assert restored_at(session) == clock()
