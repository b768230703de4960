"""What stands still in the post-room, since when, and who was told: one alarm, and one word when it works again."""

from __future__ import annotations

import enum
import logging
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Index, String, Text, or_, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from assistant.cases.outbox import post_alarm
from assistant.engine import phrases, phrases_mail
from assistant.services import Services
from knowledge.database import Base
from knowledge.organisation import Role, StaffMember, StaffRole

log = logging.getLogger(__name__)

_MOST_DETAIL = 500


class TroubleKind(enum.Enum):
    """What can stand still. BRAKE: automatic answers were stopped because there were too many of them."""

    MAILBOX = "mailbox"
    SMTP = "smtp"
    BRAKE = "brake"


class MailTrouble(Base):
    """One trouble from its first fault to its end; at most one is open of a kind and about the same thing.

    `about` is the mailbox's name, or "". `told_at`: the alarm was posted; `end_told_at`: so was its end.
    """

    __tablename__ = "mail_trouble"
    __table_args__ = (
        Index(
            "uq_mail_trouble_open",
            "kind",
            "about",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_mail_trouble_began_at", "began_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TroubleKind]
    about: Mapped[str] = mapped_column(String(60), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    began_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_told_at: Mapped[datetime | None]


# A server may be restarted without anybody being told (facts/mail.md 6); a brake is news at once.
TOLD_AFTER = {
    TroubleKind.MAILBOX: timedelta(minutes=15),
    TroubleKind.SMTP: timedelta(minutes=15),
    TroubleKind.BRAKE: timedelta(),
}


def note_trouble(
    services: Services, kind: TroubleKind, detail: str, about: str = "", since: datetime | None = None
) -> None:
    """Write down that something stands still, `since` now unless told; the same trouble again changes its detail.

    `detail` goes to administrators: a server's words, never a mail's. Opens its own transaction.
    """
    words = " ".join(detail.split())[:_MOST_DETAIL]
    with services.database.reading() as session:
        known = session.scalar(select(MailTrouble.detail).where(*_open(kind, about)))
    if known == words:
        return
    with services.database.transaction() as session:
        if _still_open(session, kind, about, words):
            return
        try:
            with session.begin_nested():
                began_at = since or services.clock()
                session.add(MailTrouble(kind=kind, about=about, detail=words, began_at=began_at))
        except IntegrityError:
            # Another gateway, which met it at the same moment, was first.
            return


def note_end(services: Services, kind: TroubleKind, about: str = "") -> None:
    """Write down that it works; nothing is written where nothing stood still. Opens its own transaction.

    A trouble so short that nobody was told leaves nothing.
    """
    with services.database.reading() as session:
        found = session.scalar(select(MailTrouble.id).where(*_open(kind, about)))
    if found is None:
        return
    with services.database.transaction() as session:
        trouble = session.get(MailTrouble, found, with_for_update=True)
        if trouble is None or trouble.ended_at is not None:
            return
        if trouble.told_at is None:
            session.delete(trouble)
        else:
            trouble.ended_at = services.clock()


def tell_troubles(services: Services) -> int:
    """Post what administrators are to know now: one alarm a trouble and one word at its end; returns how many.

    Of several gateways one posts it: the conditional update decides, in the transaction of the mails.
    """
    now = services.clock()
    with services.database.reading() as session:
        due = session.scalars(
            select(MailTrouble)
            .where(
                MailTrouble.end_told_at.is_(None),
                or_(MailTrouble.told_at.is_(None), MailTrouble.ended_at.is_not(None)),
            )
            .order_by(MailTrouble.id)
        ).all()
    return sum(_tell(services, trouble, now) for trouble in due if now - trouble.began_at >= TOLD_AFTER[trouble.kind])


def _open(kind: TroubleKind, about: str) -> tuple[ColumnElement[bool], ...]:
    return MailTrouble.kind == kind, MailTrouble.about == about, MailTrouble.ended_at.is_(None)


def _still_open(session: Session, kind: TroubleKind, about: str, detail: str) -> bool:
    changed = update(MailTrouble).where(*_open(kind, about)).values(detail=detail).returning(MailTrouble.id)
    return session.scalar(changed) is not None


def _tell(services: Services, trouble: MailTrouble, now: datetime) -> int:
    ended = trouble.told_at is not None
    mark = MailTrouble.end_told_at if ended else MailTrouble.told_at
    subject, words = _end_words(services, trouble) if ended else _alarm_words(services, trouble)
    with services.database.transaction() as session:
        if not _is_first(session, trouble, mark, now):
            return 0
        addresses = administrators(session)
        for address in addresses:
            post_alarm(session, address, subject, words, now)
    log.warning("%s", subject)
    if not addresses:
        log.error("nobody is told: there is no active administrator with an address")
    return 1


def _is_first(
    session: Session, trouble: MailTrouble, mark: InstrumentedAttribute[datetime | None], now: datetime
) -> bool:
    """Whether this gateway tells it; a trouble that has ended meanwhile without an alarm is told by nobody."""
    told = update(MailTrouble).where(MailTrouble.id == trouble.id, mark.is_(None)).values({mark: now})
    return session.scalar(told.returning(MailTrouble.id)) is not None


def administrators(session: Session) -> list[str]:
    """Where alarms go: the addresses of the active administrators."""
    wanted = (
        select(StaffMember.email)
        .join(StaffRole, StaffRole.staff_id == StaffMember.id)
        .where(StaffRole.role == Role.ADMINISTRATOR, StaffMember.active, StaffMember.email != "")
        .order_by(StaffMember.id)
    )
    return list(session.scalars(wanted))


def _alarm_words(services: Services, trouble: MailTrouble) -> tuple[str, str]:
    since, reason = phrases.moment(trouble.began_at), trouble.detail or phrases_mail.no_reason()
    match trouble.kind:
        case TroubleKind.MAILBOX:
            return phrases_mail.mailbox_alarm(_address(services, trouble), since, reason)
        case TroubleKind.SMTP:
            return phrases_mail.smtp_alarm(since, reason)
        case TroubleKind.BRAKE:
            return phrases_mail.brake_alarm(since, reason)


def _end_words(services: Services, trouble: MailTrouble) -> tuple[str, str]:
    since, until = phrases.moment(trouble.began_at), phrases.moment(trouble.ended_at or services.clock())
    match trouble.kind:
        case TroubleKind.MAILBOX:
            return phrases_mail.mailbox_works(_address(services, trouble), since, until)
        case TroubleKind.SMTP:
            return phrases_mail.smtp_works(since, until)
        case TroubleKind.BRAKE:
            return phrases_mail.brake_released(since, until)


def _address(services: Services, trouble: MailTrouble) -> str:
    boxes = {box.name: box.address for box in services.settings.mail.read_mailboxes}
    return boxes.get(trouble.about, trouble.about)
