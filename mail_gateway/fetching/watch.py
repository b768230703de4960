"""The watch over one mailbox: fetch, wait for the server's word, and after a fault come back, later each time."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.services import Services
from knowledge.settings import MailboxSettings
from mail_gateway.errors import LeaseLost, MailboxUnavailable
from mail_gateway.fetch import fetch_round, reconcile
from mail_gateway.fetching.bundles import MOST_TOGETHER
from mail_gateway.fetching.filing import file_handled
from mail_gateway.fetching.imap_session import Key
from mail_gateway.fetching.lease import Lease
from mail_gateway.fetching.progress import note_fault
from mail_gateway.mailbox import Mailbox

log = logging.getLogger(__name__)

_LONGEST_PAUSE_SECONDS = 300.0
# How often a gateway asks whether it is its turn, and a pause is looked up from.
_TURN_SECONDS = 2.0
# After so many mails the thread looks whether it is to stop, and tells the next one that there is work.
_BATCH = 20
_RECONCILED_EVERY = timedelta(days=1)
# A server that breaks off every IDLE is searched at intervals instead, until the next day.
_MOST_CUTS = 3


class Watch:
    """One gateway's thread over one mailbox. Of several gateways the one with the lease works, the others wait."""

    def __init__(
        self,
        services: Services,
        settings: MailboxSettings,
        key: Key,
        owner: str,
        stopping: threading.Event,
        stored: Callable[[], None],
    ) -> None:
        self._services = services
        self._box = settings
        self._key = key
        self._lease = Lease(services, settings, owner)
        self._stopping = stopping
        self._stored = stored
        self._reconcile_at: datetime | None = None
        self._faults = 0
        self._cuts = 0

    def run(self) -> None:
        """Read the mailbox until `stopping`; a fault gives the lease back, so that another gateway may try."""
        while not self._stopping.is_set():
            fault = self._visit()
            self._let_go(fault)
            if fault:
                self._faults += 1
                pause(self._stopping, self._faults)
            else:
                self._stopping.wait(_TURN_SECONDS)

    def _visit(self) -> str:
        """One connection from its beginning to its end, if it is this gateway's turn; what went wrong, or ""."""
        try:
            if self._lease.take():
                # A mail that makes the server hang up must not take those before it along, time after time.
                with Mailbox(self._box, self._key, together=1 if self._faults else MOST_TOGETHER) as box:
                    while not self._leaves():
                        self._round(box)
                        self._faults, box.together = 0, MOST_TOGETHER
        except LeaseLost as lost:
            log.info("%s", lost)
        except MailboxUnavailable as error:
            log.warning("%s", error)
            return str(error)
        except Exception as error:
            # The catch-all of this thread: a fault of ours must not leave a mailbox unread.
            log.exception("the watch over mailbox %s failed", self._box.name)
            return f"{type(error).__name__}: {error}"
        return ""

    def _round(self, box: Mailbox) -> None:
        """Fetch what there is; when there is nothing more, wait for the server's word."""
        # Nothing between the search and the wait: a server that tells of a new mail in the answer to another command
        # does not tell of it again.
        file_handled(self._services, box)
        missed = self._reconcile(box)
        fetched = fetch_round(self._services, box, _BATCH, self._lease)
        if missed or fetched:
            self._stored()
        if not fetched:
            self._wait(box)

    def _reconcile(self, box: Mailbox) -> int:
        """At the start and then daily."""
        now = self._services.clock()
        if self._reconcile_at is not None and now < self._reconcile_at:
            return 0
        missed = reconcile(self._services, box, self._lease)
        self._reconcile_at, self._cuts = now + _RECONCILED_EVERY, 0
        if missed:
            log.warning("mailbox %s: %s mails had been missed", self._box.name, missed)
        return missed

    def _wait(self, box: Mailbox) -> None:
        seconds = self._services.settings.mail.poll_seconds
        if self._cuts < _MOST_CUTS and box.can_idle():
            self._cuts += 1
            box.wait(seconds, self._leaves)
            self._cuts = 0
            return
        until = time.monotonic() + seconds
        while not self._leaves() and (left := until - time.monotonic()) > 0:
            self._stopping.wait(min(left, _TURN_SECONDS))

    def _leaves(self) -> bool:
        return self._stopping.is_set() or not self._lease.keep()

    def _let_go(self, fault: str) -> None:
        try:
            self._lease.release()
            if fault:
                note_fault(self._services, self._box, fault)
        except Exception:
            # The database may be what is at fault; the thread must outlive it.
            log.exception("the fault of mailbox %s could not be written down", self._box.name)


def pause(stopping: threading.Event, faults: int) -> None:
    """Wait after so many faults in a row, with jitter, so that several gateways do not knock together."""
    stopping.wait(longest_pause(faults) * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret


def longest_pause(faults: int) -> float:
    """Seconds to wait after the first, second, third ... fault in a row: 1, 2, 4 ... 300 (facts/mail.md 6)."""
    # The exponent is bounded too: after three days of faults the power would be too large for a float.
    return min(2.0 ** min(faults - 1, 10), _LONGEST_PAUSE_SECONDS)
