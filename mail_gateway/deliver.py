"""Delivers the outbox: claim a mail, send it in steps, write down how it ended (facts/mail.md 7e)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.outbox import OutboxMail, SendState
from assistant.services import Services
from mail_gateway.compose import render
from mail_gateway.failures import give_back
from mail_gateway.letters import letter_for
from mail_gateway.smtp import Attempt, Result, send

_MOST_ATTEMPTS = 12
_LONGEST_PAUSE = timedelta(hours=4)
# A sender that died while sending is noticed after this long; longer than the final dot may take.
_SENDING_LEASE = timedelta(minutes=15)


@dataclass(frozen=True)
class _Claimed:
    """What is needed to send a claimed mail without holding a transaction open."""

    id: int
    sender: str
    recipient: str
    rendered: bytes


def deliver_waiting(services: Services, most: int = 100) -> int:
    """Send what is due, at most `most` mails; returns how many were tried. Several gateways may run."""
    _take_back_abandoned(services)
    tried = 0
    while tried < most and (claimed := _claim(services)) is not None:
        _attempt(services, claimed)
        tried += 1
    return tried


def _claim(services: Services) -> _Claimed | None:
    """Take the next due mail: rendered, named and marked `sending`, committed before any connection."""
    now = services.clock()
    with services.database.transaction() as session:
        mail = session.scalar(
            select(OutboxMail)
            .where(OutboxMail.state == SendState.PENDING, OutboxMail.next_attempt_at <= now)
            .order_by(OutboxMail.next_attempt_at, OutboxMail.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=OutboxMail)
        )
        if mail is None:
            return None
        if mail.rendered is None:
            letter = letter_for(session, mail, services.settings, now)
            mail.message_id, mail.sender, mail.rendered = letter.message_id, letter.from_address, render(letter)
        mail.state, mail.started_at, mail.data_started = SendState.SENDING, now, False
        mail.attempts += 1
        return _Claimed(mail.id, mail.sender, mail.recipient, mail.rendered)


def _attempt(services: Services, claimed: _Claimed) -> None:
    settings = services.settings
    attempt = send(
        settings.mail.smtp,
        settings.secrets.smtp_password,
        claimed.sender,
        claimed.recipient,
        claimed.rendered,
        before_text=lambda: _mark_data_started(services, claimed.id),
    )
    with services.database.transaction() as session:
        _conclude(session, services, session.get_one(OutboxMail, claimed.id), attempt)


def _mark_data_started(services: Services, mail_id: int) -> None:
    with services.database.transaction() as session:
        session.get_one(OutboxMail, mail_id).data_started = True


def _conclude(session: Session, services: Services, mail: OutboxMail, attempt: Attempt) -> None:
    now = services.clock()
    mail.server_reply = attempt.reply[:2000]
    match attempt.result:
        case Result.SENT:
            mail.state, mail.sent_at = SendState.SENT, now
        case Result.RETRY if mail.attempts < _MOST_ATTEMPTS:
            mail.state, mail.next_attempt_at = SendState.PENDING, now + _pause(mail.attempts)
        case Result.UNCERTAIN:
            # Never resent blindly: the resident may already have it.
            give_back(session, mail, SendState.UNCERTAIN, services.rules, now)
        case Result.RETRY | Result.REFUSED:
            give_back(session, mail, SendState.FAILED, services.rules, now)


def _pause(attempts: int) -> timedelta:
    """One minute, two, four ... at most four hours."""
    return min(timedelta(minutes=2 ** (attempts - 1)), _LONGEST_PAUSE)


def _take_back_abandoned(services: Services) -> None:
    """Mails of a sender that died: before the text they may go again, after it nobody knows (crash table 6-8)."""
    now = services.clock()
    with services.database.transaction() as session:
        for mail in _abandoned(session, now - _SENDING_LEASE):
            if mail.data_started:
                mail.server_reply = "the sender stopped after the text had begun"
                give_back(session, mail, SendState.UNCERTAIN, services.rules, now)
            else:
                mail.state = SendState.PENDING


def _abandoned(session: Session, before: datetime) -> list[OutboxMail]:
    return list(
        session.scalars(
            select(OutboxMail)
            .where(OutboxMail.state == SendState.SENDING, OutboxMail.started_at < before)
            .limit(100)
            .with_for_update(skip_locked=True, of=OutboxMail)
        )
    )
