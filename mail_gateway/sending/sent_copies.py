"""The folder of sent mail on an IMAP server, opened for a look and left as it was."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError
from imapclient.imapclient import SENT

from knowledge.mail_settings import MailboxSettings
from mail_gateway.errors import MailboxUnavailable, TokenUnavailable
from mail_gateway.fetching.imap_session import FAULTS, Key, close_session, open_session

# The word of the settings for "the folder that the server itself marks as the one of sent mail" (RFC 6154).
SPECIAL_USE = "\\Sent"
_READ_SECONDS = 30.0


class SentCopies:
    """An open connection to a mailbox's folder of sent mail. Raises MailboxUnavailable on every fault."""

    def __init__(self, settings: MailboxSettings, key: Key) -> None:
        self._settings = settings
        self._key = key
        self._client: IMAPClient | None = None

    def __enter__(self) -> Self:
        try:
            self._client = open_session(self._settings, self._key, _READ_SECONDS)
            self._client.select_folder(self._folder(self._client), readonly=True)
        except (*FAULTS, TokenUnavailable) as error:
            self._close(politely=False)
            raise self._lost(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(politely=kind is None)

    def holds(self, message_ids: Sequence[str]) -> list[str]:
        """Which of these mails stand in the folder."""
        if self._client is None:
            raise MailboxUnavailable(self._settings.name, "not connected")
        try:
            return [known for known in message_ids if self._client.search(["HEADER", "Message-ID", known])]
        except FAULTS as error:
            raise self._lost(error) from error

    def _folder(self, client: IMAPClient) -> str:
        wanted = self._settings.sent_folder
        found = client.find_special_folder(SENT) if wanted == SPECIAL_USE else wanted
        if not found:
            raise IMAPClientError("there is no folder of sent mail")
        return str(found)

    def _lost(self, error: BaseException) -> MailboxUnavailable:
        return MailboxUnavailable(self._settings.name, str(error) or type(error).__name__)

    def _close(self, *, politely: bool) -> None:
        client, self._client = self._client, None
        if client is not None:
            close_session(client, politely=politely)
