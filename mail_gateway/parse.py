"""Read the raw bytes of a mail into one value; pure, bounded, and nearly impossible to make fail."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from email.parser import BytesFeedParser, BytesHeaderParser
from email.policy import Compat32, Policy
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mail_gateway import headers
from mail_gateway.errors import MailUnreadable
from mail_gateway.parts.addresses import Address
from mail_gateway.parts.attachments import Attachment
from mail_gateway.parts.bodies import Body, content_type, read_body
from mail_gateway.parts.charsets import decode

__all__ = ["Address", "Attachment", "ParsedMail", "parse", "read_message"]

MAX_CONTAINERS: Final = 50
"""Multipart and nested-mail parts that are read as such; the parser's time and stack grow with their depth."""

# Of all parts together. Measured: 200,000 headers take 1.8 s and 100,000 parts 2.1 s, and a mail may hold millions.
_MOST_HEADERS = 20_000
_MOST_PARTS = 5_000
# Each line is an object of the parser's (measured: 30 MB of three-letter lines took 1.2 GB). An attachment of 30 MB
# has 400,000.
_MOST_LINES = 600_000
_READ_OF_TOO_MUCH = 2_000_000  # bytes; the text is cut at 200,000 characters anyhow, and the raw mail is kept
_MAX_HEADER = 100_000  # characters
# The parser of parameters is quadratic (measured: 1,000,000 semicolons in a Content-Type took 13 s).
_MAX_CONTENT_HEADER = 4_000
_SINGLE = ("from", "subject", "message-id", "date", "reply-to", "to")
_SOMETHING = re.compile(rb"[^\0 \t\r\n]")
_FED = 8_192  # bytes; what the standard library's own parsers take at a time


