"""One mailbox on an IMAP server: the only file that knows IMAPClient."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from knowledge.settings import MailboxSettings, Security
from mail_gateway.errors import MailboxUnavailable

_TIMEOUT = SocketTimeout(connect=15, read=60)
# An IDLE is left and looked behind at least this often: a push can sit in a TLS buffer (facts/mail.md 6).
_IDLE_SLICE_SECONDS = 30.0
_FAULTS = (IMAPClientError, imaplib.IMAP4.error, OSError, ssl.SSLError, EOFError)


@dataclass(frozen=True)
class Fetched:
    """One mail as the server gave it. `received_at` is INTERNALDATE; `headers_only` when it was too large."""

    uid: int
    raw: bytes
    received_at: datetime
    headers_only: bool


class Mailbox:
    """An open connection to one folder; used by one thread. Raises MailboxUnavailable on every fault."""

    def __init__(self, settings: MailboxSettings, password: str) -> None:
        self.settings = settings
        self._password = password
        self._client: IMAPClient | None = None
        self.uidvalidity = 0

    def __enter__(self) -> Self:
        try:
            self._client = self._connect()
            self._client.login(self.settings.user, self._password)
            self.uidvalidity = int(self._client.select_folder(self.settings.folder)[b"UIDVALIDITY"])
        except _FAULTS as error:
            self._drop()
            raise MailboxUnavailable(self.settings.name, str(error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()

    def new_uids(self, after: int) -> list[int]:
        """The UIDs above a watermark. `n:*` always names the last mail too, so it is filtered here."""
        try:
            # ASCII criteria without a charset: Exchange refuses CHARSET UTF-8.
            found = self._open().search(["UID", f"{after + 1}:*"])
        except _FAULTS as error:
            raise self._lost(error) from error
        return sorted(uid for uid in found if uid > after)

    def fetch(self, uids: list[int], largest: int) -> Iterator[Fetched]:
        """The mails, one at a time; of one over `largest` bytes only the headers. Expunged ones are left out."""
        for uid in uids:
            mail = self._fetch_one(uid, largest)
            if mail is not None:
                yield mail

    def mark_seen(self, uids: list[int]) -> None:
        """Set \\Seen; cosmetic, so it may be done again at any time."""
        try:
            self._open().add_flags(uids, [b"\\Seen"], silent=True)
        except _FAULTS as error:
            raise self._lost(error) from error

    def wait(self, seconds: float) -> None:
        """Wait for the server to say something, or for the time; what came is found by the next search."""
        client = self._open()
        try:
            if not client.has_capability("IDLE"):
                raise MailboxUnavailable(self.settings.name, "IDLE is not offered")
            client.idle()
            try:
                client.idle_check(timeout=min(seconds, _IDLE_SLICE_SECONDS))
            finally:
                client.idle_done()
        except _FAULTS as error:
            raise self._lost(error) from error

    def can_idle(self) -> bool:
        """Whether `wait` works with this server; else the caller sleeps and searches."""
        try:
            return bool(self._open().has_capability("IDLE"))
        except _FAULTS as error:
            raise self._lost(error) from error

    def _fetch_one(self, uid: int, largest: int) -> Fetched | None:
        try:
            facts = self._open().fetch([uid], [b"RFC822.SIZE", b"INTERNALDATE"]).get(uid)
            if facts is None:
                return None
            too_large = int(facts[b"RFC822.SIZE"]) > largest
            part = b"BODY.PEEK[HEADER]" if too_large else b"BODY.PEEK[]"
            got = self._open().fetch([uid], [part]).get(uid)
        except _FAULTS as error:
            raise self._lost(error) from error
        if got is None:
            return None
        raw = next((value for key, value in got.items() if key.startswith(b"BODY[")), b"")
        return Fetched(uid, bytes(raw), _aware(facts[b"INTERNALDATE"]), too_large)

    def _connect(self) -> IMAPClient:
        box = self.settings
        context = ssl.create_default_context(cafile=box.ca_file or None)
        client = IMAPClient(
            box.host,
            port=box.port,
            ssl=box.security is Security.TLS,
            ssl_context=context if box.security is Security.TLS else None,
            timeout=_TIMEOUT,
        )
        # Times come aware, with the zone the server gave.
        client.normalise_times = False
        if box.security is Security.STARTTLS:
            client.starttls(context)
        return client

    def _open(self) -> IMAPClient:
        if self._client is None:
            raise MailboxUnavailable(self.settings.name, "not connected")
        return self._client

    def _lost(self, error: BaseException) -> MailboxUnavailable:
        return MailboxUnavailable(self.settings.name, str(error))

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.logout()
        except _FAULTS:
            # The server is already gone; closing our end is all that is left to do.
            try:
                client.shutdown()
            except _FAULTS:
                return


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
