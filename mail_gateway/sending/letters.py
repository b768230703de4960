"""Gathers what a mail in the outbox needs before it is written: who it is from and what it answers."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesHeaderParser

from sqlalchemy import LargeBinary, bindparam, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from assistant.cases.enclosed import Enclosed
from assistant.cases.message import Author, Message
from assistant.cases.outbox import MailKind, OutboxMail
from assistant.cases.sender_grade import signature_of
from assistant.languages.speaking import PageLanguage
from assistant.services import Services
from knowledge.mail_settings import MailboxSettings
from knowledge.organisation import Department, Municipality, ResponseGroup, StaffMember
from knowledge.settings import Settings
from mail_gateway.compose import INTERNAL, Outgoing, Sender, loop_token, make_message_id
from mail_gateway.errors import MailUnsendable
from mail_gateway.headers import message_id, read_headers, references
from mail_gateway.inbound import InboundBytes, InboundMail
from mail_gateway.measuring.letter import question_letter
from mail_gateway.reader.stored_bytes import bytes_at, if_small
from mail_gateway.sending.envelope import bounce_address
from mail_gateway.sending.survey_link import survey_address

log = logging.getLogger(__name__)

_MOST_HEADERS = 65_536
# What an alarm's Message-ID says in place of a case.
_NO_CASE = "0000-000000"

# An attachment of 30 MB is not read for the sake of two headers.
_HEAD = if_small(func.substr(InboundBytes.raw, 1, _MOST_HEADERS, type_=LargeBinary)).label("head")
_MAILS = (
    select(InboundMail.id, InboundMail.mailbox, _HEAD)
    .join(InboundMail.kept)
    .join(Message, InboundMail.case_message_id == Message.id)
    .limit(1)
)
_OWN = _MAILS.where(Message.id == bindparam("answers_id")).order_by(InboundMail.id)
_LATEST = _MAILS.where(Message.case_id == bindparam("case_id"), Message.author == Author.RESIDENT).order_by(
    InboundMail.id.desc()
)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def enclosed_in(session: Session, mail: OutboxMail, services: Services) -> Enclosed | None:
    """All of a mail that is written above the post-room; None for an ordinary one. Raises MailUnsendable.

    Written at the first attempt like every other (docs/decisions/0006): what it says is what is known then.
    """
    if mail.kind is not MailKind.REPORT:
        return None
    write = services.writers.get(mail.kind)
    try:
        # What goes wrong in the database there must not end what is read for the letters behind it.
        with session.begin_nested():
            enclosed = write(session, mail, services.clock()) if write is not None else None
    except OperationalError:
        # The database is away: no fault of this letter's.
        raise
    except Exception as error:
        # The catch-all of what is written above: tried again, it would hold up every mail behind it (house rule 5).
        log.exception("outgoing mail %s cannot be written", mail.id)
        raise MailUnsendable(type(error).__name__) from error
    if enclosed is None:
        raise MailUnsendable("there is nothing to say to this recipient any more")
    return enclosed


def letter_for(session: Session, mail: OutboxMail, town: Municipality, settings: Settings, now: datetime) -> Outgoing:
    """The whole letter for one outbox row."""
    if mail.kind is MailKind.MEASUREMENT:
        return question_letter(mail, settings, now)
    answered = _Answered() if mail.kind in INTERNAL else _answered_mail(session, mail)
    box = _mailbox(settings, answered)
    from_address = box.address if box else town.email
    key = settings.secrets.key
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
        message_id=make_message_id(mail.id, case_number, domain, key),
        loop_token=loop_token(key),
        at=now,
        answers_id=answered.message_id,
        answers_references=answered.references,
        envelope_sender=bounce_address(from_address, mail.id, key) if box and box.plus_addresses else from_address,
        survey_url=survey_address(session, mail, settings, now),
        language=_language(session, mail),
    )


@dataclass(frozen=True)
class _Answered:
    """The mail that a letter answers: the mailbox that it came to, and what its headers say of the thread."""

    mailbox: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()


def _language(session: Session, mail: OutboxMail) -> PageLanguage:
    """What an automatic answer was said in; everything else is Swedish."""
    if mail.kind is not MailKind.ANSWER or mail.answers_id is None:
        return PageLanguage.SWEDISH
    said = (Message.answers_id == mail.answers_id, Message.author == Author.ASSISTANT)
    language = session.scalar(select(Message.language).where(*said).order_by(Message.id).limit(1))
    return PageLanguage(language) if language is not None else PageLanguage.SWEDISH


def _answered_mail(session: Session, mail: OutboxMail) -> _Answered:
    """The mail that this one answers: its own question's, else the resident's latest in the case."""
    found = None
    if mail.answers_id is not None:
        found = session.execute(_OWN, {"answers_id": mail.answers_id}).first()
    if found is None:
        found = session.execute(_LATEST, {"case_id": mail.case_id}).first()
    if found is None:
        return _Answered()
    beginning = bytes_at(session, found.id, 0, _MOST_HEADERS) if found.head is None else found.head
    # The parser reads all that it is given, line by line, also below the headers.
    headers = read_headers(BytesHeaderParser().parsebytes(_END_OF_HEADERS.split(beginning, 1)[0]))
    # As it stands in the mail: an id that we gave one without is known to nobody else.
    return _Answered(found.mailbox, message_id(headers) or "", references(headers))


def _mailbox(settings: Settings, answered: _Answered) -> MailboxSettings | None:
    """The mailbox that the resident wrote to, so that an answer comes back to where it is read; else the first."""
    boxes = settings.mail.mailboxes
    return next((box for box in boxes if box.name == answered.mailbox), boxes[0] if boxes else None)


def _sender(mail: OutboxMail, town: Municipality) -> Sender:
    case = mail.case
    if case is None:
        return sender_of(mail.kind, town, mail.staff, None, None)
    return sender_of(mail.kind, town, mail.staff, case.department, case.group, secret=case.confidential)


def sender_of(
    kind: MailKind,
    town: Municipality,
    staff: StaffMember | None,
    department: Department | None,
    group: ResponseGroup | None,
    *,
    secret: bool = False,
) -> Sender:
    """Who such a mail is from: its signature's facts; `secret` for a confidential case.

    A confidential case's department is itself a secret, and so is a title or a direct number that tells of it: the
    mail is from the municipality, a person's with their name. So is a question back: it is not yet known whose
    matter it is.
    """
    known = None if secret or kind is MailKind.CLARIFY else department
    shown = None if secret or kind is MailKind.ANSWER else group
    signature = signature_of(town, staff, known, secret=secret)
    return Sender(
        person=signature.person,
        title=signature.title,
        function=shown.name if shown else "",
        department=signature.department,
        municipality=signature.municipality,
        address=(known.visiting_address if known else "") or town.address,
        phone=signature.phone,
        email=(known.email if known else "") or town.email,
        web=(known.web if known else "") or town.web,
    )
