"""Reads a bounce: which of our mails it is about, and whether delivery failed for good (RFC 3464); pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message

from mail_gateway.errors import MailUnreadable
from mail_gateway.headers import HeaderValues, addresses, read_headers
from mail_gateway.parse import read_message
from mail_gateway.parts.attachments import payload_bytes

_MESSAGE_ID = re.compile(r"<[^<>\s]{3,900}>")
_MOST_PARTS = 50
_LONGEST_DIAGNOSTIC = 500
# In this order: the last two may name earlier mails of the thread as well.
_FIELDS = ("Message-ID", "X-Original-Message-ID", "In-Reply-To", "References")
# Some servers quote the returned mail's headers in the text of the bounce (qmail).
_FIELD_IN_TEXT = re.compile(rb"(?im)^[> \t]*message-id:[ \t]*(<[!-;=?-~]{3,900}>)")
_RECIPIENT_FIELDS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_MOST_IDS = 100
_MOST_TEXT = 200_000


@dataclass(frozen=True)
class DeliveryReport:
    """`message_ids` are those that may name the mail that came back, best first; `failed` is false for a delay.

    `recipients`: where the report itself was sent to, which may be a bounce address. `envelope_ids`: what we called
    the mail in the envelope (Original-Envelope-Id, RFC 3464 2.2.1).
    """

    failed: bool
    message_ids: tuple[str, ...]
    diagnostic: str
    recipients: tuple[str, ...] = ()
    envelope_ids: tuple[str, ...] = ()


def read_report(raw: bytes) -> DeliveryReport:
    """A bounce of any kind. Without a machine-readable part a bounce means failure: few systems report success.

    Raises MailUnreadable where `parse` does.
    """
    message, _ = read_message(raw)
    parts = list(_parts(message))
    actions = [action for part in parts for action in _values(part, "Action")]
    diagnostics = [words for part in parts for words in _values(part, "Diagnostic-Code")]
    failed = any(action.lower().startswith("failed") for action in actions) or not actions
    envelope_ids = tuple(value.strip() for part in parts for value in _values(part, "Original-Envelope-Id"))
    return DeliveryReport(
        failed,
        _ids(parts),
        "; ".join(diagnostics)[:_LONGEST_DIAGNOSTIC],
        recipients(read_headers(message)),
        envelope_ids,
    )


def recipients(headers: HeaderValues) -> tuple[str, ...]:
    """Every address that a mail was sent or delivered to, as its headers say: a plus address may be among them."""
    found = (address.address for name in _RECIPIENT_FIELDS for address in addresses(headers, name))
    return tuple(dict.fromkeys(found))[:_MOST_IDS]


def _ids(parts: Sequence[Message]) -> tuple[str, ...]:
    fields = (value for field in _FIELDS for part in parts for value in _values(part, field))
    named = [found for value in fields for found in _MESSAGE_ID.findall(value)]
    in_text = [found.decode("ascii") for part in parts for found in _FIELD_IN_TEXT.findall(_text(part))]
    return tuple(dict.fromkeys(named + in_text))[:_MOST_IDS]


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return
        yield part
        # The headers of the returned mail may come as text instead of as a message.
        if part.get_content_type() == "text/rfc822-headers":
            with suppress(MailUnreadable):
                yield read_message(_text(part))[0]


def _text(part: Message) -> bytes:
    return b"" if part.is_multipart() else payload_bytes(part)[:_MOST_TEXT]


def _values(part: Message, name: str) -> list[str]:
    return [str(value) for value in part.get_all(name, [])]
