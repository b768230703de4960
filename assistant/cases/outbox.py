"""Mail to be sent: work posts a row in its own transaction, the post-room delivers it."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from assistant.cases.case import Case
from assistant.cases.message import Message
from knowledge.database import Base
from knowledge.organisation import StaffMember


class MailKind(enum.Enum):
    """What a mail is. REPLY is a person's and is never marked automatic (RFC 3834); DELAY is one that answers nothing.

    TRANSCRIPT is a copy of the case's messages that the resident asked for.
    ALARM belongs to no case: it tells administrators what stands still, and what works again. Nor does REMARK: it
    tells an entry's owner what a reader says is wrong with it. Nor does DEADLINE, which tells of cases that must be
    answered, one or many, nor ACCESS, a colleague's link to choose a password. REPORT is a letter of figures, whose
    text is written when it is first sent (`assistant.cases.enclosed`).
    MEASUREMENT is a question of the town's own service measurement, from a mailbox of its own: nobody may tell it from
    a resident's.
    """

    ANSWER = "answer"
    CLARIFY = "clarify"
    RECEIPT = "receipt"
    NOTICE = "notice"
    REPLY = "reply"
    ALARM = "alarm"
    REMARK = "remark"
    TRANSCRIPT = "transcript"
    ACCESS = "access"
    DEADLINE = "deadline"
    DELAY = "delay"
    REPORT = "report"
    MEASUREMENT = "measurement"


PERSONAL = (MailKind.REPLY, MailKind.DELAY)
"""What a person sends to a resident by a press of their own."""
AUTOMATIC = (MailKind.ANSWER, MailKind.CLARIFY, MailKind.RECEIPT, MailKind.TRANSCRIPT)
"""What nobody wrote and goes to a resident: the brakes count these (facts/mail.md 1.11)."""


class SendState(enum.Enum):
    """How far a mail has come (facts/mail.md 7e). UNCERTAIN: the server may have it; a person decides."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


class OutboxMail(Base):
    """One mail to one recipient.

    `message_id` and `rendered` are decided at the first attempt and kept: a resend has identical bytes.
    (answers_id, kind) is unique, so that no inbound message is answered twice by two workers.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        UniqueConstraint("answers_id", "kind"),
        Index("ix_outbox_mail_state_next", "state", "next_attempt_at"),
        Index("ix_outbox_mail_recipient_created", "recipient", "created_at"),
        Index("ix_outbox_mail_domain_created", "recipient_domain", "created_at"),
        Index("ix_outbox_mail_created", "created_at"),
        Index("ix_outbox_mail_started", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Every mail to a resident has one; an alarm has none.
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), index=True)
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    kind: Mapped[MailKind]
    recipient: Mapped[str] = mapped_column(String(254))
    recipient_domain: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    # The text between greeting and signature; the post-room puts those around it.
    body: Mapped[str] = mapped_column(Text)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    created_at: Mapped[datetime]

    state: Mapped[SendState] = mapped_column(default=SendState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    # Set and committed just before the text goes out: from then on a lost connection means UNCERTAIN.
    data_started: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(300), unique=True)
    sender: Mapped[str] = mapped_column(String(254), default="")
    # Whose name stands before the address, where it is not a department's: a measurement's.
    from_name: Mapped[str] = mapped_column(String(200), default="")
    rendered: Mapped[bytes | None] = mapped_column(LargeBinary)
    # The server's last word, for the case page and the log.
    server_reply: Mapped[str] = mapped_column(Text, default="")
    # When an uncertain mail was last looked for in the mailbox's Sent folder.
    looked_for_at: Mapped[datetime | None]

    case: Mapped[Case | None] = relationship()
    answers: Mapped[Message | None] = relationship()
    staff: Mapped[StaffMember | None] = relationship()


def post(
    session: Session,
    case: Case,
    kind: MailKind,
    recipient: str,
    body: str,
    now: datetime,
    *,
    subject: str = "",
    answers: Message | None = None,
    staff: StaffMember | None = None,
) -> OutboxMail:
    """Put a mail in the outbox; it goes out after the caller's transaction is committed."""
    mail = OutboxMail(
        case_id=case.id,
        answers_id=answers.id if answers else None,
        kind=kind,
        recipient=recipient,
        recipient_domain=recipient.rpartition("@")[2].lower(),
        subject=(subject or case.subject)[:300],
        body=body,
        staff_id=staff.id if staff else None,
        created_at=now,
        next_attempt_at=now,
    )
    session.add(mail)
    session.flush()
    return mail


