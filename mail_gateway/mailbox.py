"""One mailbox on an IMAP server: the only file that knows IMAPClient."""

from __future__ import annotations

import imaplib
import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError

from knowledge.settings import MailboxSettings, Security
from mail_gateway.errors import MailboxUnavailable

log = logging.getLogger(__name__)

_TIMEOUT = SocketTimeout(connect=15, read=60)
# An IDLE is left and looked behind at least this often: a push can sit in a TLS buffer (facts/mail.md 6).
_IDLE_SLICE_SECONDS = 30.0
# How often a waiting connection looks whether it is to stop.
_LISTEN_SECONDS = 1.0
# What ends a connection; every other answer but OK is about the one command. `abort` is a kind of `error`.
_LOST = (imaplib.IMAP4.abort, OSError, EOFError)
_FAULTS = (IMAPClientError, *_LOST)


@dataclass(frozen=True)
class Fetched:
    """One mail as the server gave it. `received_at` is INTERNALDATE, None where the server could not say it.

    `headers_only` when the mail was too large or the server could give no more of it; `raw` is empty when it
    could give nothing at all.
    """

    uid: int
    raw: bytes
    received_at: datetime | None
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
            self._connect()
            self._login()
            self.uidvalidity = self._select()
        except _FAULTS as error:
            self._close(politely=False)
            raise self._lost(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # After a fault the server may not answer at all, and a farewell would wait for the time-out.
        self._close(politely=kind is None)

    def new_uids(self, after: int) -> list[int]:
        """The UIDs above a watermark. `n:*` always names the last mail too, so it is filtered here."""
        try:
            # A search answers from what the server has told this connection; Dovecot looks for more after it.
            self._open().noop()
        except _FAULTS as error:
            raise self._lost(error) from error
        return [uid for uid in self._search("UID", f"{after + 1}:*") if uid > after]

    def fetch(self, uids: list[int], largest: int) -> Iterator[Fetched]:
        """The mails, one at a time; of one over `largest` bytes only the headers. Expunged ones are left out."""
        for uid in uids:
            mail = self._fetch_one(uid, largest)
            if mail is not None:
                yield mail

    def mark_seen(self, uids: list[int]) -> bool:
        """Set \\Seen; cosmetic, so a refusal is no fault: False. It may be done again at any time."""
        try:
            self._open().add_flags(uids, [b"\\Seen"], silent=True)
        except _LOST as error:
            raise self._lost(error) from error
        except IMAPClientError as error:
            log.warning("mailbox %s: mails cannot be marked as read: %s", self.settings.name, error)
            return False
        return True

    def wait(self, seconds: float, stopping: Callable[[], bool]) -> None:
        """Wait until the server says something, the time is over or `stopping`; the next search finds what came."""
        client = self._open()
        try:
            client.idle()
            try:
                _listen(client, min(seconds, _IDLE_SLICE_SECONDS), stopping)
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
        """One mail; what the server cannot give of it is left out, so that it stops none of those behind it."""
        facts = self._get(uid, b"RFC822.SIZE", b"INTERNALDATE")
        if facts is None:
            return None
        too_large = int(facts.get(b"RFC822.SIZE") or 0) > largest
        raw = b"" if too_large else self._text(uid, b"BODY.PEEK[]")
        headers_only = raw == b""
        if headers_only:
            raw = self._text(uid, b"BODY.PEEK[HEADER]")
        return None if raw is None else Fetched(uid, raw, _aware(facts.get(b"INTERNALDATE")), headers_only)

    def _text(self, uid: int, part: bytes) -> bytes | None:
        """A mail's text, empty when the server cannot give it; None when the mail has gone."""
        got = self._get(uid, part)
        if got is None:
            return None
        return next((bytes(value or b"") for key, value in got.items() if key.startswith(b"BODY[")), b"")

    def _get(self, uid: int, *items: bytes) -> Mapping[bytes, Any] | None:
        """What the server says of one mail: nothing where it refuses, as for a damaged mail; None when it has gone."""
        try:
            got: Mapping[bytes, Any] | None = self._open().fetch([uid], list(items)).get(uid)
        except _LOST as error:
            raise self._lost(error) from error
        except IMAPClientError as error:
            # Some servers refuse too when somebody has just expunged the mail (RFC 2180 4.1).
            gone = not self._search("UID", str(uid))
            log.warning("mailbox %s: mail %s cannot be fetched: %s", self.settings.name, uid, error)
            return None if gone else {}
        return got

    def _search(self, *criteria: str) -> list[int]:
        try:
            # ASCII criteria without a charset: Exchange refuses CHARSET UTF-8.
            return sorted(self._open().search(list(criteria)))
        except _FAULTS as error:
            raise self._lost(error) from error

    def _connect(self) -> None:
        box = self.settings
        context = ssl.create_default_context(cafile=box.ca_file or None)
        self._client = IMAPClient(
            box.host,
            port=box.port,
            ssl=box.security is Security.TLS,
            ssl_context=context if box.security is Security.TLS else None,
            timeout=_TIMEOUT,
        )
        # Times come aware, with the zone the server gave.
        self._client.normalise_times = False
        if box.security is Security.STARTTLS:
            self._client.starttls(context)

    def _login(self) -> None:
        if (self.settings.user + self._password).isascii():
            self._open().login(self.settings.user, self._password)
        else:
            # LOGIN is written in ASCII; AUTHENTICATE PLAIN is UTF-8 (RFC 4616).
            self._open().plain_login(self.settings.user, self._password)

    def _select(self) -> int:
        selected = self._open().select_folder(self.settings.folder)
        if b"UIDVALIDITY" not in selected:
            raise IMAPClientError("the server gives the folder no UIDVALIDITY")
        return int(selected[b"UIDVALIDITY"])

    def _open(self) -> IMAPClient:
        if self._client is None:
            raise MailboxUnavailable(self.settings.name, "not connected")
        return self._client

    def _lost(self, error: BaseException) -> MailboxUnavailable:
        # IMAPClient puts a server's words between b' and '.
        words = str(error).removeprefix("b'").removesuffix("'")
        return MailboxUnavailable(self.settings.name, words or type(error).__name__)

    def _close(self, *, politely: bool) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        # Where the server has gone, closing our own end is all that is left to do.
        with suppress(*_FAULTS):
            if politely:
                client.logout()
                return
        with suppress(*_FAULTS):
            client.shutdown()


def _listen(client: IMAPClient, seconds: float, stopping: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not stopping() and (left := until - time.monotonic()) > 0:
        asked, began = min(left, _LISTEN_SECONDS), time.monotonic()
        heard = client.idle_check(timeout=asked)
        # Once the server has closed, an empty answer comes at once, for ever (facts/mail.md 6).
        if heard or time.monotonic() - began < asked / 2:
            return


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