@dataclass(frozen=True)
class ParsedMail:
    """A mail as read. Addresses and texts are decoded; ids and `header_values` are as they came, unfolded.

    `message_id` is the first one, or a synthetic one (`has_own_id` false). `in_reply_to` is nearly always one id.
    `return_path` is the topmost: None when absent, "" for the null path. `date` is in UTC and only what the sender
    says. `text` is for reading and matching, at most 200,000 characters, quoted HTML as "> " lines: give it to
    `quoting.split`. `html` is raw: clean it (nh3) before showing. `part_types` are the types of all parts, in order.
    `invites`: a calendar asks for or gives a reply.
    `defects` names what was malformed; a mail with any goes to a person (facts/mail.md 1.8).
    """

    message_id: str
    has_own_id: bool
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    senders: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    return_path: str | None
    subject: str
    date: datetime | None
    text: str
    html: str = field(repr=False)
    attachments: tuple[Attachment, ...]
    header_values: Mapping[str, tuple[str, ...]] = field(repr=False, hash=False)
    content_type: str
    part_types: tuple[str, ...]
    invites: bool
    defects: tuple[str, ...]

    def values(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, topmost first; () when absent."""
        return self.header_values.get(name.lower(), ())


def parse(raw: bytes) -> ParsedMail:
    """Read a raw mail. Raises MailUnreadable only when there is nothing to read or the structure defeats the parser.

    Headers and parts are read one at a time, so that one broken thing never takes the rest with it
    (facts/mail.md section 5); what was broken stands in `defects`.
    """
    if not _SOMETHING.search(raw):
        raise MailUnreadable("empty mail", len(raw))
    message, refused = read_message(raw)
    values = headers.read_headers(message)
    subject = headers.subject(values)
    body = read_body(message, forward=headers.is_forward_subject(subject))
    own_id = headers.message_id(values)
    return ParsedMail(
        message_id=own_id or headers.synthetic_message_id(raw),
        has_own_id=own_id is not None,
        in_reply_to=headers.in_reply_to(values),
        references=headers.references(values),
        senders=headers.addresses(values, "from"),
        reply_to=headers.addresses(values, "reply-to"),
        to=headers.addresses(values, "to"),
        cc=headers.addresses(values, "cc"),
        return_path=headers.return_path(values),
        subject=subject,
        date=headers.date(values),
        text=body.text,
        html=body.html,
        attachments=tuple(body.attachments),
        header_values=MappingProxyType(dict(values)),
        content_type=content_type(message),
        part_types=tuple(body.part_types),
        invites=any(_invites(attachment) for attachment in body.attachments),
        defects=_defects(values, body, refused),
    )


def _invites(attachment: Attachment) -> bool:
    """A calendar with a METHOD asks for or gives a reply (RFC 6047); one without is only a file."""
    return attachment.content_type == "text/calendar" and b"METHOD:" in attachment.content.upper()


if TYPE_CHECKING:
    _Policy = Compat32[Message]
else:
    # Generic to the type checker only; at run time the class takes no parameter.
    _Policy = Compat32


class _TooMuch(ValueError):
    """A mail has more headers or parts than anybody reads."""


class _BoundedPolicy(_Policy):
    """Reads headers raw, and makes the parser's work linear: long headers are cut, deep containers become text.

    Too many headers or parts raise _TooMuch, before they have cost time and memory.
    """

    containers: int = 0
    headers: int = 0
    parts: int = 0

    def message_factory(self, policy: "Policy[Message]") -> Message:
        """Make one part; the parser calls this for each."""
        self._count("parts", _MOST_PARTS)
        return Message(policy)

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Read one header of any part; the parser calls this for each."""
        self._count("headers", _MOST_HEADERS)
        name, value = super().header_source_parse(sourcelines)
        if not name.lower().startswith("content-"):
            return name, value[:_MAX_HEADER]
        value = value[:_MAX_CONTENT_HEADER]
        if not value.isascii():
            # As plain text, or the parser meets an object without the methods of a string.
            value = decode(value.encode("utf-8", "surrogateescape"))
        if name.lower() == "content-type" and value.lower().lstrip().startswith(("multipart/", "message/")):
            return name, self._contained(value)
        return name, value

    def _contained(self, value: str) -> str:
        self._count("containers")
        return value if self.containers <= MAX_CONTAINERS else "text/plain"

    def _count(self, what: str, most: float = float("inf")) -> None:
        # A policy is frozen to the outside; the count belongs to one parse, for which this one was made.
        object.__setattr__(self, what, getattr(self, what) + 1)
        if getattr(self, what) > most:
            raise _TooMuch(f"more than {most} {what}")


def read_message(raw: bytes) -> tuple[Message, bool]:
    """Return the mail as the standard library's tree, and whether some of its structure was too much to be read so.

    Bounded in time and memory for any bytes: of a mail with too many parts or lines the headers are read and the
    beginning of the rest is one text. Raises MailUnreadable when even the headers are too many.
    """
    if raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n") > _MOST_LINES:
        return _headers_and_text(raw), True
    policy = _BoundedPolicy()
    try:
        message = _tree(raw, policy)
    except _TooMuch:
        return _headers_and_text(raw), True
    except headers.READ_FAULTS as error:
        raise MailUnreadable(f"the parser raised {type(error).__name__}", len(raw)) from error
    return message, policy.containers > MAX_CONTAINERS


def _tree(raw: bytes, policy: _BoundedPolicy) -> Message:
    """Fed piece by piece: given all at once, the parser copies it to four bytes a character (30 MB took 120 more)."""
    parser = BytesFeedParser(policy=policy)
    for start in range(0, len(raw), _FED):
        parser.feed(raw[start : start + _FED])
    return parser.close()


def _headers_and_text(raw: bytes) -> Message:
    try:
        return BytesHeaderParser(policy=_BoundedPolicy()).parsebytes(raw[:_READ_OF_TOO_MUCH])
    except headers.READ_FAULTS as error:
        raise MailUnreadable(f"the parser raised {type(error).__name__}", len(raw)) from error


def _defects(values: headers.HeaderValues, body: Body, refused: bool) -> tuple[str, ...]:
    # Repeated single headers give no defect in the standard parser (facts/mail.md section 5).
    repeated = [f"repeated_header:{name}" for name in _SINGLE if len(values.get(name, ())) > 1]
    return (*body.defects, *repeated, *(["too_many_containers"] if refused else []))
