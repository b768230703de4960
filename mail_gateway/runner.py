"""Keeps the post-room going: one thread a mailbox fetches, processes handle, one thread delivers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from assistant.services import Services
from knowledge.settings import MailboxSettings, MailSettings, Settings
from mail_gateway.deliver import deliver_measurement, deliver_waiting
from mail_gateway.errors import MailboxUnavailable, MailError, NoMailConfigured, SmtpUnavailable
from mail_gateway.fetch import fetch_round, reconcile
from mail_gateway.fetching.filing import file_handled
from mail_gateway.fetching.imap_session import Key
from mail_gateway.fetching.lease import new_owner
from mail_gateway.fetching.oauth import Tokens, mailbox_client
from mail_gateway.fetching.progress import note_fault, note_silence
from mail_gateway.fetching.watch import Watch, pause
from mail_gateway.guards.breaker import watch_breaker
from mail_gateway.guards.trouble import TroubleKind, note_end, note_trouble, tell_troubles
from mail_gateway.handling import handle_waiting
from mail_gateway.mailbox import Mailbox
from mail_gateway.reader.bounded import BoundedReader
from mail_gateway.sending.sent_copies import SentCopies
from mail_gateway.sending.sent_folder import look_for_uncertain
from mail_gateway.work.workers import Worker

log = logging.getLogger(__name__)

# Without a nudge the handler and the sender look this often: for leases that have run out and mails put off.
_LOOK_SECONDS = 2.0
# After so many mails the sender is told that there is work.
_BATCH = 20


@dataclass(frozen=True)
class Loop:
    """One thread of the post-room: `work` goes on until the runner is stopped."""

    name: str
    work: Callable[[], None]


class Runner:
    """The running post-room of one process. `stop` ends it; every thread finishes what it has in hand."""

    def __init__(self, services: Services) -> None:
        _check_configured(services.settings.mail)
        self._services = services
        self._stopping = threading.Event()
        self._to_handle = threading.Event()
        self._to_deliver = threading.Event()
        # Nobody ever sets these: alarms and questions that are due are looked for at intervals.
        self._to_tell, self._to_ask = threading.Event(), threading.Event()
        self._since: datetime | None = None
        self._read = BoundedReader()
        self.workers = [
            Worker(f"worker {number + 1}", services.settings, self._stopping, self._to_deliver.set)
            for number in range(services.settings.mail.workers)
        ]
        self.loops = [
            *self._watches(),
            *(Loop(worker.name, worker.run) for worker in self.workers),
            *([] if self.workers else [Loop("handler", partial(self._repeat, self._handle, self._to_handle))]),
            Loop("sender", partial(self._repeat, self._deliver, self._to_deliver)),
            *self._measuring(),
            Loop("alarms", partial(self._repeat, self._tell, self._to_tell)),
        ]

    def run(self) -> None:
        """Work until `stop` is called from another thread or a signal."""
        threads = [threading.Thread(target=loop.work, name=loop.name) for loop in self.loops]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._read.close()

    def stop(self) -> None:
        """Ask every thread to end."""
        for event in (self._stopping, self._to_handle, self._to_deliver, self._to_tell, self._to_ask):
            event.set()

    def _watches(self) -> list[Loop]:
        services, owner, tokens = self._services, new_owner(), Tokens(self._services.clock)
        return [
            Loop(f"mailbox {box.name}", Watch(services, box, key, owner, self._stopping, self._stored).run)
            for box in services.settings.mail.read_mailboxes
            for key in [mailbox_key(services.settings, box, tokens)]
        ]

    def _measuring(self) -> list[Loop]:
        """The questions of a service measurement have a thread of their own, which looks for what is due."""
        if self._services.settings.mail.measurement is None:
            return []
        return [Loop("measurement", partial(self._repeat, self._ask, self._to_ask))]

    def _ask(self) -> None:
        deliver_measurement(self._services, self._stopping.is_set)

    def _stored(self) -> None:
        self._to_handle.set()
        for worker in self.workers:
            worker.nudge()

    def _handle(self) -> None:
        while handle_waiting(self._services, _BATCH, self._read, self._stopping.is_set):
            self._to_deliver.set()

    def _deliver(self) -> None:
        while _deliver_watched(self._services, self._stopping.is_set):
            continue

    def _tell(self) -> None:
        # What nobody read while no gateway ran is no trouble of a server: silence counts from the start.
        self._since = self._since or self._services.clock()
        note_silence(self._services, self._since)
        watch_breaker(self._services)
        tell_troubles(self._services)
        _look_in_sent(self._services)

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
                pause(self._stopping, faults)
            elif not self._stopping.is_set():
                nudge.wait(_LOOK_SECONDS)


def once(services: Services) -> tuple[int, int, int]:
    """One round over everything: how many mails were fetched, handled and sent.

    Without a lease: beside a running gateway nothing is fetched twice. A mailbox that cannot be read stops neither
    the others nor what is to be handled and sent; then its MailboxUnavailable is raised. Raises SmtpUnavailable and
    NoMailConfigured too.
    """
    boxes = services.settings.mail.read_mailboxes
    _check_configured(services.settings.mail)
    tokens = Tokens(services.clock)
    fetched, faults = 0, list[MailboxUnavailable]()
    for settings in boxes:
        try:
            # One by one: where a mail makes the server hang up, those before it are stored all the same.
            with Mailbox(settings, mailbox_key(services.settings, settings, tokens), together=1) as box:
                fetched += reconcile(services, box) + fetch_round(services, box)
        except MailboxUnavailable as error:
            note_fault(services, settings, str(error))
            faults.append(error)
    with BoundedReader() as read:
        handled = _until_done(partial(handle_waiting, read=read), services)
    watch_breaker(services)
    tell_troubles(services)
    sent = _until_done(_deliver_watched, services) + deliver_measurement(services)
    _look_in_sent(services)
    if faults:
        raise faults[0]
    for settings in boxes:
        with Mailbox(settings, mailbox_key(services.settings, settings, tokens)) as box:
            file_handled(services, box)
    return fetched, handled, sent


def mailbox_key(settings: Settings, box: MailboxSettings, tokens: Tokens) -> Key:
    """What opens a mailbox: its password, or what gives OAuth2 tokens."""
    client = mailbox_client(settings, box.name)
    return settings.secrets.mail_passwords[box.name] if client is None else partial(tokens.token, client)


def _deliver_watched(services: Services, stopped: Callable[[], bool] = lambda: False) -> int:
    """Deliver, and write down whether there is a server to send by."""
    try:
        sent = deliver_waiting(services, stopped=stopped)
    except SmtpUnavailable as error:
        note_trouble(services, TroubleKind.SMTP, error.reason)
        raise
    if sent:
        note_end(services, TroubleKind.SMTP)
    return sent


def _look_in_sent(services: Services) -> None:
    """Whether uncertain mails went after all. There are hardly ever any, so their tokens are not kept."""
    tokens = Tokens(services.clock)
    look_for_uncertain(services, lambda box: SentCopies(box, mailbox_key(services.settings, box, tokens)))


def _until_done(job: Callable[[Services], int], services: Services) -> int:
    done = 0
    while batch := job(services):
        done += batch
    return done


def _check_configured(mail: MailSettings) -> None:
    if not mail.mailboxes or not mail.smtp.host:
        raise NoMailConfigured("no mailbox or no SMTP server is set ([[mail.mailboxes]] and [mail.smtp])")
