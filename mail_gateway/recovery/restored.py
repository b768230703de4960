"""The step after a backup was restored: nothing goes out or is numbered a second time (crash table 10)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from assistant.cases.outbox import OutboxMail, SendState
from assistant.services import Services
from knowledge.answering import stop_after_restore
from mail_gateway.compose import INTERNAL
from mail_gateway.measuring.sending import ordinary
from mail_gateway.recovery.numbers import NextNumbers, leave_out
from mail_gateway.sending.sent_folder import doubt

_UNSENT = (SendState.PENDING, SendState.SENDING)


@dataclass(frozen=True)
class Restored:
    """What was done: how many waiting mails are doubted, and where the numbers go on."""

    doubted: int
    numbers: NextNumbers


def after_restore(services: Services) -> Restored:
    """Stop automatic answers, doubt every mail to a resident that waited, and leave out numbers that may be used.

    To be called before a gateway is started on the restored database. It remembers neither the mails that were
    answered after the backup, which are fetched again and go to people without a receipt, nor which of those in its
    outbox went out. Notices to our own staff wait on: one too many does no harm. So do a measurement's questions whose
    moment has not come yet: they cannot have gone.
    """
    now = services.clock()
    with services.database.transaction() as session:
        stop_after_restore(session, now)
        waiting = select(OutboxMail).where(OutboxMail.state.in_(_UNSENT), OutboxMail.kind.not_in(INTERNAL))
        may_have_gone = ordinary() | (OutboxMail.next_attempt_at <= now)
        doubted = session.scalars(waiting.where(may_have_gone).with_for_update(of=OutboxMail)).all()
        for mail in doubted:
            mail.server_reply = "a backup was restored"
            doubt(session, services, mail)
        return Restored(len(doubted), leave_out(session, now))
