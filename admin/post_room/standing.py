"""How the post-room stands at this moment, for the staff's page, the command, the health check and the metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.outbox import OutboxMail, SendState
from assistant.services import Services
from knowledge.answering import braked_at, is_stopped
from knowledge.settings import MailboxSettings
from mail_gateway.guards.trouble import TOLD_AFTER, MailTrouble, TroubleKind
from mail_gateway.inbound import InboundMail, InboundState, MailboxProgress
from mail_gateway.measuring.sending import ordinary

# The same quarter of an hour after which people are told (facts/mail.md 6).
STILL_AFTER = TOLD_AFTER[TroubleKind.MAILBOX]
_MOST_TROUBLES = 100
# Sent mail is counted nowhere: there is no end to it, and the figures of part 5 are made of the response log.
OUTBOX_WATCHED = (SendState.PENDING, SendState.SENDING, SendState.FAILED, SendState.UNCERTAIN)


@dataclass(frozen=True)
class MailboxStanding:
    """One mailbox of the settings. `lag` is the time since a round succeeded, None where none ever has.

    `reader` is the machine whose gateway holds the lease at this moment, "" when none does.
    """

    name: str
    address: str
    folder: str
    last_success_at: datetime | None
    lag: timedelta | None
    reader: str
    last_error: str

    @property
    def is_still(self) -> bool:
        """Whether nobody has read it for so long that people are told."""
        return self.lag is None or self.lag >= STILL_AFTER


@dataclass(frozen=True)
class OutboxStanding:
    """The mails of the outbox by state, those sent left out.

    `waiting` is the age of the oldest mail that waits, `overdue` how long the next attempt of one is late: a mail
    that its server put off waits without being late. Both are None when nothing waits.
    """

    counts: Mapping[SendState, int]
    waiting: timedelta | None
    overdue: timedelta | None


@dataclass(frozen=True)
class Standing:
    """Everything that can stand still. `unread` is the age of the oldest mail that nobody has handled, if any."""

    mailboxes: Sequence[MailboxStanding]
    mails: Mapping[InboundState, int]
    unread: timedelta | None
    outbox: OutboxStanding
    troubles: Sequence[MailTrouble]
    stopped: bool
    braked_at: datetime | None

    @property
    def problems(self) -> tuple[str, ...]:
        """What stands still, a short English word each; () when all is well.

        That a person stopped the answers, or has not yet decided about a mail, is no fault of the post-room's.
        """
        late_outbox = self.outbox.overdue is not None and self.outbox.overdue >= STILL_AFTER
        return (
            *(f"mailbox {box.name}" for box in self.mailboxes if box.is_still),
            *(["unread mail"] if self.unread is not None and self.unread >= STILL_AFTER else []),
            *(["outbox"] if late_outbox else []),
            *(f"trouble {' '.join(filter(None, (one.kind.value, one.about)))}" for one in self.troubles),
        )


def standing_of(session: Session, services: Services) -> Standing:
    """The post-room at this moment: a fixed number of questions to the database, each answered by an index."""
    now = services.clock()
    counted = select(InboundMail.state, func.count()).group_by(InboundMail.state)
    mails: dict[InboundState, int] = dict(session.execute(counted).all())
    unread = session.scalar(select(func.min(InboundMail.fetched_at)).where(InboundMail.state == InboundState.STORED))
    return Standing(
        mailboxes=_mailboxes(session, services.settings.mail.mailboxes, now),
        mails={state: mails.get(state, 0) for state in InboundState},
        unread=now - unread if unread is not None else None,
        outbox=_outbox(session, now),
        troubles=open_troubles(session),
        stopped=is_stopped(session),
        braked_at=braked_at(session),
    )


def open_troubles(session: Session) -> Sequence[MailTrouble]:
    """What stands still just now, the longest first."""
    found = select(MailTrouble).where(MailTrouble.ended_at.is_(None))
    return session.scalars(found.order_by(MailTrouble.began_at, MailTrouble.id).limit(_MOST_TROUBLES)).all()


def _mailboxes(session: Session, boxes: Sequence[MailboxSettings], now: datetime) -> list[MailboxStanding]:
    rows = session.scalars(select(MailboxProgress)).all()
    known = {(row.mailbox, row.folder): row for row in rows}
    return [_mailbox(box, known.get((box.name, box.folder)), now) for box in boxes]


def _mailbox(box: MailboxSettings, row: MailboxProgress | None, now: datetime) -> MailboxStanding:
    last = row.last_success_at if row is not None else None
    held = row is not None and row.leased_until is not None and row.leased_until > now
    return MailboxStanding(
        box.name,
        box.address,
        box.folder,
        last_success_at=last,
        lag=now - last if last is not None else None,
        # The owner's first word is the machine's name (mail_gateway.fetching.lease.new_owner).
        reader=row.leased_by.split(" ")[0] if row is not None and held else "",
        last_error=row.last_error if row is not None else "",
    )


def _outbox(session: Session, now: datetime) -> OutboxStanding:
    # A measurement's questions wait for weeks, and over every night: they are watched where the measurement is run.
    counted = select(OutboxMail.state, func.count()).where(OutboxMail.state.in_(OUTBOX_WATCHED), ordinary())
    counts: dict[SendState, int] = dict(session.execute(counted.group_by(OutboxMail.state)).all())
    oldest, due = session.execute(
        select(func.min(OutboxMail.created_at), func.min(OutboxMail.next_attempt_at)).where(
            OutboxMail.state == SendState.PENDING, ordinary()
        )
    ).one()
    return OutboxStanding(
        {state: counts.get(state, 0) for state in OUTBOX_WATCHED},
        waiting=now - oldest if oldest is not None else None,
        overdue=max(now - due, timedelta()) if due is not None else None,
    )
