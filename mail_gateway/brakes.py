"""Counts what has been sent automatically, so that no responder, however silent about itself, makes a loop."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from assistant.cases.message import Message
from assistant.cases.outbox import MailKind, OutboxMail, SendState
from knowledge.settings import MailSettings
from mail_gateway.screening import RecentTraffic

_AUTOMATIC = (MailKind.ANSWER, MailKind.CLARIFY, MailKind.RECEIPT)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class AutomaticMail:
    """An automatic mail in the outbox, as values: the row may be taken back, and must then not linger as an object."""

    id: int
    case_id: int
    answers_id: int
    recipient: str
    recipient_domain: str
    body: str


def traffic_before(session: Session, mail: AutomaticMail, settings: MailSettings, now: datetime) -> RecentTraffic:
    """What had been sent automatically before this mail was put in the outbox (facts/mail.md 1.11)."""
    to_sender = OutboxMail.recipient == mail.recipient
    return RecentTraffic(
        answers_to_this_mail=_count(session, mail, OutboxMail.answers_id == mail.answers_id),
        answers_in_case=_count(session, mail, OutboxMail.case_id == mail.case_id),
        answers_to_sender_24h=_count(session, mail, to_sender, since=now - _DAY),
        same_text_to_sender_7d=_count(session, mail, to_sender, OutboxMail.body == mail.body, since=now - _WEEK),
        breaker_open=_breaker_open(session, mail, settings, now),
    )


def automatic_mail_for(session: Session, question: Message) -> AutomaticMail | None:
    """The automatic mail that has just been written in answer to a message, if any."""
    facts = [getattr(OutboxMail, field.name) for field in fields(AutomaticMail)]
    found = session.execute(
        select(*facts).where(OutboxMail.answers_id == question.id, OutboxMail.kind.in_(_AUTOMATIC)).limit(1)
    ).first()
    return AutomaticMail(*found) if found else None


def is_undeliverable(session: Session, address: str) -> bool:
    """Whether the latest mail to this address came back: nothing automatic goes there until one has arrived.

    facts/mail.md 4. A handler's reply that gets through opens the address again.
    """
    ended = select(OutboxMail.state).where(
        OutboxMail.recipient == address, OutboxMail.state.in_((SendState.SENT, SendState.FAILED))
    )
    return session.scalar(ended.order_by(OutboxMail.id.desc()).limit(1)) is SendState.FAILED


def _breaker_open(session: Session, mail: AutomaticMail, settings: MailSettings, now: datetime) -> bool:
    to_domain = OutboxMail.recipient_domain == mail.recipient_domain
    since = now - _HOUR
    return (
        _count(session, mail, since=since) >= settings.most_automatic_an_hour
        or _count(session, mail, to_domain, since=since) >= settings.most_automatic_an_hour_to_a_domain
    )


def _count(
    session: Session, mail: AutomaticMail, *conditions: ColumnElement[bool], since: datetime | None = None
) -> int:
    recent = [OutboxMail.created_at > since] if since else []
    counted = select(func.count()).where(
        OutboxMail.kind.in_(_AUTOMATIC), OutboxMail.id != mail.id, *conditions, *recent
    )
    return session.scalar(counted) or 0
