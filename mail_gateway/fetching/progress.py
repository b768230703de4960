"""The row that says how far one mailbox folder has been read, and how the last round over it went."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge.settings import MailboxSettings
from mail_gateway.guards.trouble import TOLD_AFTER, TroubleKind, note_end, note_trouble
from mail_gateway.inbound import MailboxProgress

_MOST_ERROR = 2000


def progress_of(session: Session, mailbox: str, folder: str) -> MailboxProgress:
    """The folder's row, made at first need; locked until the commit."""
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


def note_success(services: Services, settings: MailboxSettings) -> None:
    """Write down that a round over a mailbox succeeded, which ends its trouble."""
    with services.database.transaction() as session:
        progress = progress_of(session, settings.name, settings.folder)
        progress.last_success_at, progress.last_error = services.clock(), ""
    note_end(services, TroubleKind.MAILBOX, settings.name)


def note_fault(services: Services, settings: MailboxSettings, error: str) -> None:
    """Write down why a mailbox could not be read; the last success stays as it was."""
    with services.database.transaction() as session:
        progress_of(session, settings.name, settings.folder).last_error = error[:_MOST_ERROR]
    note_trouble(services, TroubleKind.MAILBOX, error, settings.name)


def note_silence(services: Services, since: datetime) -> None:
    """Write down which mailboxes nobody has read for too long, counted from `since` at the earliest.

    For what leaves no fault: a thread that hangs, a gateway that holds the lease and does nothing.
    """
    for box in services.settings.mail.read_mailboxes:
        wanted = select(MailboxProgress).where(
            MailboxProgress.mailbox == box.name, MailboxProgress.folder == box.folder
        )
        with services.database.reading() as session:
            row = session.scalar(wanted)
        last = max(since, row.last_success_at or since) if row else since
        if services.clock() - last >= TOLD_AFTER[TroubleKind.MAILBOX]:
            note_trouble(services, TroubleKind.MAILBOX, row.last_error if row else "", box.name, since=last)
