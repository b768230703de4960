"""A measurement's question as a mail: as plain as any resident's, with nothing that tells a program what it is."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import datetime

from assistant.cases.outbox import OutboxMail
from knowledge.settings import Settings
from mail_gateway.compose import Outgoing, Sender
from mail_gateway.errors import MailUnsendable


def question_letter(mail: OutboxMail, settings: Settings, now: datetime) -> Outgoing:
    """The letter. Raises MailUnsendable where the measurement's mailbox is not set any more."""
    measurement = settings.mail.measurement
    if measurement is None:
        raise MailUnsendable("the mailbox of the service measurement is not set")
    address = measurement.mailbox.address
    nobody = Sender("", "", mail.from_name, "", "", "", "", "", "")
    return Outgoing(
        kind=mail.kind,
        recipient=mail.recipient,
        sender=nobody,
        from_address=address,
        subject=mail.subject,
        body=mail.body,
        case_number="",
        message_id=_message_id(mail.id, address.rpartition("@")[2], settings.secrets.key),
        loop_token="",
        at=now,
    )


def _message_id(outbox_id: int, domain: str, key: str) -> str:
    """An id as mail programs make them, that nobody can guess: by it our own post-room knows the question again."""
    made = hmac.new(key.encode(), f"measurement:{outbox_id}".encode(), hashlib.sha256).digest()[:16]
    return f"<{uuid.UUID(bytes=made, version=4)}@{domain}>"
