"""One stored mail becomes a message in a case, a bounce, or a named reason for neither; in one transaction."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.engine import phrases_mail
from assistant.engine.answer import Channel, Reason
from assistant.engine.screening import screen as read_words
from assistant.intake import Incoming, Reply, receive
from assistant.services import Services
from knowledge.match import Hints, Match
from knowledge.organisation import Municipality
from mail_gateway import screening
from mail_gateway.addresses import Address
from mail_gateway.bounces import take_report
from mail_gateway.brakes import automatic_mail_for, is_undeliverable, traffic_before
from mail_gateway.compose import is_own_message_id, loop_token
from mail_gateway.errors import MailUnreadable
from mail_gateway.headers import is_forward_subject
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.parse import ParsedMail, parse
from mail_gateway.quoting import SplitText, split
from mail_gateway.reasons import Action, Screening, Verification
from mail_gateway.reasons import Reason as ScreeningReason
from mail_gateway.reports import read_report
from mail_gateway.screening import ScreeningPolicy
from mail_gateway.threading import Thread, Writer, find_thread
from mail_gateway.twins import content_hash, same_id_other_content, set_aside_before, twin

log = logging.getLogger(__name__)

_MOST_ATTEMPTS = 3
# A worker that died is noticed after this long; parsing and matching one mail takes seconds at worst.
_LEASE = timedelta(minutes=10)
_PAUSE_AFTER_FAILURE = timedelta(seconds=30)


@dataclass(frozen=True)
class Claim:
    """One mail that this worker has taken, and the how-manieth attempt it is."""

    id: int
    attempt: int


def claim(services: Services) -> Claim | None:
    """Take the oldest waiting mail. The attempt is counted and committed before anything is read (7c)."""
    now = services.clock()
    with services.database.transaction() as session:
        row = session.scalar(
            select(InboundMail)
            .where(
                InboundMail.state == InboundState.STORED,
                or_(InboundMail.leased_until.is_(None), InboundMail.leased_until <= now),
            )
            .order_by(InboundMail.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            return None
        row.attempts += 1
        row.leased_until = now + _LEASE
        return Claim(row.id, row.attempts)


def handle(services: Services, claimed: Claim) -> None:
    """Do all that the mail asks for, or nothing. A mail that has failed three times is set aside for a person."""
    with services.database.reading() as session:
        raw = session.get_one(InboundMail, claimed.id).raw
    if claimed.attempt > _MOST_ATTEMPTS:
        _set_aside(services, claimed, "")
        return
    try:
        # Outside the transaction: an ugly mail may take seconds, and writers wait for each other.
        mail = parse(raw)
        parts = split(mail.text, forward=is_forward_subject(mail.subject))
    except MailUnreadable as error:
        _set_aside(services, claimed, error.reason)
        return
    with services.database.transaction() as session:
        _one_at_a_time(session)
        row = session.get_one(InboundMail, claimed.id, with_for_update=True)
        # Another worker may have had it meanwhile, if this one took longer than its lease.
        if row.state is InboundState.STORED:
            _process(session, services, row, mail, parts)


def note_failure(services: Services, claimed: Claim, error: str) -> None:
    """Give a mail back whose handling failed; soon again, and at once when it is only to be set aside."""
    with services.database.transaction() as session:
        row = session.get_one(InboundMail, claimed.id, with_for_update=True)
        if row.state is not InboundState.STORED or row.attempts != claimed.attempt:
            # Another worker has it, or has finished it.
            return
        row.error = error[:2000]
        # Only once without a pause: a mail that cannot even be set aside must not hold up those behind it.
        pause = timedelta() if claimed.attempt == _MOST_ATTEMPTS else _PAUSE_AFTER_FAILURE
        row.leased_until = services.clock() + pause


def _one_at_a_time(session: Session) -> None:
    """Workers carry out their mails one after another, as SQLite makes them do anyway.

    Brakes and twins are counted from what is committed: two mails at the same moment would not see each other.
    """
    session.execute(select(Municipality.id).with_for_update(key_share=True))


def _process(session: Session, services: Services, row: InboundMail, mail: ParsedMail, parts: SplitText) -> None:
    """Known already? A robot? A bounce? Else it is somebody's message."""
    now = services.clock()
    policy = _policy(services)
    sender = screening.correspondent(mail, policy)
    row.message_id, row.sender = mail.message_id, sender.key if sender else ""
    row.content_hash = content_hash(mail, parts.new, row.raw, headers_only=row.headers_only)
    original = twin(session, row)
    if original is not None:
        row.state, row.case_message_id, row.reason = InboundState.DUPLICATE, original.case_message_id, "duplicate"
        return
    own = is_own_message_id(mail.message_id, services.settings.secrets.key)
    screened = screening.screen(mail, policy, row.received_at, now, own_message=own, oversize=row.headers_only)
    row.reason = screened.reason.value
    match screened.action:
        case Action.IGNORE:
            row.state = InboundState.IGNORED
        case Action.BOUNCE:
            row.state = InboundState.BOUNCE
            take_report(session, read_report(row.raw), services.rules, now, services.settings.secrets.key)
        case Action.CASE_ONLY | Action.ANSWER:
            reply = _take_in(session, services, row, mail, _Reading(parts, sender, screened))
            row.state, row.case_message_id = InboundState.HANDLED, reply.question.id


