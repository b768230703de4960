"""Reads a mail for a person's eyes, in a process of its own: so it may know nothing but the post-room's pure rooms."""

from __future__ import annotations

from dataclasses import replace

from mail_gateway.parse import parse
from mail_gateway.parts.safe_html import safe_html
from mail_gateway.reader.reading import ReadMail, read_mail


def read_for_staff(raw: bytes, headers_only: bool) -> ReadMail:
    """As the post-room reads it, with the page made safe. Raises MailUnreadable."""
    read = read_mail(raw, headers_only)
    return replace(read, mail=replace(read.mail, html=safe_html(read.mail.html)))


def read_with_attachment(raw: bytes, headers_only: bool, place: int) -> ReadMail:
    """As the post-room reads it, with the bytes of the attachment at this place, counted from 1, where there is one.

    Raises MailUnreadable.
    """
    read = read_mail(raw, headers_only)
    kept = [*read.mail.attachments]
    if 1 <= place <= len(kept):
        kept[place - 1] = parse(raw).attachments[place - 1]
    return replace(read, mail=replace(read.mail, attachments=tuple(kept)))
