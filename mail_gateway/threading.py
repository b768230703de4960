"""Finds the case that a mail belongs to (facts/mail.md 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, Status, by_number
from assistant.cases.message import Message
from assistant.cases.outbox import MailKind, OutboxMail
from mail_gateway.headers import strip_subject_prefixes
from mail_gateway.inbound import InboundMail
from mail_gateway.parse import ParsedMail

_CLOSED_FOR_GOOD = timedelta(days=30)
_TAG = re.compile(r"\[#(\d{4}-\d{6,})\]")


@dataclass(frozen=True)
class Thread:
    """Where a mail belongs: the case it continues, or the older one it may belong to ("hör kanske till")."""

    continues: Case | None
    linked: Case | None


def find_thread(session: Session, mail: ParsedMail, mailbox: str, sender: str, now: datetime) -> Thread:
    """By In-Reply-To, then References from the right, then the subject's tag for a party of the case only.

    A case closed for over 30 days, or another subject on an old thread, gives a new case with a link.
    """
    by_ids = _case_by_ids(session, mail, mailbox)
    if by_ids is not None:
        return Thread(None, by_ids) if _is_over(by_ids, mail, now) else Thread(by_ids, None)
    tagged = _case_by_tag(session, mail.subject)
    if tagged is None:
        return Thread(None, None)
    if not _is_party(tagged, sender):
        # Whoever reads a number over somebody's shoulder must not get into their case.
        return Thread(None, tagged)
    return Thread(None, tagged) if _is_over(tagged, mail, now) else Thread(tagged, None)


def _case_by_ids(session: Session, mail: ParsedMail, mailbox: str) -> Case | None:
    for message_id in dict.fromkeys([*mail.in_reply_to, *reversed(mail.references)]):
        case = _case_of_outbound(session, message_id) or _case_of_inbound(session, message_id, mailbox)
        if case is not None:
            return case
    return None


def _case_of_outbound(session: Session, message_id: str) -> Case | None:
    # A notice goes to staff: what comes back on it is no resident's message in that case.
    return session.scalar(
        select(Case)
        .join(OutboxMail, OutboxMail.case_id == Case.id)
        .where(OutboxMail.message_id == message_id, OutboxMail.kind != MailKind.NOTICE)
    )


def _case_of_inbound(session: Session, message_id: str, mailbox: str) -> Case | None:
    return session.scalar(
        select(Case)
        .join(Message, Message.case_id == Case.id)
        .join(InboundMail, InboundMail.case_message_id == Message.id)
        .where(InboundMail.message_id == message_id, InboundMail.mailbox == mailbox)
        .limit(1)
    )


def _case_by_tag(session: Session, subject: str) -> Case | None:
    found = _TAG.search(subject)
    return by_number(session, found.group(1)) if found else None


def _is_party(case: Case, sender: str) -> bool:
    return case.resident is not None and case.resident.email == sender.lower()


def _is_over(case: Case, mail: ParsedMail, now: datetime) -> bool:
    if case.status is Status.CLOSED and case.closed_at is not None and now - case.closed_at > _CLOSED_FOR_GOOD:
        return True
    return bool(case.subject) and _plain(mail.subject) not in ("", _plain(case.subject))


def _plain(subject: str) -> str:
    return _TAG.sub("", strip_subject_prefixes(subject)).strip().lower()
