"""A handler's answer from their own mail program: taken as the answer to the resident, or kept with the reason."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status, record
from assistant.cases.handling import reply
from assistant.cases.message import Message, MessageKind
from assistant.cases.outbox import MailKind, OutboxMail, post
from assistant.engine import phrases_mail
from assistant.services import Services
from knowledge.organisation import StaffMember
from knowledge.staff import staff_member
from mail_gateway.inbound import InboundMail
from mail_gateway.incoming import Screened
from mail_gateway.reasons import Action, Reason, Verification

_DAY = timedelta(days=1)
# A robot in a handler's mailbox that answers our "not sent" each time must come to rest (facts/mail.md 1.11).
_MOST_TOLD = 4
_LONGEST_KEPT = 4_000
# What is a mail of a colleague's, but nothing that could be sent on.
_WITHOUT_WORDS = (Reason.EMPTY_TEXT, Reason.ATTACHMENTS_ONLY, Reason.OVERSIZE)


class Kept(enum.Enum):
    """Why an answer is not sent on; the label is what the handler reads."""

    label: str

    def __new__(cls, value: str, label: str) -> Kept:
        """Make a member whose value is the stored word alone."""
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    CONFIDENTIAL = "confidential", "Ärendet är sekretessmärkt. Det får inte besvaras med vanlig e-post."
    CLOSED = "closed", "Ärendet är stängt."
    TAKEN = "taken", "En kollega har ärendet."
    EMPTY = "empty", "Mejlet har ingen ny text."
    ATTACHMENTS = "attachments", "Mejlet har bilagor. De skickas inte vidare."
    FORWARDED = "forwarded", "Mejlet är vidarebefordrat."
    SAME_TEXT = "same_text", "Du har redan skickat samma text det senaste dygnet. Det kan vara ett autosvar."


def take_staff_reply(
    session: Session, services: Services, row: InboundMail, screened: Screened, notice: OutboxMail
) -> bool:
    """Carry out a reply to a notice, if it is from one of the case's group; false when it is anybody else's mail.

    The sender must be believed: not refuted by the town's own server, where that writes a verdict.
    """
    case = notice.case
    staff = staff_member(session, row.sender) if case is not None and _believed(screened) else None
    if case is None or staff is None or not _may_answer(case, staff):
        return False
    now, kept = services.clock(), _why_kept(session, case, staff, screened, services.clock())
    text = screened.read.parts.new.strip()
    if kept is not None:
        row.reason = Reason.STAFF_REPLY_KEPT.value
        record(case, EventKind.MAIL_NOT_SENT_ON, now, staff, why=kept.value, text=text[:_LONGEST_KEPT])
        _tell(session, services, case, staff, kept, now)
        return True
    row.reason = Reason.STAFF_REPLY.value
    answer = reply(session, case, staff, text, services.rules.calendar, now)
    record(case, EventKind.REPLIED_BY_MAIL, now, staff)
    row.case_message_id = answer.id
    return True


def _believed(screened: Screened) -> bool:
    verdict = screened.verdict
    fit = verdict.action is Action.ANSWER or verdict.reason in (*_WITHOUT_WORDS, Reason.FORWARDED)
    return fit and verdict.sender is not Verification.UNVERIFIED


def _may_answer(case: Case, staff: StaffMember) -> bool:
    return staff.active and case.group is not None and case.group in staff.groups


def _why_kept(session: Session, case: Case, staff: StaffMember, screened: Screened, now: datetime) -> Kept | None:
    parts, mail = screened.read.parts, screened.read.mail
    rules = (
        # Mail is open to all on its way: what is secret is answered on the case's page alone.
        (case.confidential, Kept.CONFIDENTIAL),
        (case.status is Status.CLOSED, Kept.CLOSED),
        (case.handler is not None and case.handler is not staff, Kept.TAKEN),
        (parts.forwarded or screened.verdict.reason is Reason.FORWARDED, Kept.FORWARDED),
        (bool(mail.attachments), Kept.ATTACHMENTS),
        (not parts.new.strip() or screened.verdict.reason in _WITHOUT_WORDS, Kept.EMPTY),
    )
    found = next((kept for holds, kept in rules if holds), None)
    if found is None and _said_lately(session, staff, parts.new.strip(), now):
        return Kept.SAME_TEXT
    return found


def _said_lately(session: Session, staff: StaffMember, text: str, now: datetime) -> bool:
    """The same words from the same person within a day: an absence message without any mark."""
    said = select(func.count()).where(
        Message.staff_id == staff.id, Message.kind == MessageKind.REPLY, Message.text == text, Message.at > now - _DAY
    )
    return bool(session.scalar(said))


def _tell(session: Session, services: Services, case: Case, staff: StaffMember, kept: Kept, now: datetime) -> None:
    """One short mail for one mail, a few a day at most; nothing of the case's content stands in it."""
    address = services.rules.case_address(case.number)
    told = select(func.count()).where(
        OutboxMail.recipient == staff.email, OutboxMail.kind == MailKind.NOTICE, OutboxMail.created_at > now - _DAY
    )
    if (session.scalar(told) or 0) < _MOST_TOLD:
        subject, words = phrases_mail.not_sent_on(case.number, kept.label, address)
        post(session, case, MailKind.NOTICE, staff.email, words, now, subject=subject, staff=staff)
