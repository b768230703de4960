"""What a mail says to the assistant: its words, what stands below them, and why a person must read it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.engine import phrases_mail
from assistant.engine.answer import Channel, Reason
from assistant.engine.screening import screen as read_words
from assistant.intake import Incoming
from mail_gateway.inbound import InboundMail
from mail_gateway.parse import ParsedMail
from mail_gateway.parts.addresses import Address
from mail_gateway.reader.reading import ReadMail
from mail_gateway.reasons import Screening
from mail_gateway.threading import Thread


@dataclass(frozen=True)
class Screened:
    """A mail as read, whom it is from, and what may be done with it."""

    read: ReadMail
    sender: Address | None
    verdict: Screening


def incoming_of(
    row: InboundMail, screened: Screened, thread: Thread, *, may_answer: bool, measured: bool = False
) -> Incoming:
    """The mail as a message. Without `may_answer` the sender gets no automatic mail; `measured`: the town asks."""
    mail, parts = screened.read.mail, screened.read.parts
    words = parts.new.strip() or mail.text.strip() or phrases_mail.without_text(too_large=row.headers_only)
    attachments = ", ".join(attachment.name for attachment in mail.attachments)
    below = [parts.signature, parts.quoted, phrases_mail.attachments(attachments) if attachments else ""]
    return Incoming(
        channel=Channel.EMAIL,
        text=words,
        source_key=f"mail:{row.id}",
        received_at=row.received_at,
        subject=mail.subject,
        quoted="\n".join(part for part in below if part.strip()),
        sender_email=screened.sender.key if screened.sender else "",
        sender_name=screened.sender.name if screened.sender else "",
        person_reason=_person_reason(words, mail, thread) if may_answer else Reason.MAIL_RULE,
        silent=not may_answer,
        may_reopen=screened.verdict.may_reopen,
        linked=thread.linked,
        measured=measured,
    )


def _person_reason(words: str, mail: ParsedMail, thread: Thread) -> Reason | None:
    """Why a person must read a mail whose words may be answered."""
    if read_words(words).small_talk:
        # "Hej!" with a picture is no greeting but a question that only a person can see.
        return Reason.MAIL_RULE if mail.attachments else None
    if thread.continues is not None and thread.continues.answered_at is not None:
        # Every automatic answer says: reply to this mail and a person answers you.
        return Reason.ASKS_FOR_PERSON
    return None
