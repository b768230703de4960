"""One mailbox on an IMAP server: with imap_session.py all that knows IMAPClient."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from knowledge.settings import MailboxSettings
from mail_gateway.errors import MailboxUnavailable, TokenUnavailable
from mail_gateway.fetching.bundles import MOST_BYTES_TOGETHER, MOST_TOGETHER, bundles
from mail_gateway.fetching.facts import FACTS, arrived_in, size_in, text_in
from mail_gateway.fetching.imap_session import FAULTS, LOST, Key, close_session, open_session

log = logging.getLogger(__name__)

_READ_SECONDS = 60.0
# An IDLE is left and asked for anew at least this often (facts/mail.md 6).
_LONGEST_IDLE_SECONDS = 240.0
# How often a waiting connection looks whether it is to leave.
_LISTEN_SECONDS = 1.0


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

    def __init__(
        self, settings: MailboxSettings, key: Key, patience: float = _READ_SECONDS, together: int = MOST_TOGETHER
    ) -> None:
        """`together`: how many mails are asked for at a time; one after a fault, so that one mail's stops no other."""
        self.settings, self.together = settings, together
        self._key = key
        self._patience = patience
        self._client: IMAPClient | None = None
        self._folders: set[str] = set()
        # How many mails the server had told of when the last search began.
        self._known = 0
        self.uidvalidity = 0

    def __enter__(self) -> Self:
        try:
            self._client = open_session(self.settings, self._key, self._patience)
            self.uidvalidity = self._select()
            self._hears_of_more()
        except (*FAULTS, TokenUnavailable) as error:
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
            self._hears_of_more()
        except FAULTS as error:
            raise self._lost(error) from error
        return [uid for uid in self._search("UID", f"{after + 1}:*") if uid > after]

    def uids_since(self, day: date) -> list[int]:
        """The UIDs of the mails that came on this day or later, by the server's own calendar."""
        return self._search("SINCE", day)

    def fetch(self, uids: list[int], largest: int) -> Iterator[Fetched]:
        """The mails, in order; of one over `largest` bytes only the headers. Expunged ones are left out.

        Small ones are asked for together: every question costs the server and us as much as a mail does.
        """
        # No name here holds a mail while the next one is fetched: there may be two of 30 MB.
        for start in range(0, len(uids), self.together):
            yield from filter(None, self._fetch_some(uids[start : start + self.together], largest))

    def mark_seen(self, uids: list[int]) -> bool:
        """Set \\Seen; cosmetic, so a refusal is no fault: False. It may be done again at any time."""
        try:
            self._open().add_flags(uids, [b"\\Seen"], silent=True)
        except LOST as error:
            raise self._lost(error) from error
        except IMAPClientError as error:
            log.warning("mailbox %s: mails cannot be marked as read: %s", self.settings.name, error)
            return False
        return True

    def file_away(self, uids: list[int], folder: str) -> bool:
        """Move mails to another folder, made where it is missing; cosmetic, so a refusal is no fault: False.

        What a person has flagged, or keeps as a draft, stays where it is. It may be done again at any time.
        """
        self.mark_seen(uids)
        try:
            self._make(folder)
            kept = self._search("UID", ",".join(map(str, uids)), "OR", "FLAGGED", "DRAFT")
            moving = [uid for uid in uids if uid not in kept]
            if moving:
                self._move(moving, folder)
        except LOST as error:
            raise self._lost(error) from error
        except IMAPClientError as error:
            log.warning("mailbox %s: mails cannot be moved to %s: %s", self.settings.name, folder, error)
            return False
        return True

    def wait(self, seconds: float, leaving: Callable[[], bool]) -> None:
        """Wait until the server says something, the time is over or `leaving`; the next search finds what came.

        Does not wait at all when the answer to the last search told of a mail that the search had not found: the
        server does not tell of it again.
        """
        client = self._open()
        try:
            if self._hears_of_more():
                return
            client.idle()
            try:
                if not self._has_heard(client):
                    _listen(client, min(seconds, _LONGEST_IDLE_SECONDS), leaving)
            finally:
                client.idle_done()
        except FAULTS as error:
            raise self._lost(error) from error

    def can_idle(self) -> bool:
        """Whether `wait` works with this server; else the caller sleeps and searches."""
        try:
            return bool(self._open().has_capability("IDLE"))
        except FAULTS as error:
            raise self._lost(error) from error

    def _fetch_some(self, uids: list[int], largest: int) -> Iterator[Fetched | None]:
        """These mails, small ones together; where the server refuses to speak of all, each is asked for by itself."""
        told = self._get_all(uids, *FACTS)
        if told is None:
            yield from (self._fetch_one(uid, self._get(uid, *FACTS), largest) for uid in uids)
            return
        # One that the server says nothing of has gone, or was only left out: asked for alone, it tells which.
        known = {uid: facts for uid in uids if (facts := told.get(uid) or self._get(uid, *FACTS)) is not None}
        sizes = {uid: size_in(facts) for uid, facts in known.items()}
        for bundle in bundles(sizes, min(largest, MOST_BYTES_TOGETHER)):
            texts = self._get_all(bundle, b"BODY.PEEK[]") or {}
            for uid in bundle:
                if text := text_in(texts.pop(uid, {})):
                    yield Fetched(uid, text, arrived_in(known[uid]), headers_only=False)
                else:
                    # It may be large, have gone since or be damaged: asked for alone, the server tells which.
                    yield self._fetch_one(uid, known[uid], largest)

    def _fetch_one(self, uid: int, facts: Mapping[bytes, Any] | None, largest: int) -> Fetched | None:
        """One mail; what the server cannot give of it is left out, so that it stops none of those behind it."""
        if facts is None:
            return None
        raw = b"" if size_in(facts) > largest else self._text(uid, b"BODY.PEEK[]")
        headers_only = raw == b""
        if headers_only:
            raw = self._text(uid, b"BODY.PEEK[HEADER]")
        return None if raw is None else Fetched(uid, raw, arrived_in(facts), headers_only)

    def _text(self, uid: int, part: bytes) -> bytes | None:
        """A mail's text, empty when the server cannot give it; None when the mail has gone."""
        got = self._get(uid, part)
        return None if got is None else text_in(got)

    def _get_all(self, uids: list[int], *items: bytes) -> dict[int, Mapping[bytes, Any]] | None:
        """What the server says of several mails, without those that have gone; None where it refuses, or of one."""
        try:
            return dict(self._open().fetch(uids, list(items))) if len(uids) > 1 else None
        except LOST as error:
            raise self._lost(error) from error
        except IMAPClientError as error:
            log.info("mailbox %s: mails are fetched one by one: %s", self.settings.name, error)
            return None

    def _get(self, uid: int, *items: bytes) -> Mapping[bytes, Any] | None:
        """What the server says of one mail: nothing where it refuses, as for a damaged mail; None when it has gone."""
        try:
            got: Mapping[bytes, Any] | None = self._open().fetch([uid], list(items)).get(uid)
        except LOST as error:
            raise self._lost(error) from error
        except IMAPClientError as error:
            # Some servers refuse too when somebody has just expunged the mail (RFC 2180 4.1).
            gone = not self._search("UID", str(uid))
            log.warning("mailbox %s: mail %s cannot be fetched: %s", self.settings.name, uid, error)
            return None if gone else {}
        return got

    def _search(self, *criteria: str | date) -> list[int]:
        try:
            # ASCII criteria without a charset: Exchange refuses CHARSET UTF-8.
            return sorted(self._open().search(list(criteria)))
        except FAULTS as error:
            raise self._lost(error) from error

    def _hears_of_more(self) -> bool:
        """Whether the server has told of more mails since this was last asked, in its answers to commands.

        It says EXISTS once, in the answer to whatever was asked just then; imaplib keeps it (IMAP4.response).
        """
        imap = self._open()._imap
        told = [int(number) for number in imap.response("EXISTS")[1] if number]
        gone = [number for number in imap.response("EXPUNGE")[1] if number]
        before = self._known - len(gone)
        self._known = told[-1] if told else before
        return self._known > before

    def _has_heard(self, client: IMAPClient) -> bool:
        """Whether words came together with the server's "idling": they are read already, and no poll sees them."""
        client.socket().setblocking(False)
        try:
            return bool(client._imap.file.peek(1))
        except OSError:
            # TLS says so where there is nothing to read.
            return False
        finally:
            client.socket().settimeout(self._patience)

    def _make(self, folder: str) -> None:
        client = self._open()
        if folder in self._folders:
            return
        if not client.folder_exists(folder):
            client.create_folder(folder)
            # Or people's mail programs would not show it.
            client.subscribe_folder(folder)
        self._folders.add(folder)

    def _move(self, uids: list[int], folder: str) -> None:
        """MOVE (RFC 6851), or what it stands for; raises IMAPClientError only as long as nothing has been copied."""
        client = self._open()
        if client.has_capability("MOVE"):
            client.move(uids, folder)
            return
        client.copy(uids, folder)
        try:
            client.delete_messages(uids, silent=True)
            # Without UIDPLUS an EXPUNGE would take away what others have deleted too.
            if client.has_capability("UIDPLUS"):
                client.uid_expunge(uids)
        except LOST:
            raise
        except IMAPClientError as error:
            # Asked again, it would be copied again, for ever.
            log.warning("mailbox %s: moved mails stay here too: %s", self.settings.name, error)

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
        if client is not None:
            close_session(client, politely=politely)


def _listen(client: IMAPClient, seconds: float, leaving: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not leaving() and (left := until - time.monotonic()) > 0:
        asked, began = min(left, _LISTEN_SECONDS), time.monotonic()
        heard = client.idle_check(timeout=asked)
        # Once the server has closed, an empty answer comes at once, for ever (facts/mail.md 6).
        if heard or time.monotonic() - began < asked / 2:
            return
