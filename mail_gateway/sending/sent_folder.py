"""Looks for uncertain mails where the server keeps copies of what was sent (facts/mail.md 7e)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.outbox import OutboxMail, SendState
from assistant.services import Services
from knowledge.mail_settings import MailboxSettings
from mail_gateway.errors import MailError
from mail_gateway.sending.envelope import without_tag
from mail_gateway.sending.failures import give_back

log = logging.getLogger(__name__)

# A copy may come some minutes after the mail; later than the last look nobody waits for it any more.
_BETWEEN_LOOKS = timedelta(minutes=2)
_LOOKED_FOR = timedelta(minutes=10)


class Folder(Protocol):
    """A mailbox's folder of sent mail, open."""

    def holds(self, message_ids: Sequence[str]) -> Collection[str]:
        """Which of these mails stand there. Raises MailError."""


Open = Callable[[MailboxSettings], AbstractContextManager[Folder]]


def doubt(session: Session, services: Services, mail: OutboxMail) -> None:
    """Nobody knows whether this mail went: it is looked for where copies are kept; else a person decides."""
    if _box(services, mail) is None:
        give_back(session, mail, SendState.UNCERTAIN, services.rules, services.clock())
    else:
        mail.state, mail.looked_for_at = SendState.UNCERTAIN, None


def look_for_uncertain(services: Services, open_folder: Open) -> int:
    """Look for the uncertain mails that are due, every two minutes for ten; returns how many were found.

    What is found was sent. What is not found by then goes to a person.
    """
    now, found = services.clock(), set[int]()
    with services.database.reading() as session:
        uncertain = session.scalars(select(OutboxMail).where(OutboxMail.state == SendState.UNCERTAIN))
        due = [(mail, box) for mail in uncertain if _is_due(mail, now) and (box := _box(services, mail)) is not None]
    for box in services.settings.mail.read_mailboxes:
        here = [mail for mail, theirs in due if theirs is box]
        if here:
            found |= _found(box, here, open_folder)
    for mail, _ in due:
        _write_down(services, mail.id, found=mail.id in found)
    return len(found)


def _box(services: Services, mail: OutboxMail) -> MailboxSettings | None:
    """The mailbox that the mail was sent as, where its server keeps copies."""
    sender = without_tag(mail.sender).casefold()
    boxes = services.settings.mail.read_mailboxes
    return next((box for box in boxes if box.sent_folder and box.address.casefold() == sender), None)


def _is_due(mail: OutboxMail, now: datetime) -> bool:
    looked, until = mail.looked_for_at, _until(mail)
    return looked is None or (looked < until and now >= min(looked + _BETWEEN_LOOKS, until))


def _until(mail: OutboxMail) -> datetime:
    """When it is looked for the last time."""
    return (mail.started_at or mail.created_at) + _LOOKED_FOR


def _found(box: MailboxSettings, mails: Sequence[OutboxMail], open_folder: Open) -> set[int]:
    ids = {mail.message_id: mail.id for mail in mails if mail.message_id}
    try:
        with open_folder(box) as folder:
            return {ids[message_id] for message_id in folder.holds(list(ids))}
    except MailError as error:
        # As good as not found; that a mailbox cannot be read is its watcher's business.
        log.warning("uncertain mails cannot be looked for: %s", error)
        return set()


def _write_down(services: Services, outbox_id: int, *, found: bool) -> None:
    now = services.clock()
    with services.database.transaction() as session:
        mail = session.get_one(OutboxMail, outbox_id, with_for_update=True)
        if mail.state is not SendState.UNCERTAIN:
            # A person was faster, or a bounce.
            return
        asked_already = mail.looked_for_at is not None and mail.looked_for_at >= _until(mail)
        mail.looked_for_at = now
        if found:
            mail.state, mail.sent_at = SendState.SENT, mail.started_at
            mail.server_reply = "found in the folder of sent mail"
        elif now >= _until(mail) and not asked_already:
            give_back(session, mail, SendState.UNCERTAIN, services.rules, now)
