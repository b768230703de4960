"""A mail as it goes out: greeting, text, standard signature, and headers that stop loops and keep threads."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from assistant.cases.outbox import MailKind
from assistant.engine import phrases
from mail_gateway.headers import OUTGOING_POLICY, clean_header_text, references_for_reply, reply_subject

# Not `All`, which would also stop the bounces that we need (facts/mail.md 2).
_SUPPRESS = "DR, RN, NRN, OOF, AutoReply"
LOOP_HEADER = "X-Loop"
_OWN_ID = re.compile(r"<fl\.([0-9]{4}-[0-9]{6,12})\.([0-9]{1,18})\.([0-9a-f]{32})@[^<>\s]+>")


@dataclass(frozen=True)
class Sender:
    """Who a mail is from: the standard signature's facts (facts/municipality.md 5). `person` for a handler's."""

    person: str
    title: str
    function: str
    department: str
    municipality: str
    address: str
    phone: str
    email: str
    web: str


@dataclass(frozen=True)
class Outgoing:
    """Everything that a mail is made of. `answers_*` are of the mail it replies to, empty for a new thread."""

    kind: MailKind
    recipient: str
    sender: Sender
    from_address: str
    subject: str
    body: str
    case_number: str
    message_id: str
    loop_token: str
    at: datetime
    answers_id: str = ""
    answers_references: tuple[str, ...] = ()


def render(mail: Outgoing) -> bytes:
    """The mail's bytes, CRLF line ends; the same Outgoing always gives the same bytes."""
    message = EmailMessage(policy=OUTGOING_POLICY)
    message["From"] = _mailbox(mail.sender.function or mail.sender.municipality, mail.from_address)
    message["To"] = mail.recipient
    message["Subject"] = _subject(mail)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = mail.message_id
    if mail.answers_id:
        message["In-Reply-To"] = mail.answers_id
        message["References"] = " ".join(references_for_reply(mail.answers_references, mail.answers_id))
    if mail.kind is not MailKind.REPLY:
        # A person's reply is never marked (RFC 3834); everything else is, or two robots would talk for ever.
        message["Auto-Submitted"] = "auto-generated" if mail.kind is MailKind.NOTICE else "auto-replied"
        message["X-Auto-Response-Suppress"] = _SUPPRESS
        message[LOOP_HEADER] = mail.loop_token
    message.set_content(_text(mail), cte="quoted-printable")
    return message.as_bytes()


def make_message_id(outbox_id: int, case_number: str, domain: str, key: str) -> str:
    """Our own Message-ID: the case, the mail, and an HMAC that nobody else can make."""
    token = message_token(outbox_id, case_number, key)
    return f"<fl.{case_number}.{outbox_id}.{token}@{domain}>"


def is_own_message_id(message_id: str, key: str) -> bool:
    """Whether this is an id that we made: nobody else can make its token."""
    found = _OWN_ID.fullmatch(message_id)
    if found is None:
        return False
    case_number, outbox_id, token = found.groups()
    return hmac.compare_digest(token, message_token(int(outbox_id), case_number, key))


def message_token(outbox_id: int, case_number: str, key: str) -> str:
    """The HMAC of a Message-ID (128 bits of SHA-256)."""
    return hmac.new(key.encode(), f"message-id:{case_number}:{outbox_id}".encode(), hashlib.sha256).hexdigest()[:32]


def loop_token(key: str) -> str:
    """The value of our X-Loop: it says that a mail is ours, to us alone."""
    return hmac.new(key.encode(), b"loop", hashlib.sha256).hexdigest()[:32]


def _subject(mail: Outgoing) -> str:
    if mail.kind is MailKind.NOTICE:
        return clean_header_text(mail.subject)
    return reply_subject(mail.subject or phrases.default_subject(), mail.case_number)


def _text(mail: Outgoing) -> str:
    if mail.kind is MailKind.NOTICE:
        return mail.body + "\n"
    parts = [phrases.greeting(), mail.body, phrases.closing(), signature(mail.sender)]
    if mail.kind is not MailKind.REPLY:
        parts.append(phrases.chosen_automatically() if mail.kind is MailKind.ANSWER else phrases.sent_automatically())
    return "\n\n".join(parts) + "\n"


def signature(sender: Sender) -> str:
    """The standard signature: a complete sender is name or function, department, municipality and phone (KKiK)."""
    who = [f"{sender.person}, {sender.title}" if sender.title else sender.person] if sender.person else []
    contact = [phrases.labelled_phone(sender.phone) if sender.phone else "", sender.email, sender.web]
    function = sender.function if sender.function != sender.department else ""
    lines = [*who, function, sender.department, sender.municipality, sender.address, *contact]
    return "\n".join([phrases.regards(), *(line for line in lines if line)])


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=clean_header_text(name), username=local, domain=domain)
