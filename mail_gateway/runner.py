"""Keeps the post-room going: one thread a mailbox fetches, one handles, one delivers; nothing stops the rest."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable

from assistant.services import Services
from knowledge.settings import MailboxSettings, MailSettings
from mail_gateway.deliver import deliver_waiting
from mail_gateway.errors import MailboxUnavailable, MailError, NoMailConfigured
from mail_gateway.fetch import fetch_round, flag_handled, note_fault
from mail_gateway.mailbox import Mailbox
from mail_gateway.receive import claim, handle, note_failure

log = logging.getLogger(__name__)

_LONGEST_PAUSE_SECONDS = 300.0
# Without a nudge the handler and the sender look this often: for leases that have run out and mails put off.
_LOOK_SECONDS = 2.0
# After so many mails a thread looks whether it is to stop, and tells the next one that there is work.
_BATCH = 20


class Runner:
    """The running post-room of one process. `stop` ends it; every thread finishes what it has in hand."""

    def __init__(self, services: Services) -> None:
        _check_configured(services.settings.mail)
        self._services = services
        self._stopping = threading.Event()
        self._to_handle = threading.Event()
        self._to_deliver = threading.Event()

    def run(self) -> None:
        """Work until `stop` is called from another thread or a signal."""
        boxes = [threading.Thread(target=self._watch, args=(box,)) for box in self._services.settings.mail.mailboxes]
        workers = [
            threading.Thread(target=self._repeat, args=(self._handle, self._to_handle)),
            threading.Thread(target=self._repeat, args=(self._deliver, self._to_deliver)),
        ]
        for thread in (*boxes, *workers):
            thread.start()
        for thread in (*boxes, *workers):
            thread.join()

    def stop(self) -> None:
        """Ask every thread to end."""
        for event in (self._stopping, self._to_handle, self._to_deliver):
            event.set()

    def _watch(self, settings: MailboxSettings) -> None:
        """Fetch from one mailbox for ever; after a fault pause, longer each time, and connect anew."""
        faults = 0
        while not self._stopping.is_set():
            fault = ""
            try:
                with _open(self._services, settings) as box:
                    while not self._stopping.is_set():
                        self._round(box)
                        faults = 0
            except MailboxUnavailable as error:
                fault = str(error)
                log.warning("%s", fault)
            except Exception as error:
                # The catch-all of this thread: a fault of ours must not leave a mailbox unread.
                fault = f"{type(error).__name__}: {error}"
                log.exception("the watch over mailbox %s failed", settings.name)
            if fault:
                faults += 1
                self._note_fault(settings, fault)
                self._pause(faults)

    def _round(self, box: Mailbox) -> None:
        """Fetch what there is; when there is nothing more, wait for the server's word."""
        seconds = self._services.settings.mail.poll_seconds
        # Nothing between the search and the wait: a server that tells of a new mail in the answer to another command
        # does not tell of it again.
        flag_handled(self._services, box)
        fetched = fetch_round(self._services, box, most=_BATCH)
        if fetched:
            self._to_handle.set()
        elif box.can_idle():
            box.wait(seconds, self._stopping.is_set)
        else:
            self._stopping.wait(seconds)

    def _note_fault(self, settings: MailboxSettings, fault: str) -> None:
        try:
            note_fault(self._services, settings, fault)
        except Exception:
            # The database may be what is at fault; the thread must outlive it.
            log.exception("the fault of mailbox %s could not be written down", settings.name)

    def _handle(self) -> None:
        while not self._stopping.is_set() and handle_waiting(self._services, most=_BATCH):
            self._to_deliver.set()

    def _deliver(self) -> None:
        while not self._stopping.is_set() and deliver_waiting(self._services, most=_BATCH):
            continue

    def _repeat(self, job: Callable[[], None], nudge: threading.Event) -> None:
        """Do a job at every nudge and now and then; after a fault it is logged and the next round comes later."""
        faults = 0
        while not self._stopping.is_set():
            nudge.clear()
            try:
                job()
            except MailError as error:
                faults += 1
                log.warning("%s", error)
            except Exception:
                faults += 1
                log.exception("a round of the post-room failed")
            else:
                faults = 0
            if faults:
                self._pause(faults)
            elif not self._stopping.is_set():
                nudge.wait(_LOOK_SECONDS)

    def _pause(self, faults: int) -> None:
        """Wait after so many faults in a row, with jitter, so that several gateways do not knock together."""
        self._stopping.wait(longest_pause(faults) * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret


def longest_pause(faults: int) -> float:
    """Seconds to wait after the first, second, third ... fault in a row: 1, 2, 4 ... 300 (facts/mail.md 6)."""
    # The exponent is bounded too: after three days of faults the power would be too large for a float.
    return min(2.0 ** min(faults - 1, 10), _LONGEST_PAUSE_SECONDS)


def handle_waiting(services: Services, most: int = 500) -> int:
    """Handle what is stored, at most `most` mails; a mail that fails is noted and the next one is taken."""
    handled = 0
    while handled < most and (claimed := claim(services)) is not None:
        try:
            handle(services, claimed)
        except Exception as error:
            # The post-room's catch-all: no mail may stop the ones behind it (house rule 5).
            log.exception("mail %s could not be handled, attempt %s", claimed.id, claimed.attempt)
            note_failure(services, claimed, f"{type(error).__name__}: {error}")
        handled += 1
    return handled


def once(services: Services) -> tuple[int, int, int]:
    """One round over everything: how many mails were fetched, handled and sent.

    A mailbox that cannot be read stops neither the others nor what is to be handled and sent; then its
    MailboxUnavailable is raised. Raises SmtpUnavailable and NoMailConfigured too.
    """
    boxes = services.settings.mail.mailboxes
    _check_configured(services.settings.mail)
    fetched, faults = 0, list[MailboxUnavailable]()
    for settings in boxes:
        try:
            with _open(services, settings) as box:
                fetched += fetch_round(services, box)
        except MailboxUnavailable as error:
            note_fault(services, settings, str(error))
            faults.append(error)
    handled = _until_done(handle_waiting, services)
    sent = _until_done(deliver_waiting, services)
    if faults:
        raise faults[0]
    for settings in boxes:
        with _open(services, settings) as box:
            flag_handled(services, box)
    return fetched, handled, sent


def _until_done(job: Callable[[Services], int], services: Services) -> int:
    done = 0
    while batch := job(services):
        done += batch
    return done


def _check_configured(mail: MailSettings) -> None:
    if not mail.mailboxes or not mail.smtp.host:
        raise NoMailConfigured("no mailbox or no SMTP server is set ([[mail.mailboxes]] and [mail.smtp])")


def _open(services: Services, settings: MailboxSettings) -> Mailbox:
    return Mailbox(settings, services.settings.secrets.mail_passwords[settings.name])
