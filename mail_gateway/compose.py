"""A mail as it goes out: greeting, text, standard signature, and headers that stop loops and keep threads."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from assistant.cases.enclosed import Enclosed
from assistant.cases.outbox import PERSONAL, MailKind
from assistant.cases.reply_checks import greets
from assistant.engine import phrases
from assistant.languages.speaking import PageLanguage, speaking
from mail_gateway.errors import MailUnsendable
from mail_gateway.headers import OutgoingPolicy, clean_header_text, references_for_reply, reply_subject
from mail_gateway.sending.enclosing import write_enclosed
from mail_gateway.sending.letter_html import as_html

# Not `All`, which would also stop the bounces that we need (facts/mail.md 2).
_SUPPRESS = "DR, RN, NRN, OOF, AutoReply"
LOOP_HEADER = "X-Loop"
# To colleagues: no greeting, no signature, and a subject of its own.
INTERNAL = (MailKind.NOTICE, MailKind.ALARM, MailKind.REMARK, MailKind.ACCESS, MailKind.DEADLINE, MailKind.REPORT)
# Subject and text go out as they were written; a measurement's question is as plain as a resident's.
AS_WRITTEN = (*INTERNAL, MailKind.MEASUREMENT)
# Whoever has had an answer can say whether it helped; nobody else.
SURVEYED = (MailKind.ANSWER, MailKind.REPLY)
_LOCAL = re.compile(r"[!-~]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\[[0-9A-Za-z.:]+\]")
_OWN_ID = re.compile(r"<fl\.([0-9]{4}-[0-9]{6,12})\.([0-9]{1,18})\.([0-9a-f]{32})@[^<>\s]+>")


class _LetterPolicy(OutgoingPolicy):
    """Writes a subject and a sender's name as whole encoded words.

    Measured: the standard library loses the space between two of its own in one long Swedish subject of twenty
    (Python 3.11 to 3.13).
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header with its line ends, as bytes."""
        if name == "Subject" and not value.isascii():
            return f"Subject: {_encoded(value, name)}\r\n".encode("ascii")
        if name == "From" and not value.addresses[0].display_name.isascii():
            (sender,) = value.addresses
            return f"From: {_encoded(sender.display_name, name)}\r\n <{sender.addr_spec}>\r\n".encode("ascii")
        return super().fold_binary(name, value)


class _HeaderKinds(HeaderRegistry):
    """The standard library's kinds of headers, each made once; it makes a class anew for every header it meets."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        """The class of a header with this name."""
        kind = name.lower()
        if kind not in self._made:
            self._made[kind] = super().__getitem__(name)
        return self._made[kind]


_POLICY = _LetterPolicy(linesep="\r\n", cte_type="7bit", header_factory=_HeaderKinds())


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
    """Everything that a mail is made of. `answers_*` are of the mail it replies to, empty for a new thread.

    `envelope_sender`: where a bounce comes back to, when that is not `from_address` (VERP). `survey_url`: where the
    resident says whether it helped; nothing is asked without one. `language` is what `body` is in, and so what
    stands around it. `enclosed` stands instead of `body`, with nothing around it.
    """

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
    envelope_sender: str = ""
    survey_url: str = ""
    language: PageLanguage = PageLanguage.SWEDISH
    enclosed: Enclosed | None = None


def render(mail: Outgoing) -> bytes:
    """The mail's bytes, CRLF line ends; the same Outgoing always gives the same bytes. Raises MailUnsendable."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = _mailbox(mail.sender.function or mail.sender.municipality, mail.from_address)
    message["To"] = _mailbox("", sendable_address(mail.recipient))
    message["Subject"] = _subject(mail)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = mail.message_id
    thread = references_for_reply(mail.answers_references, mail.answers_id)
    if mail.answers_id in thread:
        message["In-Reply-To"] = mail.answers_id
    if thread:
        message["References"] = " ".join(thread)
    if mail.kind not in (*PERSONAL, MailKind.MEASUREMENT):
        # A person's reply is never marked (RFC 3834); everything else is, or two robots would talk for ever.
        message["Auto-Submitted"] = "auto-generated" if mail.kind in INTERNAL else "auto-replied"
        message["X-Auto-Response-Suppress"] = _SUPPRESS
        message[LOOP_HEADER] = mail.loop_token
    _write(message, mail)
    return message.as_bytes()


def _write(message: EmailMessage, mail: Outgoing) -> None:
    """The text, and to a resident the same as HTML: some programs show plain text in a type that is hard to read."""
    if mail.enclosed is not None:
        write_enclosed(message, mail.enclosed, mail.message_id)
        return
    with speaking(mail.language):
        parts = letter_parts(mail.kind, mail.sender, mail.body, mail.survey_url)
    message.set_content("\n\n".join(parts) + "\n", cte="quoted-printable")
    if mail.kind in AS_WRITTEN:
        return
    page = as_html(parts, str(message["Subject"]), mail.language.value)
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    # The library would take a new one each time; "=_" cannot stand in quoted-printable text (RFC 2045 6.7).
    message.set_boundary("=_" + hashlib.sha256(mail.message_id.encode()).hexdigest()[:32])


def sendable_address(address: str) -> str:
    """The address as SMTP can say it, the domain in ASCII. Raises MailUnsendable where that is impossible.

    A local part outside ASCII needs SMTPUTF8 (RFC 6531), which many servers lack.
    """
    local, at, domain = address.rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            domain = ""
    if not at or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain) or len(local) + len(domain) > 253:
        raise MailUnsendable(f"no mail can be sent to the address {address!r}")
    return f"{local}@{domain}"


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


def _encoded(text: str, name: str) -> str:
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")


def _subject(mail: Outgoing) -> str:
    if mail.kind in AS_WRITTEN:
        return clean_header_text(mail.subject)
    return reply_subject(mail.subject or phrases.default_subject(), mail.case_number)


def letter_parts(kind: MailKind, sender: Sender, body: str, survey_url: str = "") -> list[str]:
    """The letter's texts in their order, as they go out; an empty line stands between them."""
    if kind in AS_WRITTEN:
        return [body]
    # Whoever is asked something is not yet asked for more.
    closing = [] if kind is MailKind.CLARIFY else [phrases.closing()]
    # A person may have begun with a greeting of their own.
    greeting = [] if kind in PERSONAL and greets(body) else [phrases.greeting()]
    parts = [*greeting, body, *closing, signature(sender)]
    if kind not in PERSONAL:
        parts.append(phrases.chosen_automatically() if kind is MailKind.ANSWER else phrases.sent_automatically())
    if survey_url and kind in SURVEYED:
        parts.append(phrases.survey(survey_url))
    return parts


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
