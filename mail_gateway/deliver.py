"""Delivers the outbox: claim a mail, send it in steps, write down how it ended (facts/mail.md 7e)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.outbox import OutboxMail, SendState
from assistant.services import Services
from mail_gateway.compose import render, sendable_address
from mail_gateway.errors import MailUnsendable, SmtpUnavailable
from mail_gateway.failures import give_back
from mail_gateway.letters import letter_for
from mail_gateway.smtp import Attempt, Result, send

log = logging.getLogger(__name__)

_MOST_ATTEMPTS = 12
_LONGEST_PAUSE = timedelta(hours=4)
# Without a server no mail gets older: the runner decides when to knock again.
_PAUSE_WITHOUT_SERVER = timedelta(seconds=1)
# A sender that died while sending is noticed after this long; longer than the final dot may take.
_SENDING_LEASE = timedelta(minutes=15)


@dataclass(frozen=True)
class _Claim:
    """One mail that this sender has taken, and the how-manieth attempt it is."""

    id: int
    attempt: int


@dataclass(frozen=True)
class _Letter:
    """What is needed to send a mail without holding a transaction open."""

    sender: str
    recipient: str
    rendered: bytes


def deliver_waiting(services: Services, most: int = 100) -> int:
    """Send what is due, at most `most` mails; returns how many were tried. Several gateways may run.

    Raises SmtpUnavailable when there is no server to send by: the mails wait.
    """
    _take_back_abandoned(services)
    tried = 0
    while tried < most and (claim := _claim(services)) is not None:
        attempt = _attempt(services, claim)
        if not _conclude(services, claim, attempt):
            raise SmtpUnavailable(attempt.reply)
        tried += 1
    return tried


def _claim(services: Services) -> _Claim | None:
    """Take the next due mail: marked `sending` and counted, committed before anything is done with it."""
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
        mail.state, mail.started_at, mail.data_started = SendState.SENDING, now, False
        mail.attempts += 1
        return _Claim(mail.id, mail.attempts)


def _attempt(services: Services, claim: _Claim) -> Attempt:
    settings = services.settings
    try:
        letter = _letter(services, claim)
    except MailUnsendable as error:
        return Attempt(Result.REFUSED, str(error))
    return send(
        settings.mail.smtp,
        settings.secrets.smtp_password,
        letter.sender,
        letter.recipient,
        letter.rendered,
        before_text=lambda: _mark_data_started(services, claim),
    )


def _letter(services: Services, claim: _Claim) -> _Letter:
    """The mail as bytes, with its Message-ID: made at the first attempt, kept for every later one."""
    with services.database.transaction() as session:
        mail = session.get_one(OutboxMail, claim.id)
        if mail.rendered is None:
            letter = letter_for(session, mail, services.settings, services.clock())
            mail.message_id, mail.sender, mail.rendered = letter.message_id, letter.from_address, render(letter)
        return _Letter(mail.sender, sendable_address(mail.recipient), mail.rendered)


def _mark_data_started(services: Services, claim: _Claim) -> bool:
    """Whether the text may go out: not when this sender was so slow that another has taken the mail."""
    with services.database.transaction() as session:
        mail = session.get_one(OutboxMail, claim.id, with_for_update=True)
        if not _is_ours(mail, claim):
            return False
        mail.data_started = True
        return True


def _is_ours(mail: OutboxMail, claim: _Claim) -> bool:
    return mail.state is SendState.SENDING and mail.attempts == claim.attempt


def _conclude(services: Services, claim: _Claim, attempt: Attempt) -> bool:
    """Write down how the attempt ended; False when there was no server to send by."""
    result = attempt.result
    if result not in (Result.SENT, Result.UNREACHABLE):
        log.warning("outgoing mail %s, attempt %s: %s: %s", claim.id, claim.attempt, result.value, attempt.reply)
    with services.database.transaction() as session:
        mail = session.get_one(OutboxMail, claim.id, with_for_update=True)
        # Taken back meanwhile: only that it was sent is news. A bounce that came so soon knows better still.
        if _is_ours(mail, claim) or (result is Result.SENT and mail.state is not SendState.FAILED):
            mail.server_reply = attempt.reply[:2000]
            _write_down(session, services, mail, result)
    return result is not Result.UNREACHABLE


def _write_down(session: Session, services: Services, mail: OutboxMail, result: Result) -> None:
    now = services.clock()
    match result:
        case Result.SENT:
            mail.state, mail.sent_at = SendState.SENT, now
        case Result.UNREACHABLE:
            mail.state, mail.next_attempt_at = SendState.PENDING, now + _PAUSE_WITHOUT_SERVER
            mail.attempts -= 1
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
            mail.server_reply = "the sender stopped"
            if mail.data_started:
                give_back(session, mail, SendState.UNCERTAIN, services.rules, now)
            elif mail.attempts < _MOST_ATTEMPTS:
                mail.state = SendState.PENDING
            else:
                # A mail that ends its sender each time must not do so for ever.
                give_back(session, mail, SendState.FAILED, services.rules, now)


def _abandoned(session: Session, before: datetime) -> list[OutboxMail]:
    return list(
        session.scalars(
            select(OutboxMail)
            .where(OutboxMail.state == SendState.SENDING, OutboxMail.started_at < before)
            .limit(100)
            .with_for_update(skip_locked=True, of=OutboxMail)
        )
    )
