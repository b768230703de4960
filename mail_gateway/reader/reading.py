"""All that is made of a mail's bytes alone, in one value that can be sent from process to process; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from mail_gateway.guards.fingerprint import content_hash
from mail_gateway.headers import is_forward_subject
from mail_gateway.parse import ParsedMail, parse
from mail_gateway.parts.machine_mail import bounce
from mail_gateway.parts.reports import DeliveryReport, read_report
from mail_gateway.quoting import SplitText, split


@dataclass(frozen=True)
class ReadMail:
    """A mail as read. Its attachments have names and sizes but no bytes: those stay with the raw mail.

    `content_hash`: see fingerprint. `report` is there when the mail is a bounce of any kind.
    """

    mail: ParsedMail
    parts: SplitText
    content_hash: str
    report: DeliveryReport | None


Reader = Callable[[Iterable[bytes], bool], ReadMail]
"""What reads a stored mail: its bytes in pieces, and whether they are its headers only."""


@dataclass(frozen=True)
class Fault:
    """Why a mail was not read: "unreadable" with the reason, "memory", or "fault" with the exception's name."""

    kind: str
    words: str


def read_mail(raw: bytes, headers_only: bool) -> ReadMail:
    """Parse, split and fingerprint a mail. Raises MailUnreadable when there is nothing to read."""
    mail = parse(raw)
    parts = split(mail.text, forward=is_forward_subject(mail.subject))
    digest = content_hash(mail, parts.new, raw, headers_only=headers_only)
    report = read_report(raw) if bounce(mail) else None
    bare = tuple(replace(attachment, content=b"") for attachment in mail.attachments)
    # A read-only view cannot be sent to another process.
    return ReadMail(replace(mail, attachments=bare, header_values=dict(mail.header_values)), parts, digest, report)


def read_here(pieces: Iterable[bytes], headers_only: bool) -> ReadMail:
    """Read a stored mail without a process of its own: for mails that are known."""
    return read_mail(b"".join(pieces), headers_only)