def post_alarm(session: Session, recipient: str, subject: str, body: str, now: datetime) -> OutboxMail:
    """Put a word to an administrator in the outbox; it belongs to no case, so its subject and text are all of it."""
    return _post_alone(session, MailKind.ALARM, recipient, subject, body, now)


def post_remark(session: Session, recipient: str, subject: str, body: str, now: datetime) -> OutboxMail:
    """Put a reader's remark to an entry's owner in the outbox; it belongs to no case either."""
    return _post_alone(session, MailKind.REMARK, recipient, subject, body, now)


def post_deadlines(session: Session, recipient: str, subject: str, body: str, now: datetime) -> OutboxMail:
    """Put a word of cases that must be answered in the outbox; nobody can answer a resident by replying to it."""
    mail = _alone(MailKind.DEADLINE, recipient, subject, body, now)
    # Written together with the round's others, which may be hundreds.
    session.add(mail)
    return mail


def post_access(session: Session, recipient: str, subject: str, body: str, now: datetime) -> OutboxMail:
    """Put a link to choose a password in the outbox; it belongs to no case, and no case page ever shows it."""
    return _post_alone(session, MailKind.ACCESS, recipient, subject, body, now)


def post_measurement(
    session: Session, recipient: str, from_name: str, subject: str, body: str, now: datetime, *, at: datetime
) -> OutboxMail:
    """Put a question of a service measurement in the outbox, to go out at `at` and no sooner; it has no case."""
    mail = _post_alone(session, MailKind.MEASUREMENT, recipient, subject, body, now)
    mail.from_name, mail.next_attempt_at = from_name, at
    return mail


def post_report(session: Session, recipient: str, subject: str, now: datetime) -> OutboxMail:
    """Put a letter of figures in the outbox; what it says is read from the figures when it is first sent."""
    return _post_alone(session, MailKind.REPORT, recipient, subject, "", now)


def _post_alone(session: Session, kind: MailKind, recipient: str, subject: str, body: str, now: datetime) -> OutboxMail:
    mail = _alone(kind, recipient, subject, body, now)
    session.add(mail)
    session.flush()
    return mail


def _alone(kind: MailKind, recipient: str, subject: str, body: str, now: datetime) -> OutboxMail:
    """A mail that belongs to no case."""
    return OutboxMail(
        kind=kind,
        recipient=recipient,
        recipient_domain=recipient.rpartition("@")[2].lower(),
        subject=subject[:300],
        body=body,
        created_at=now,
        next_attempt_at=now,
    )


# Asked for every mail, so it is put together once: that takes three times as long as asking.
_LAST_END = (
    select(OutboxMail.state)
    .where(OutboxMail.recipient == bindparam("address"), OutboxMail.state.in_((SendState.SENT, SendState.FAILED)))
    .order_by(OutboxMail.id.desc())
    .limit(1)
)


def automatic_to(session: Session, address: str, since: datetime) -> int:
    """How many automatic mails were written to this address after that moment."""
    counted = select(func.count()).where(
        OutboxMail.recipient == address, OutboxMail.kind.in_(AUTOMATIC), OutboxMail.created_at > since
    )
    return session.scalar(counted) or 0


def is_undeliverable(session: Session, address: str) -> bool:
    """Whether the latest mail to this address came back: nothing automatic goes there until one has arrived.

    facts/mail.md 4. A handler's reply that gets through opens the address again.
    """
    return session.scalar(_LAST_END, {"address": address}) is SendState.FAILED


def mails_of(session: Session, case: Case) -> list[OutboxMail]:
    """The mails of a case, oldest first."""
    return list(session.scalars(select(OutboxMail).where(OutboxMail.case_id == case.id).order_by(OutboxMail.id)))
