"""One stored mail becomes a message in a case, a bounce, or a named reason for neither: thought out, then written."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.outbox import is_undeliverable
from assistant.foresight import Foreseen
from assistant.intake import Reply, receive, think_ahead
from assistant.services import Services
from knowledge.answering import restored_at
from knowledge.organisation import Municipality
from mail_gateway import screening
from mail_gateway.bounces import take_report
from mail_gateway.compose import is_own_message_id, loop_token
from mail_gateway.errors import MailUnreadable
from mail_gateway.guards.brakes import automatic_mail_for, traffic_before
from mail_gateway.guards.breaker import pull
from mail_gateway.guards.twins import same_id_other_content, twin
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.incoming import Screened, incoming_of
from mail_gateway.measuring.taking import is_from_measurement, is_measuring, is_our_question, take_measured
from mail_gateway.reader.reading import Reader, ReadMail, read_here
from mail_gateway.reader.stored_bytes import row_and_bytes
from mail_gateway.reasons import Action, Verification
from mail_gateway.reasons import Reason as ScreeningReason
from mail_gateway.recovery.retry import continued, make_room
from mail_gateway.recovery.set_aside import set_aside
from mail_gateway.screening import ScreeningPolicy
from mail_gateway.staff_replies import take_staff_reply
from mail_gateway.threading import Thread, Writer, find_thread
from mail_gateway.work.waiting import MOST_ATTEMPTS, Claim, locked

log = logging.getLogger(__name__)

_TURN = select(Municipality.id).with_for_update(key_share=True)


def handle(services: Services, claimed: Claim, read: Reader = read_here) -> None:
    """Do all that the mail asks for, or nothing. A mail that has failed three times is set aside for a person.

    Whatever takes time is done before the transaction that writes. Raises ReadingStopped.
    """
    if claimed.attempt > MOST_ATTEMPTS:
        set_aside(services, claimed.id, "")
        return
    row, pieces = row_and_bytes(services.database, claimed.id)
    try:
        mail = read(pieces, row.headers_only)
    except MailUnreadable as error:
        set_aside(services, claimed.id, error.reason)
        return
    if is_measuring(services.settings.mail, row.mailbox):
        take_measured(services, claimed.id, mail)
        return
    thought = _think(services, row, mail)
    with services.database.transaction() as session:
        _one_at_a_time(session)
        row = locked(session, claimed.id)
        # Another worker may have had it meanwhile, if this one took longer than its lease.
        if row.state is InboundState.STORED:
            # Kept out of the session meanwhile, so that it is written once, with all that has become of it.
            session.expunge(row)
            _process(session, services, row, thought)
            session.add(row)


@dataclass(frozen=True)
class _Thought:
    """All that could be made of a mail without writing; `foreseen` is the answer, where one may be asked for."""

    screened: Screened
    foreseen: Foreseen | None = None


def _think(services: Services, row: InboundMail, read: ReadMail) -> _Thought:
    """Judge the mail, and for a person's mail look for the answer: a hundred times the work of writing it down."""
    now = services.clock()
    with services.database.reading() as session:
        screened = _screened(session, services, row, read, now)
        if screened.verdict.action not in (Action.CASE_ONLY, Action.ANSWER):
            return _Thought(screened)
        thread = _thread(session, services, row, screened, now)
        may_answer = screened.verdict.action is Action.ANSWER and thread.notice is None
        incoming = incoming_of(row, screened, thread, may_answer=may_answer)
        search = services.search(session)
        return _Thought(screened, think_ahead(session, incoming, thread.continues, search, services.rules, now))


def _screened(session: Session, services: Services, row: InboundMail, read: ReadMail, now: datetime) -> Screened:
    policy, mail = _policy(session, services), read.mail
    own = is_own_message_id(mail.message_id, services.settings.secrets.key)
    verdict = screening.screen(mail, policy, row.received_at, now, own_message=own, oversize=row.headers_only)
    return Screened(read, screening.correspondent(mail, policy), verdict)


def _one_at_a_time(session: Session) -> None:
    """Workers write one after another, as SQLite makes them do anyway.

    Brakes and twins are counted from what is committed: two mails at the same moment would not see each other.
    """
    session.execute(_TURN)


