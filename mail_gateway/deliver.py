"""Delivers the outbox: claim mails, send each in steps, write down how it ended (facts/mail.md 7e)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from assistant.cases.case import Case
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.services import Services
from knowledge.organisation import Municipality, the_municipality
from mail_gateway.compose import render, sendable_address
from mail_gateway.errors import MailUnsendable, SmtpUnavailable
from mail_gateway.headers import READ_FAULTS
from mail_gateway.measuring.sending import may_measure_now, measurement_line, ordinary, questions_due, town_line
from mail_gateway.sending.claims import Claim, claim, put_back, take_back_abandoned
from mail_gateway.sending.envelope import envelope_token
from mail_gateway.sending.letters import enclosed_in, letter_for
from mail_gateway.sending.outcomes import Outcomes
from mail_gateway.sending.smtp import Attempt, Letter, Result, SmtpLine

log = logging.getLogger(__name__)

# So many are taken at once; with a slow server the rest is given back to whoever has time.
_BATCH = 20
_LONGEST_BATCH = timedelta(minutes=2)
# Whose names and numbers stand under the letters, read with the mails.
_WITH_SENDER = (
    joinedload(OutboxMail.case).joinedload(Case.department),
    joinedload(OutboxMail.case).joinedload(Case.group),
    joinedload(OutboxMail.staff),
)


def deliver_waiting(services: Services, most: int = 100, stopped: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, at most `most` mails on one connection; returns how many were tried.

    `stopped` is asked now and then. Several gateways may run. Raises SmtpUnavailable when there is no server to send
    by: the mails wait.
    """
    take_back_abandoned(services)
    tried = 0
    with town_line(services.settings) as line:
        while tried < most and not stopped() and (claims := claim(services, min(_BATCH, most - tried), ordinary())):
            tried += _send_all(services, line, claims)
    return tried


def deliver_measurement(services: Services, stopped: Callable[[], bool] = lambda: False) -> int:
    """Send the questions of a service measurement that are due, one at a time; returns how many were tried.

    By a connection of their own: a measurement's server that is away delays nobody's answer. Raises SmtpUnavailable.
    """
    tried = 0
    with measurement_line(services.settings) as line:
        # Asked before each: a slow server may take the last ones past five o'clock.
        while not stopped() and may_measure_now(services):
            claims = claim(services, 1, questions_due(services.clock()))
            if not claims:
                break
            tried += _send_all(services, line, claims)
    return tried


def _send_all(services: Services, line: SmtpLine, claims: Sequence[Claim]) -> int:
    """Send these mails one after another; returns how many were tried. The others are waiting again."""
    until, tried, outcomes = services.clock() + _LONGEST_BATCH, 0, Outcomes(services)
    try:
        letters = _letters(services, claims)
        for claimed, letter in zip(claims, letters, strict=True):
            if services.clock() > until:
                break
            tried += 1
            _send_one(line, outcomes, claimed, letter)
    finally:
        outcomes.write_down_sent()
        put_back(services, claims[tried:])
    return tried


def _send_one(line: SmtpLine, outcomes: Outcomes, claimed: Claim, letter: Letter | MailUnsendable) -> None:
    if isinstance(letter, MailUnsendable):
        attempt = Attempt(Result.REFUSED, str(letter))
    else:
        attempt = line.send(letter, before_text=lambda: outcomes.may_send(claimed))
    outcomes.conclude(claimed, attempt)
    if attempt.result is Result.UNREACHABLE:
        raise SmtpUnavailable(attempt.reply)


def _letters(services: Services, claims: Sequence[Claim]) -> list[Letter | MailUnsendable]:
    """The mails as bytes: written at the first attempt, kept with their Message-ID for every later one."""
    with services.database.reading() as session:
        wanted = select(OutboxMail).where(OutboxMail.id.in_([claimed.id for claimed in claims])).options(*_WITH_SENDER)
        mails, town = {mail.id: mail for mail in session.scalars(wanted)}, the_municipality(session)
        # Outside any transaction that writes: a letter takes milliseconds, and writers wait for each other.
        letters = [_letter(session, services, mails[claimed.id], town) for claimed in claims]
    fresh = [letter for letter in letters if isinstance(letter, _Written)]
    if fresh:
        with services.database.transaction() as session:
            # By primary key, all of them in one statement.
            session.execute(update(OutboxMail), [letter.columns() for letter in fresh])
    return [letter.letter if isinstance(letter, _Written) else letter for letter in letters]


@dataclass(frozen=True)
class _Written:
    """A letter that has just been written, and has to be kept before it is sent."""

    letter: Letter
    outbox_id: int
    message_id: str

    def columns(self) -> dict[str, object]:
        """What the outbox keeps of it."""
        kept = self.letter
        return {"id": self.outbox_id, "message_id": self.message_id, "sender": kept.sender, "rendered": kept.rendered}


def _letter(
    session: Session, services: Services, mail: OutboxMail, town: Municipality
) -> Letter | _Written | MailUnsendable:
    settings = services.settings
    # No report is asked for about a measurement's question: residents' programs ask for none.
    token = "" if mail.kind is MailKind.MEASUREMENT else envelope_token(mail.id, settings.secrets.key)
    try:
        recipient = sendable_address(mail.recipient)
        if mail.rendered is not None:
            return Letter(mail.sender, recipient, mail.rendered, token)
        outgoing = letter_for(session, mail, town, settings, services.clock())
        outgoing = replace(outgoing, enclosed=enclosed_in(session, mail, services))
        letter = Letter(outgoing.envelope_sender or outgoing.from_address, recipient, render(outgoing), token)
    except MailUnsendable as error:
        return error
    except READ_FAULTS as error:
        # What the library cannot write goes to a person: tried again, it would hold up every mail behind it.
        log.exception("outgoing mail %s cannot be written", mail.id)
        return MailUnsendable(type(error).__name__)
    return _Written(letter, mail.id, outgoing.message_id)
