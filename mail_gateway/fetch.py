"""Fetches new mail and stores it raw, committed before anything is parsed (facts/mail.md 7a)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.services import Services
from mail_gateway.errors import LeaseLost, MailboxUnavailable
from mail_gateway.fetching.lease import Lease
from mail_gateway.fetching.progress import note_success, progress_of
from mail_gateway.inbound import InboundMail
from mail_gateway.mailbox import Fetched, Mailbox
from mail_gateway.reader.stored_bytes import add_mail

# Commits cost more than mails; a mail of the usual size is handled a moment later for it, and a large one by itself.
_MAILS_A_COMMIT = 20
_BYTES_A_COMMIT = 1_000_000
# Before this nobody wrote to a municipality by e-mail.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# A colleague may have read it, a crash may have lost the place: what came this lately is compared (facts/mail.md 6).
_RECONCILED_BACK = timedelta(days=7)


def fetch_round(services: Services, box: Mailbox, most: int | None = None, lease: Lease | None = None) -> int:
    """Store the mails above the watermark, at most `most` of them; returns how many were new.

    Safe to break off and repeat anywhere. Raises LeaseLost when another gateway has taken the mailbox.
    """
    after = _watermark(services, box)
    stored = _store_all(services, box, box.new_uids(after)[:most], lease)
    note_success(services, box.settings)
    return stored


def reconcile(services: Services, box: Mailbox, lease: Lease | None = None) -> int:
    """Compare the last week's mails with what is stored, and store what is missing; returns how many that were."""
    now = services.clock()
    # One day more: the server counts days by a calendar of its own.
    there = box.uids_since((now - _RECONCILED_BACK - timedelta(days=1)).date())
    # What lies above the watermark is an ordinary round's to fetch, in its order.
    after = _watermark(services, box)
    lost = {uid for uid in there if uid <= after}
    missing = sorted(lost - _stored_uids(services, box, min(lost, default=0)))
    stored = _store_all(services, box, missing, lease)
    with services.database.transaction() as session:
        progress_of(session, box.settings.name, box.settings.folder).reconciled_at = now
    return stored


def _watermark(services: Services, box: Mailbox) -> int:
    """The last UID that was stored; 0 again when the server has renumbered the folder (UIDVALIDITY)."""
    with services.database.transaction() as session:
        progress = progress_of(session, box.settings.name, box.settings.folder)
        if progress.uidvalidity != box.uidvalidity:
            progress.uidvalidity, progress.last_uid = box.uidvalidity, 0
        return progress.last_uid


def _stored_uids(services: Services, box: Mailbox, lowest: int) -> set[int]:
    wanted = select(InboundMail.uid).where(
        InboundMail.mailbox == box.settings.name,
        InboundMail.folder == box.settings.folder,
        InboundMail.uidvalidity == box.uidvalidity,
        InboundMail.uid >= lowest,
    )
    with services.database.reading() as session:
        return set(session.scalars(wanted))


def _store_all(services: Services, box: Mailbox, uids: list[int], lease: Lease | None) -> int:
    stored = 0
    for group in _groups(box.fetch(uids, services.settings.mail.largest_mail)):
        if lease is not None and not lease.keep():
            raise LeaseLost(box.settings.name)
        stored += _store(services, box, group, lease)
        # Or a mail of 30 MB would be held while the next one is fetched.
        del group
    return stored


def _groups(mails: Iterator[Fetched]) -> Iterator[list[Fetched]]:
    """What is committed together; what has come before the connection breaks is given before the fault is raised."""
    group: list[Fetched] = []
    try:
        for mail in mails:
            group.append(mail)
            del mail
            if len(group) == _MAILS_A_COMMIT or sum(len(one.raw) for one in group) >= _BYTES_A_COMMIT:
                yield group
                group = []
    except MailboxUnavailable:
        if group:
            yield group
        raise
    if group:
        yield group


def _store(services: Services, box: Mailbox, mails: list[Fetched], lease: Lease | None) -> int:
    """Mails and watermark in one commit; returns how many were new.

    A row that another gateway has just written is no fault: then each mail is stored by itself.
    """
    now, last = services.clock(), max(mail.uid for mail in mails)
    try:
        with services.database.transaction() as session:
            for mail in mails:
                add_mail(session, _row(box, mail, now), mail.raw)
            session.flush()
            _raise_watermark(session, box, last, lease)
    except IntegrityError:
        if len(mails) > 1:
            return sum(_store(services, box, [mail], lease) for mail in mails)
        with services.database.transaction() as session:
            if not _is_stored(session, box, last):
                # Another rule of the table was broken: going on would lose the mail.
                raise
            _raise_watermark(session, box, last, lease)
        return 0
    return len(mails)


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


def _raise_watermark(session: Session, box: Mailbox, uid: int, lease: Lease | None) -> None:
    progress = progress_of(session, box.settings.name, box.settings.folder)
    if lease is not None and not lease.is_mine(progress):
        raise LeaseLost(box.settings.name)
    # Another gateway may have seen meanwhile that the server has renumbered the folder.
    if progress.uidvalidity == box.uidvalidity:
        progress.last_uid = max(progress.last_uid, uid)
