"""Mails in the post-room of the workplace: stored as the fetch and the handling would have left them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.cases.outbox import MailKind, OutboxMail, SendState, post, post_alarm
from mail_gateway.inbound import InboundMail, InboundState
from tests.admin.workplace import Workplace


def stored_mail(
    workplace: Workplace,
    raw: bytes = b"Subject: x\r\n\r\nHej!\r\n",
    *,
    case: str = "",
    state: InboundState = InboundState.HANDLED,
    reason: str = "ordinary",
    sender: str = "eva@hemma.example",
    mailbox: str = "kontakt",
    fetched_at: datetime | None = None,
    attempts: int = 1,
    error: str = "",
) -> int:
    """A mail, the first message of `case` where one is named; returns its number."""
    at = fetched_at or workplace.clock.now
    with workplace.services.database.transaction() as session:
        message = select(func.min(Message.id)).join(Case, Case.id == Message.case_id).where(Case.number == case)
        mail = InboundMail(
            mailbox=mailbox,
            folder="INBOX",
            uidvalidity=1,
            uid=(session.scalar(select(func.max(InboundMail.uid))) or 0) + 1,
            raw=raw,
            sha256=str(hash(raw)),
            sender=sender,
            received_at=at,
            fetched_at=at,
            state=state,
            reason=reason,
            attempts=attempts,
            error=error,
            case_message_id=session.scalar(message) if case else None,
        )
        session.add(mail)
        session.flush()
        return mail.id


def outgoing_mail(workplace: Workplace, case: str, state: SendState, **facts: object) -> int:
    """A mail in the outbox, of a case or, with "", an alarm; returns its number."""
    now = workplace.clock.now
    with workplace.services.database.transaction() as session:
        if case:
            owner = session.scalars(select(Case).where(Case.number == case)).one()
            mail: OutboxMail = post(session, owner, MailKind.REPLY, "eva@hemma.example", "Svar.", now)
        else:
            mail = post_alarm(session, "chef@provkoping.example", "Larm", "Larm.", now)
        for name, value in {"state": state, **facts}.items():
            setattr(mail, name, value)
        session.flush()
        return mail.id


def mail_now(workplace: Workplace, number: int) -> InboundMail:
    """The mail as it stands in the tables."""
    with workplace.services.database.reading() as session:
        return session.get_one(InboundMail, number)
