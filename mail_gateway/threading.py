"""Finds the case that a mail belongs to (facts/mail.md 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, Status, by_number
from assistant.cases.merging import kept_case
from assistant.cases.message import Message
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.engine.screening import mask_personal_numbers
from mail_gateway.compose import is_own_message_id
from mail_gateway.headers import case_numbers, strip_subject_prefixes
from mail_gateway.inbound import InboundMail
from mail_gateway.parse import ParsedMail
from mail_gateway.parts.reports import recipients
from mail_gateway.sending.envelope import outbox_ids

_CLOSED_FOR_GOOD = timedelta(days=30)
# A thread's latest ids say where it belongs; a hostile header may hold thousands, each a question to the database.
_MOST_IDS = 40
# Letters of a subject that are compared: ours and other people's programs cut long ones.
_COMPARED = 150


@dataclass(frozen=True)
class Thread:
    """Where a mail belongs: the case it continues, or the older one it may belong to ("hör kanske till").

    `notice`: it replies to this notice of ours to staff, so it is no resident's.
    """

    continues: Case | None
    linked: Case | None
    notice: OutboxMail | None = None


@dataclass(frozen=True)
class Writer:
    """Whom a mail is from, as far as we know. `trusted` is false when the sender's address may be a lie."""

    address: str
    trusted: bool


@dataclass(frozen=True)
class _Trace:
    """A case that the mail points at. `proved`: only somebody who has had our mail can point so."""

    case: Case
    proved: bool


def find_thread(session: Session, mail: ParsedMail, mailbox: str, writer: Writer, now: datetime, key: str) -> Thread:
    """By In-Reply-To, then References from the right, then the plus address, then the subject's tag.

    Only a party of the case gets into it, since its answers go to the resident who opened it. An unverified
    sender must show an id of ours, which cannot be guessed; a number or another's Message-ID can be learnt
    over somebody's shoulder. A case closed for over 30 days, or another subject on an old thread, gives a new
    case with a link. `key` signs our ids and plus addresses.
    """
    notice = _notice(session, mail, key)
    if notice is not None:
        return Thread(None, notice.case, notice)
    trace = _by_ids(session, mail, mailbox) or _by_plus_address(session, mail, key) or _by_tag(session, mail)
    if trace is None:
        return Thread(None, None)
    # What was merged into another case goes on there, and only its own party gets into it.
    case = kept_case(session, trace.case)
    believed = (writer.trusted or trace.proved) and _is_party(case, writer.address)
    if not believed or _is_over(case, now) or _is_of_another(trace.case, mail):
        return Thread(None, case)
    return Thread(case, None)


def _by_ids(session: Session, mail: ParsedMail, mailbox: str) -> _Trace | None:
    ids = list(dict.fromkeys([*mail.in_reply_to, *reversed(mail.references)]))
    for message_id in ids[:_MOST_IDS]:
        ours = _case_of_outbound(session, message_id)
        if ours is not None:
            return _Trace(ours, proved=True)
        theirs = _case_of_inbound(session, message_id, mailbox)
        if theirs is not None:
            return _Trace(theirs, proved=False)
    return None


def _case_of_outbound(session: Session, message_id: str) -> Case | None:
    # A notice goes to staff: what comes back on it is no resident's message in that case.
    return session.scalar(
        select(Case)
        .join(OutboxMail, OutboxMail.case_id == Case.id)
        .where(OutboxMail.message_id == message_id, OutboxMail.kind != MailKind.NOTICE)
    )


def _notice(session: Session, mail: ParsedMail, key: str) -> OutboxMail | None:
    """The notice or the list of cases that a mail replies to; an id that looks like ours without our HMAC is none.

    Where there is an In-Reply-To it alone counts: a notice is the first of its thread.
    """
    named = mail.in_reply_to or tuple(reversed(mail.references))
    ids = [message_id for message_id in named[:_MOST_IDS] if is_own_message_id(message_id, key)]
    if not ids:
        return None
    return session.scalar(
        select(OutboxMail)
        .where(OutboxMail.message_id.in_(ids), OutboxMail.kind.in_((MailKind.NOTICE, MailKind.DEADLINE)))
        .order_by(OutboxMail.id.desc())
        .limit(1)
    )


def _case_of_inbound(session: Session, message_id: str, mailbox: str) -> Case | None:
    return session.scalar(
        select(Case)
        .join(Message, Message.case_id == Case.id)
        .join(InboundMail, InboundMail.case_message_id == Message.id)
        .where(InboundMail.message_id == message_id, InboundMail.mailbox == mailbox)
        .order_by(InboundMail.id)
        .limit(1)
    )


def _by_plus_address(session: Session, mail: ParsedMail, key: str) -> _Trace | None:
    """A program that answers the envelope's sender instead of From (facts/mail.md 3.2): its token cannot be guessed."""
    numbers = outbox_ids(recipients(mail.header_values), key)
    if not numbers:
        return None
    case = session.scalar(
        select(Case)
        .join(OutboxMail, OutboxMail.case_id == Case.id)
        .where(OutboxMail.id.in_(numbers), OutboxMail.kind != MailKind.NOTICE)
        .order_by(OutboxMail.id.desc())
        .limit(1)
    )
    return _Trace(case, proved=True) if case is not None else None


def _by_tag(session: Session, mail: ParsedMail) -> _Trace | None:
    for number in case_numbers(mail.subject):
        case = by_number(session, number)
        if case is not None:
            return _Trace(case, proved=False)
    return None


def _is_party(case: Case, sender: str) -> bool:
    return bool(sender) and sender.lower() in (case.mail_address, case.resident.email if case.resident else "")


def _is_over(case: Case, now: datetime) -> bool:
    return case.status is Status.CLOSED and case.closed_at is not None and now - case.closed_at > _CLOSED_FOR_GOOD


def _is_of_another(case: Case, mail: ParsedMail) -> bool:
    """Whether the subject is not the thread's own."""
    if case.number in case_numbers(mail.subject):
        # Our tag still stands there: whatever else a program or a gateway did to the subject, it is the same one.
        return False
    # A case's subject is kept without personal numbers.
    return bool(case.subject) and _plain(mask_personal_numbers(mail.subject)) not in ("", _plain(case.subject))


def _plain(subject: str) -> str:
    return strip_subject_prefixes(subject).strip().casefold()[:_COMPARED]
