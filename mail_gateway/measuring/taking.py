"""Takes what has come to the measurement's mailbox, and knows the measurement's questions when they come to our own."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.outbox import MailKind, OutboxMail, SendState
from assistant.services import Services
from knowledge.mail_settings import MailSettings
from mail_gateway.bounces import take_report
from mail_gateway.compose import is_own_message_id
from mail_gateway.guards.twins import twin
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.measuring.recognising import Sent, by_subject, came_as
from mail_gateway.measuring.reply import MeasuringReply
from mail_gateway.parse import ParsedMail
from mail_gateway.reader.reading import ReadMail
from mail_gateway.work.waiting import locked

TAKEN = "measurement"
"""The reason that such a mail's row keeps: it is no resident's, and stands in none of the post-room's lists."""
_MOST_IDS = 40
# A late answer is one too, but a subject of last year's round is not this one's.
_REMEMBERED = timedelta(days=90)
_MOST_REMEMBERED = 1_000
# A receipt comes within the second, by a server whose clock is another and which counts whole seconds.
_CLOCKS_DIFFER = timedelta(minutes=5)
_LONGEST_TEXT = 20_000


def is_measuring(mail: MailSettings, mailbox: str) -> bool:
    """Whether a mailbox, by its name, is the measurement's."""
    return mail.measurement is not None and mail.measurement.mailbox.name == mailbox


def take_measured(services: Services, row_id: int, read: ReadMail) -> None:
    """Keep a mail beside the question that it answers. A bounce marks the question's mail. Nobody is answered."""
    key, now = services.settings.secrets.key, services.clock()
    mail = read.mail
    with services.database.transaction() as session:
        row = locked(session, row_id)
        if row.state is not InboundState.STORED:
            return
        row.message_id, row.sender = mail.message_id, mail.senders[0].key if mail.senders else ""
        row.content_hash, row.reason = read.content_hash, TAKEN
        with session.no_autoflush:
            repeated = twin(session, row) is not None
        if repeated:
            row.state = InboundState.DUPLICATE
        elif read.report is not None:
            row.state = InboundState.BOUNCE
            take_report(session, read.report, services.rules, now, key)
        else:
            row.state = InboundState.HANDLED
            _keep(session, row, read, key)


def is_our_question(session: Session, settings: MailSettings, row: InboundMail) -> bool:
    """Whether a mail at our own gateway is a question of a measurement: its id is one that we gave, unguessable."""
    if settings.measurement is None:
        return False
    known = OutboxMail.message_id == row.message_id, OutboxMail.kind == MailKind.MEASUREMENT
    return session.scalar(select(OutboxMail.id).where(*known)) is not None


def is_from_measurement(settings: MailSettings, row: InboundMail) -> bool:
    """Whether a mail comes from the measurement's address, so that its case stays out of the figures.

    The address alone is enough here: some servers on the way give a mail another id.
    """
    measurement = settings.measurement
    return measurement is not None and row.sender.lower() == measurement.mailbox.address.lower()


def _keep(session: Session, row: InboundMail, read: ReadMail, key: str) -> None:
    mail, parts = read.mail, read.parts
    text = "\n\n".join(part.strip() for part in (parts.new, parts.signature) if part.strip()) or mail.text.strip()
    reply = MeasuringReply(
        inbound_id=row.id,
        outbox_id=_question(session, row, mail),
        came=came_as(mail, parts.new or mail.text, _own_kind(session, mail, key)),
        received_at=row.received_at,
        sender=row.sender[:320],
        subject=mail.subject[:300],
        text=text[:_LONGEST_TEXT],
        attachments=len(mail.attachments),
    )
    session.add(reply)


def _own_kind(session: Session, mail: ParsedMail, key: str) -> MailKind | None:
    """What our own post-room sent, where this mail is from it."""
    if not is_own_message_id(mail.message_id, key):
        return None
    return session.scalar(select(OutboxMail.kind).where(OutboxMail.message_id == mail.message_id))


def _question(session: Session, row: InboundMail, mail: ParsedMail) -> int | None:
    """By the thread, In-Reply-To first; else by sender and subject."""
    ids = list(dict.fromkeys([*mail.in_reply_to, *reversed(mail.references)]))[:_MOST_IDS]
    of_measurement = OutboxMail.kind == MailKind.MEASUREMENT
    named = select(OutboxMail.message_id, OutboxMail.id).where(of_measurement, OutboxMail.message_id.in_(ids))
    found: dict[str, int] = {row.message_id: row.id for row in session.execute(named)}
    known = next((found[one] for one in ids if one in found), None)
    if known is not None:
        return known
    went = OutboxMail.state.in_((SendState.SENT, SendState.UNCERTAIN))
    lately = OutboxMail.started_at.between(row.received_at - _REMEMBERED, row.received_at + _CLOCKS_DIFFER)
    columns = OutboxMail.id, OutboxMail.recipient, OutboxMail.subject
    rows = session.execute(
        select(*columns).where(of_measurement, went, lately).order_by(OutboxMail.id.desc()).limit(_MOST_REMEMBERED)
    )
    about = by_subject([Sent(one.id, one.recipient, one.subject) for one in rows], row.sender, mail.subject)
    return about.outbox_id if about else None