def _policy(services: Services) -> ScreeningPolicy:
    mail = services.settings.mail
    return ScreeningPolicy(
        own_addresses=frozenset([*(box.address for box in mail.mailboxes), *mail.aliases]),
        own_domain_loop_token=loop_token(services.settings.secrets.key),
        trusted_authserv_id=mail.trusted_authserv_id or None,
        web_form_senders=frozenset(mail.web_form_senders),
    )


@dataclass(frozen=True)
class _Reading:
    """What has been made of a mail: its parts, whom it is from, and what may be done with it."""

    parts: SplitText
    sender: Address | None
    screened: Screening


class _Braked(Exception):
    """The automatic mail that was just written would be one too many; takes the savepoint back."""

    def __init__(self, reason: ScreeningReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def _take_in(session: Session, services: Services, row: InboundMail, mail: ParsedMail, reading: _Reading) -> Reply:
    """Receive the mail as a message; where a brake stops the automatic mail, do it again without one."""
    now, settings = services.clock(), services.settings.mail
    writer = Writer(row.sender, trusted=reading.screened.sender is not Verification.UNVERIFIED)
    thread = find_thread(session, mail, row.mailbox, writer, now, services.settings.secrets.key)
    may_answer = (
        reading.screened.action is Action.ANSWER
        and not same_id_other_content(session, row)
        and not is_undeliverable(session, row.sender)
        # A colleague who answered the notice instead of the case is no resident: a person sorts it out.
        and not thread.answers_notice
    )

    def take(may_answer: bool) -> Reply:
        incoming = _incoming(row, mail, reading, thread, may_answer=may_answer)
        return receive(session, incoming, thread.continues, services.search(session), services.rules, now)

    try:
        with session.begin_nested():
            reply = take(may_answer)
            written = automatic_mail_for(session, reply.question)
            braked = screening.brake(traffic_before(session, written, settings, now)) if written else None
            if braked is not None:
                raise _Braked(braked)
    except _Braked as stop:
        log.warning("mail %s: no automatic answer: %s", row.id, stop.reason.value)
        row.reason = stop.reason.value
        reply = take(False)
    return reply


def _incoming(row: InboundMail, mail: ParsedMail, reading: _Reading, thread: Thread, *, may_answer: bool) -> Incoming:
    parts = reading.parts
    words = parts.new.strip() or mail.text.strip() or phrases_mail.without_text(too_large=row.headers_only)
    attachments = ", ".join(attachment.name for attachment in mail.attachments)
    below = [parts.signature, parts.quoted, phrases_mail.attachments(attachments) if attachments else ""]
    return Incoming(
        channel=Channel.EMAIL,
        text=words,
        source_key=f"mail:{row.id}",
        received_at=row.received_at,
        subject=mail.subject,
        quoted="\n".join(part for part in below if part.strip()),
        sender_email=row.sender,
        sender_name=reading.sender.name if reading.sender else "",
        person_reason=_person_reason(words, mail, thread) if may_answer else Reason.MAIL_RULE,
        silent=not may_answer,
        may_reopen=reading.screened.may_reopen,
        linked=thread.linked,
    )


def _person_reason(words: str, mail: ParsedMail, thread: Thread) -> Reason | None:
    """Why a person must read a mail whose words may be answered."""
    if read_words(words).small_talk:
        # "Hej!" with a picture is no greeting but a question that only a person can see.
        return Reason.MAIL_RULE if mail.attachments else None
    if thread.continues is not None and thread.continues.answered_at is not None:
        # Every automatic answer says: reply to this mail and a person answers you.
        return Reason.ASKS_FOR_PERSON
    return None


def _set_aside(services: Services, claimed: Claim, reason: str) -> None:
    """A mail that cannot be read is a case too: "mejl som inte kunde tolkas", with the raw mail kept beside it."""
    now = services.clock()
    with services.database.transaction() as session:
        row = session.get_one(InboundMail, claimed.id, with_for_update=True)
        if row.state is not InboundState.STORED:
            return
        row.reason, row.error = "unreadable", reason or row.error
        known = set_aside_before(session, row)
        if known is not None:
            row.state, row.case_message_id = InboundState.DUPLICATE, known.case_message_id
            return
        incoming = Incoming(
            channel=Channel.EMAIL,
            text=phrases_mail.unreadable_mail(),
            source_key=f"mail:{row.id}",
            received_at=row.received_at,
            subject=phrases_mail.unreadable_mail_subject(),
            person_reason=Reason.MAIL_RULE,
            silent=True,
        )
        reply = receive(session, incoming, None, _Nothing(), services.rules, now)
        row.state, row.case_message_id = InboundState.SET_ASIDE, reply.question.id


class _Nothing:
    """A search for our own sentence about an unreadable mail, which must not be matched to any entry."""

    def __call__(self, text: str, now: datetime, limit: int = 5, /) -> tuple[Match, ...]:
        """No entry."""
        return ()

    def hints(self, text: str, now: datetime, /) -> Hints:
        """Nothing to tell."""
        return Hints()

    def by_id(self, entry_id: int, now: datetime, /) -> Match | None:
        """No entry."""
        return None
