"""Reads a mail for a person's eyes, in a process of its own: so it may know nothing but the post-room's pure rooms."""

from __future__ import annotations

from dataclasses import replace

from mail_gateway.parse import parse
from mail_gateway.reading import ReadMail, read_mail
from mail_gateway.safe_html import safe_html


def read_for_staff(raw: bytes, headers_only: bool) -> ReadMail:
    """As the post-room reads it, with the attachments' bytes and the page made safe. Raises MailUnreadable."""
    read, attachments = read_mail(raw, headers_only), parse(raw).attachments
    return replace(read, mail=replace(read.mail, html=safe_html(read.mail.html), attachments=attachments))
