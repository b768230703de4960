"""The fingerprint by which the same mail is known, by whatever road it comes (facts/mail.md 7d); pure."""

from __future__ import annotations

import hashlib

from mail_gateway.parse import ParsedMail


def content_hash(mail: ParsedMail, new_text: str, raw: bytes, *, headers_only: bool) -> str:
    """Of the sender, the subject, the new text and the attachments: the same by whatever road the mail came."""
    words = " ".join(new_text.split()) or " ".join(mail.text.split())
    sender = ",".join(address.key for address in mail.senders)
    digest = hashlib.sha256(f"{sender}\n{mail.subject.strip()}\n{words}".encode("utf-8", "replace"))
    for attachment in mail.attachments:
        # Two mails with a scanned page each and no words are not the same mail.
        digest.update(hashlib.sha256(attachment.content).digest())
    if headers_only:
        # What was too large to fetch cannot be compared, so only its own headers are like it.
        digest.update(mail.message_id.encode("utf-8", "replace") if mail.has_own_id else raw)
    return digest.hexdigest()
