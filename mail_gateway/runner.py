"""Keeps the post-room going: one thread a mailbox fetches, one handles, one delivers; nothing stops the rest."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable

from assistant.services import Services
from knowledge.settings import MailboxSettings
from mail_gateway.deliver import deliver_waiting
from mail_gateway.errors import MailboxUnavailable, NoMailConfigured
from mail_gateway.fetch import fetch_round, flag_handled, note_fault
from mail_gateway.mailbox import Mailbox
from mail_gateway.receive import claim, handle, note_failure

log = logging.getLogger(__name__)

_LONGEST_PAUSE_SECONDS = 300.0
# Without a nudge the handler and the sender look this often: for leases that have run out and mails put off.
_LOOK_SECONDS = 2.0


class Runner:
    """The running post-room of one process. `stop` ends it; every thread finishes what it has in hand."""

    def __init__(self, services: Services) -> None:
        mail = services.settings.mail
        if not mail.mailboxes or not mail.smtp.host:
            raise NoMailConfigured("no mailbox or no SMTP server is set ([[mail.mailboxes]] and [mail.smtp])")
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
        """Fetch from one mailbox for ever; after a fault wait 1, 2, 4 ... 300 s with jitter and connect anew."""
        faults = 0
        while not self._stopping.is_set():
            try:
                with Mailbox(settings, self._services.settings.secrets.mail_passwords[settings.name]) as box:
                    faults = 0
                    self._watch_connected(box)
            except MailboxUnavailable as error:
                faults += 1
                log.warning("%s", error)
                note_fault(self._services, settings, str(error))
            except Exception:
                # The one catch-all of this thread: a fault of ours must not leave a mailbox unread.
                faults += 1
                log.exception("the watch over mailbox %s failed", settings.name)
            if faults:
                pause = min(2.0 ** (faults - 1), _LONGEST_PAUSE_SECONDS)
                self._stopping.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret

    def _watch_connected(self, box: Mailbox) -> None:
        seconds = self._services.settings.mail.poll_seconds
        while not self._stopping.is_set():
            if fetch_round(self._services, box):
                self._to_handle.set()
            flag_handled(self._services, box)
            if box.can_idle():
                box.wait(seconds)
            else:
                self._stopping.wait(seconds)

    def _handle(self) -> None:
        if handle_waiting(self._services):
            self._to_deliver.set()

    def _deliver(self) -> None:
        deliver_waiting(self._services)

    def _repeat(self, job: Callable[[], None], nudge: threading.Event) -> None:
        """Do a job at every nudge and now and then; a fault in one round is logged and the next round comes."""
        while not self._stopping.is_set():
            try:
                job()
            except Exception:
                log.exception("a round of the post-room failed")
            nudge.wait(_LOOK_SECONDS)
            nudge.clear()


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
    """One round over everything: how many mails were fetched, handled and sent. Raises MailboxUnavailable."""
    fetched = 0
    for settings in services.settings.mail.mailboxes:
        with Mailbox(settings, services.settings.secrets.mail_passwords[settings.name]) as box:
            fetched += fetch_round(services, box)
    handled = handle_waiting(services)
    sent = deliver_waiting(services)
    for settings in services.settings.mail.mailboxes:
        with Mailbox(settings, services.settings.secrets.mail_passwords[settings.name]) as box:
            flag_handled(services, box)
    return fetched, handled, sent
