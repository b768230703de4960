"""Gathers what a mail in the outbox needs before it is written: who it is from and what it answers."""

from __future__ import annotations

from datetime import datetime
from email.parser import BytesHeaderParser

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.message import Author, Message
from assistant.cases.outbox import MailKind, OutboxMail
from knowledge.organisation import Municipality, the_municipality
from knowledge.settings import Settings
from mail_gateway.compose import INTERNAL, Outgoing, Sender, loop_token, make_message_id
from mail_gateway.headers import message_id, read_headers, references
from mail_gateway.inbound import InboundMail

# What an alarm's Message-ID says in place of a case.
_NO_CASE = "0000-000000"


def letter_for(session: Session, mail: OutboxMail, settings: Settings, now: datetime) -> Outgoing:
    """The whole letter for one outbox row."""
    town = the_municipality(session)
    inbound = None if mail.kind in INTERNAL else _answered_mail(session, mail)
    answered = read_headers(BytesHeaderParser().parsebytes(inbound.raw)) if inbound else {}
    from_address = _from_address(settings, inbound, town)
    domain = from_address.rpartition("@")[2] or "localhost"
    case_number = mail.case.number if mail.case else _NO_CASE
    return Outgoing(
        kind=mail.kind,
        recipient=mail.recipient,
        sender=_sender(mail, town),
        from_address=from_address,
        subject=mail.subject,
        body=mail.body,
        case_number=case_number,
        message_id=make_message_id(mail.id, case_number, domain, settings.secrets.key),
        loop_token=loop_token(settings.secrets.key),
        at=now,
        # As it stands in the mail: an id that we gave one without is known to nobody else.
        answers_id=message_id(answered) or "",
        answers_references=references(answered),
    )


def _answered_mail(session: Session, mail: OutboxMail) -> InboundMail | None:
    """The mail that this one answers: its own question's, else the resident's latest in the case."""
    mails = select(InboundMail).join(Message, InboundMail.case_message_id == Message.id)
    if mail.answers_id is not None:
        own = session.scalar(mails.where(Message.id == mail.answers_id).order_by(InboundMail.id).limit(1))
        if own is not None:
            return own
    return session.scalar(
        mails.where(Message.case_id == mail.case_id, Message.author == Author.RESIDENT)
        .order_by(InboundMail.id.desc())
        .limit(1)
    )


def _from_address(settings: Settings, inbound: InboundMail | None, town: Municipality) -> str:
    """The mailbox that the resident wrote to, so that an answer comes back to where it is read."""
    boxes = {box.name: box.address for box in settings.mail.mailboxes}
    if inbound is not None and inbound.mailbox in boxes:
        return boxes[inbound.mailbox]
    return next(iter(boxes.values()), town.email)


def _sender(mail: OutboxMail, town: Municipality) -> Sender:
    case, staff = mail.case, mail.staff
    secret = case is not None and case.confidential
    # A confidential case's department is itself a secret, and so is a title or a direct number that tells of it:
    # the mail is from the municipality, a person's with their name. So is a question back: it is not yet known whose
    # matter it is.
    department = None if case is None or secret or mail.kind is MailKind.CLARIFY else case.department
    group = None if case is None or secret else case.group
    direct = staff.phone if staff and not secret else ""
    return Sender(
        person=staff.name if staff else "",
        title=staff.title if staff and not secret else "",
        function=group.name if group and mail.kind is not MailKind.ANSWER else "",
        department=department.name if department else "",
        municipality=town.name,
        address=(department.visiting_address if department else "") or town.address,
        phone=direct or (department.phone if department else "") or town.phone,
        email=(department.email if department else "") or town.email,
        web=(department.web if department else "") or town.web,
    )