def _process(session: Session, services: Services, row: InboundMail, thought: _Thought) -> None:
    """Known already? A robot? A bounce? A colleague's answer? Else it is somebody's message."""
    now, screened = services.clock(), thought.screened
    row.message_id, row.sender = screened.read.mail.message_id, screened.sender.key if screened.sender else ""
    row.content_hash = screened.read.content_hash
    original = twin(session, row)
    if original is not None:
        row.state, row.case_message_id, row.reason = InboundState.DUPLICATE, original.case_message_id, "duplicate"
        return
    row.reason = screened.verdict.reason.value
    match screened.verdict.action:
        case Action.IGNORE:
            row.state = InboundState.IGNORED
        case Action.BOUNCE:
            row.state = InboundState.BOUNCE
            if screened.read.report is not None:
                take_report(session, screened.read.report, services.rules, now, services.settings.secrets.key)
        case Action.CASE_ONLY | Action.ANSWER:
            row.state = InboundState.HANDLED
            thread = _thread(session, services, row, screened, now)
            if thread.notice is None or not take_staff_reply(session, services, row, screened, thread.notice):
                row.case_message_id = _take_in(session, services, row, thought, thread).question.id


def _policy(session: Session, services: Services) -> ScreeningPolicy:
    mail = services.settings.mail
    return ScreeningPolicy(
        own_addresses=frozenset([*(box.address for box in mail.mailboxes), *mail.aliases]),
        own_domain_loop_token=loop_token(services.settings.secrets.key),
        trusted_authserv_id=mail.trusted_authserv_id or None,
        web_form_senders=frozenset(mail.web_form_senders),
        restored_at=restored_at(session),
    )


def _thread(session: Session, services: Services, row: InboundMail, screened: Screened, now: datetime) -> Thread:
    address = screened.sender.key if screened.sender else ""
    writer = Writer(address, trusted=screened.verdict.sender is not Verification.UNVERIFIED)
    found = find_thread(session, screened.read.mail, row.mailbox, writer, now, services.settings.secrets.key)
    return continued(session, row, found)


def _may_hear(session: Session, row: InboundMail, thread: Thread) -> bool:
    """Whether a sender whose mail says nothing against it may get an automatic mail."""
    doubtful = same_id_other_content(session, row) or is_undeliverable(session, row.sender)
    # A colleague whose answer to a notice was not taken as one is no resident: a person sorts it out.
    return not doubtful and thread.notice is None


class _Braked(Exception):
    """The automatic mail that was just written would be one too many; takes the savepoint back."""

    def __init__(self, reason: ScreeningReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def _take_in(session: Session, services: Services, row: InboundMail, thought: _Thought, thread: Thread) -> Reply:
    """Receive the mail as a message; where a brake stops the automatic mail, do it again without one."""
    now, settings, screened = services.clock(), services.settings.mail, thought.screened
    may_answer = screened.verdict.action is Action.ANSWER and _may_hear(session, row, thread)
    make_room(session, row, screened, thread, now)
    with session.no_autoflush:
        ours = is_our_question(session, settings, row)
    measured = ours or is_from_measurement(settings, row)

    def take(may_answer: bool) -> Reply:
        incoming = incoming_of(row, screened, thread, may_answer=may_answer, measured=measured)
        search, case, foreseen = services.search(session), thread.continues, thought.foreseen
        return receive(session, incoming, case, search, services.rules, now, foreseen=foreseen)

    try:
        with session.begin_nested():
            reply = take(may_answer)
            written = automatic_mail_for(session, reply.question)
            # A measurement asks more in a day than one resident does, and answers nobody: it cannot make a loop.
            traffic = traffic_before(session, written, settings, now) if written and not ours else None
            braked = screening.brake(traffic) if traffic else None
            if braked is not None:
                raise _Braked(braked)
    except _Braked as stop:
        log.warning("mail %s: no automatic answer: %s", row.id, stop.reason.value)
        reply = take(False)
        pull(session, services, row, stop.reason, reply.case, now)
        row.reason = stop.reason.value
    return reply
