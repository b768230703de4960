"""Fetches new mail and stores it raw, committed before anything is parsed (facts/mail.md 7a)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge.settings import MailboxSettings
from mail_gateway.inbound import InboundMail, InboundState, MailboxProgress
from mail_gateway.mailbox import Fetched, Mailbox

# A mail whose handling has ended may be flagged as read; one that waits stays unread, as a sign to colleagues.
_ENDED = [state for state in InboundState if state is not InboundState.STORED]
_FLAGS_A_ROUND = 500
# Before this nobody wrote to a municipality by e-mail.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


def fetch_round(services: Services, box: Mailbox, most: int | None = None) -> int:
    """Store the mails above the watermark, at most `most` of them; returns how many were new.

    Safe to break off and repeat anywhere.
    """
    after = _watermark(services, box)
    stored = 0
    for mail in box.fetch(box.new_uids(after)[:most], services.settings.mail.largest_mail):
        stored += _store(services, box, mail)
    _note_success(services, box)
    return stored


def flag_handled(services: Services, box: Mailbox) -> None:
    """Mark mails that have been handled as read. It may fail for ever without harm: the database is the truth."""
    with services.database.reading() as session:
        rows = session.execute(
            select(InboundMail.id, InboundMail.uid)
            .where(
                InboundMail.mailbox == box.settings.name,
                InboundMail.folder == box.settings.folder,
                InboundMail.uidvalidity == box.uidvalidity,
                InboundMail.flagged.is_(False),
                InboundMail.state.in_(_ENDED),
            )
            .limit(_FLAGS_A_ROUND)
        ).all()
    if not rows:
        return
    if not box.mark_seen([row.uid for row in rows]):
        return
    with services.database.transaction() as session:
        for row in rows:
            session.get_one(InboundMail, row.id).flagged = True


def _watermark(services: Services, box: Mailbox) -> int:
    """The last UID that was stored; 0 again when the server has renumbered the folder (UIDVALIDITY)."""
    with services.database.transaction() as session:
        progress = progress_of(session, box.settings.name, box.settings.folder)
        if progress.uidvalidity != box.uidvalidity:
            progress.uidvalidity, progress.last_uid = box.uidvalidity, 0
        return progress.last_uid


def progress_of(session: Session, mailbox: str, folder: str) -> MailboxProgress:
    """The row that says how far this folder has been read, made at first need; locked until the commit."""
    wanted = (
        select(MailboxProgress)
        .where(MailboxProgress.mailbox == mailbox, MailboxProgress.folder == folder)
        .with_for_update()
    )
    progress = session.scalar(wanted)
    if progress is not None:
        return progress
    try:
        with session.begin_nested():
            session.add(MailboxProgress(mailbox=mailbox, folder=folder, uidvalidity=0, last_uid=0))
    except IntegrityError:
        # Another gateway, started at the same moment, was first.
        pass
    return session.scalars(wanted).one()


def _store(services: Services, box: Mailbox, mail: Fetched) -> int:
    """Mail and watermark in one commit. A row that another gateway has just written is no fault: 0 is returned."""
    try:
        with services.database.transaction() as session:
            session.add(_row(box, mail, services.clock()))
            session.flush()
            _raise_watermark(session, box, mail.uid)
    except IntegrityError:
        with services.database.transaction() as session:
            if not _is_stored(session, box, mail.uid):
                # Another rule of the table was broken: going on would lose the mail.
                raise
            _raise_watermark(session, box, mail.uid)
        return 0
    return 1


def _is_stored(session: Session, box: Mailbox, uid: int) -> bool:
    known = select(InboundMail.id).where(
        InboundMail.mailbox == box.settings.name,
        InboundMail.folder == box.settings.folder,
        InboundMail.uidvalidity == box.uidvalidity,
        InboundMail.uid == uid,
    )
    return session.scalar(known) is not None


def _row(box: Mailbox, mail: Fetched, now: datetime) -> InboundMail:
    return InboundMail(
        mailbox=box.settings.name,
        folder=box.settings.folder,
        uidvalidity=box.uidvalidity,
        uid=mail.uid,
        raw=mail.raw,
        headers_only=mail.headers_only,
        sha256=hashlib.sha256(mail.raw).hexdigest(),
        received_at=_received_at(mail, now),
        fetched_at=now,
    )


def _received_at(mail: Fetched, now: datetime) -> datetime:
    """INTERNALDATE where it is possible: servers' clocks differ, and a restored mailbox may say the year 1970."""
    if mail.received_at is None or mail.received_at < _EARLIEST:
        return now
    return min(mail.received_at, now)


def _raise_watermark(session: Session, box: Mailbox, uid: int) -> None:
    progress = progress_of(session, box.settings.name, box.settings.folder)
    # Another gateway may have seen meanwhile that the server has renumbered the folder.
    if progress.uidvalidity == box.uidvalidity:
        progress.last_uid = max(progress.last_uid, uid)


def _note_success(services: Services, box: Mailbox) -> None:
    with services.database.transaction() as session:
        progress = progress_of(session, box.settings.name, box.settings.folder)
        progress.last_success_at, progress.last_error = services.clock(), ""


def note_fault(services: Services, settings: MailboxSettings, error: str) -> None:
    """Write down why a mailbox could not be read; the last success stays as it was."""
    with services.database.transaction() as session:
        progress_of(session, settings.name, settings.folder).last_error = error[:2000]
