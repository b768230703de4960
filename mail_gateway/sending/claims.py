"""Which mails of the outbox this sender has taken: several gateways may send, and each mail belongs to one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.orm import Session

from assistant.cases.outbox import OutboxMail, SendState
from assistant.services import Services
from knowledge.organisation import Municipality
from mail_gateway.sending.failures import give_back
from mail_gateway.sending.sent_folder import doubt

MOST_ATTEMPTS = 12
# A sender that died while sending is noticed after this long; longer than the final dot may take.
_SENDING_LEASE = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Claim:
    """One mail that this sender has taken, and the how-manieth attempt it is."""

    id: int
    attempt: int


def claim(services: Services, most: int, which: ColumnElement[bool] | None = None) -> list[Claim]:
    """Take the mails that are due, oldest first: marked `sending` and counted, committed before anything is sent.

    `which`: only of those; without it of all.
    """
    now = services.clock()
    with services.database.transaction() as session:
        room = min(most, _room(session, services.settings.mail.most_sent_a_minute, now))
        due = session.execute(
            select(OutboxMail.id, OutboxMail.attempts)
            .where(OutboxMail.state == SendState.PENDING, OutboxMail.next_attempt_at <= now)
            .where(true() if which is None else which)
            .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
            .limit(room)
            # SQLite has one writer at a time, and this transaction is it.
            .with_for_update(skip_locked=True)
        ).all()
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.id.in_([row.id for row in due]))
            .values(state=SendState.SENDING, started_at=now, data_started=False, attempts=OutboxMail.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        return [Claim(row.id, row.attempts + 1) for row in due]


def is_ours(mail: OutboxMail, claimed: Claim) -> bool:
    """Whether nobody else has taken the mail meanwhile."""
    return mail.state is SendState.SENDING and mail.attempts == claimed.attempt


def put_back(services: Services, claims: Sequence[Claim]) -> None:
    """Give back mails that nothing was done with; the attempts do not count."""
    now = services.clock()
    if not claims:
        return
    with services.database.transaction() as session:
        for claimed in claims:
            mail = session.get_one(OutboxMail, claimed.id, with_for_update=True)
            if is_ours(mail, claimed):
                mail.state, mail.next_attempt_at = SendState.PENDING, now
                mail.attempts -= 1


def take_back_abandoned(services: Services) -> None:
    """Mails of a sender that died: before the text they may go again, after it nobody knows (crash table 6-8)."""
    now = services.clock()
    with services.database.transaction() as session:
        for mail in _abandoned(session, now - _SENDING_LEASE):
            mail.server_reply = "the sender stopped"
            if mail.data_started:
                doubt(session, services, mail)
            elif mail.attempts < MOST_ATTEMPTS:
                mail.state = SendState.PENDING
            else:
                # A mail that ends its sender each time must not do so for ever.
                give_back(session, mail, SendState.FAILED, services.rules, now)


def _room(session: Session, most_a_minute: int, now: datetime) -> int:
    """How many more mails may go out now; without a limit more than anybody asks for."""
    if not most_a_minute:
        return 1_000_000
    # Two gateways that count at the same moment would both find room.
    session.execute(select(Municipality.id).with_for_update(key_share=True))
    lately = select(func.count()).where(OutboxMail.started_at > now - _MINUTE, OutboxMail.state != SendState.PENDING)
    return max(0, most_a_minute - (session.scalar(lately) or 0))


def _abandoned(session: Session, before: datetime) -> list[OutboxMail]:
    return list(
        session.scalars(
            select(OutboxMail)
            .where(OutboxMail.state == SendState.SENDING, OutboxMail.started_at < before)
            .limit(100)
            .with_for_update(skip_locked=True, of=OutboxMail)
        )
    )
