"""Which gateway reads a mailbox: of several, the one whose name stands in its row, until its time runs out."""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from assistant.services import Services
from knowledge.settings import MailboxSettings
from mail_gateway.fetching.progress import progress_of
from mail_gateway.inbound import MailboxProgress

# A gateway that dies is followed by another after this long, or at once where it is seen to have died.
LEASE = timedelta(seconds=60)
_RENEWED_AFTER = timedelta(seconds=20)


class Lease:
    """One gateway's right to read one folder. Losing it does no harm: the rows are unique (facts/mail.md 7, crash 10).

    Every method opens its own transaction, except `is_mine`.
    """

    def __init__(self, services: Services, settings: MailboxSettings, owner: str) -> None:
        self.owner = owner
        self._services = services
        self._box = settings
        self._renew_at: datetime | None = None

    def take(self) -> bool:
        """Whether this gateway may read now: nobody else does, their time is over, or their process has died."""
        self._renew_at = None
        if self._is_taken():
            return False
        now = self._services.clock()
        with self._services.database.transaction() as session:
            row = progress_of(session, self._box.name, self._box.folder)
            if not self._is_free(row):
                return False
            row.leased_by, row.leased_until = self.owner, now + LEASE
        self._renew_at = now + _RENEWED_AFTER
        return True

    def keep(self) -> bool:
        """Renew when a third of the time has passed; False when another gateway has it."""
        return (self._renew_at is not None and self._services.clock() < self._renew_at) or self.take()

    def release(self) -> None:
        """Let another gateway have it at once; does nothing where it is not held."""
        if self._renew_at is None:
            return
        self._renew_at = None
        with self._services.database.transaction() as session:
            row = progress_of(session, self._box.name, self._box.folder)
            if self.is_mine(row):
                row.leased_by, row.leased_until = "", None

    def is_mine(self, row: MailboxProgress) -> bool:
        """Whether the row says so; its time may be over, as long as nobody else has taken it."""
        return row.leased_by == self.owner

    def _is_taken(self) -> bool:
        """Looked at without a lock: a gateway that waits its turn asks every few seconds."""
        wanted = select(MailboxProgress).where(
            MailboxProgress.mailbox == self._box.name, MailboxProgress.folder == self._box.folder
        )
        with self._services.database.reading() as session:
            row = session.scalar(wanted)
            return row is not None and not self._is_free(row)

    def _is_free(self, row: MailboxProgress) -> bool:
        if row.leased_until is None or row.leased_until <= self._services.clock():
            return True
        return self.is_mine(row) or _has_died(row.leased_by)


def new_owner() -> str:
    """A name for a running gateway: the machine for people, the room and the process to see whether it lives."""
    return f"{socket.gethostname()[:20]} {_room()} {os.getpid()} {secrets.token_hex(4)}"


def _room() -> str:
    """What is the same only where process numbers are the same: this start of the machine, this container; or "-"."""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot[:8]}.{Path('/proc/self/ns/pid').stat().st_ino}"
    return "-"


def _has_died(owner: str) -> bool:
    """Whether the gateway was a process here that is no more; False where nobody can know."""
    words = owner.split()
    if len(words) != 4 or words[1] != _room() or words[1] == "-" or not words[2].isdecimal():
        return False
    try:
        os.kill(int(words[2]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
