"""Reads a bounce: which of our mails it is about, and whether delivery failed for good (RFC 3464); pure."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

_MESSAGE_ID = re.compile(r"<[^<>\s]{3,900}>")
_MOST_PARTS = 50
_LONGEST_DIAGNOSTIC = 500
_FIELDS = ("Message-ID", "X-Original-Message-ID", "In-Reply-To", "References")


@dataclass(frozen=True)
class DeliveryReport:
    """`message_ids` are those of the mail that came back, as it quotes them; `failed` is false for a delay."""

    failed: bool
    message_ids: tuple[str, ...]
    diagnostic: str


def read_report(raw: bytes) -> DeliveryReport:
    """A bounce of any kind. Without a machine-readable part a bounce means failure: few systems report success."""
    message = email.message_from_bytes(raw)
    actions: list[str] = []
    diagnostics: list[str] = []
    ids: list[str] = []
    for part in _parts(message):
        actions += _values(part, "Action")
        diagnostics += _values(part, "Diagnostic-Code")
        for field in _FIELDS:
            ids += [found for value in _values(part, field) for found in _MESSAGE_ID.findall(value)]
    failed = any(action.lower().startswith("failed") for action in actions) or not actions
    diagnostic = "; ".join(diagnostics)[:_LONGEST_DIAGNOSTIC]
    return DeliveryReport(failed, tuple(dict.fromkeys(ids)), diagnostic)


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return
        yield part
        # The headers of the returned mail may come as text instead of as a message.
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield email.message_from_bytes(payload)


def _values(part: Message, name: str) -> list[str]:
    return [str(value) for value in part.get_all(name, [])]
