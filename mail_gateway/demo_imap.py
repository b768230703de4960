"""The IMAP half of the demo's mail server: pymap's maildir backend, with what 0.36.7 gets wrong put right.

One maildir per address instead of pymap's files of users; each correction is a small subclass with its reason.
"""

import asyncio
import re
from argparse import Namespace
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from mailbox import MaildirMessage
from pathlib import Path

from proxyprotocol.result import ProxyResultLocal
from proxyprotocol.sock import SocketInfo
from pymap.backend.maildir import Config, FilterSet, Identity, Login, Session
from pymap.backend.maildir.layout import DefaultLayout
from pymap.backend.maildir.mailbox import MailboxSet, Maildir, Message
from pymap.concurrent import Subsystem
from pymap.exceptions import InvalidAuth, NotSupportedError
from pymap.imap import IMAPServer
from pymap.interfaces.login import IdentityInterface
from pymap.parsing.response.code import CopyUid
from pymap.parsing.specials import ObjectId, SearchKey, SequenceSet
from pymap.selected import SelectedMailbox
from pymap.user import Passwords, UserMetadata
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext

ConnectionCallback = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PasswordOf = Callable[[str], str]
FolderOf = Callable[[str], Path]


def imap_callback(password_of: PasswordOf, folder_of: FolderOf, max_bytes: int) -> ConnectionCallback:
    """Return what `asyncio.start_server` calls for each connection.

    `password_of` and `folder_of` map an address to its password and its maildir; `max_bytes` bounds an APPEND.
    """
    config = _config(max_bytes)
    server = IMAPServer(_AddressLogin(config, password_of, folder_of), config)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await server(reader, writer, SocketInfo.get(writer, ProxyResultLocal()))

    return connected


def open_maildir(folder: Path) -> Maildir:
    """Open the maildir in `folder`, created with its parents when missing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    return _ExactMaildir(str(folder), create=True)


class _QuietConfig(Config):
    @property
    def greeting(self) -> bytes:
        """Greet without asking the name server for our own name, which hangs without a network."""
        return b"Demo mail server ready"


def _config(max_bytes: int) -> Config:
    return _QuietConfig(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host=None,  # the caller has bound the socket
        port=0,
        base_dir="",  # only for pymap's files of users, which are not used
        layout="++",
        colon=None,
        tls_enabled=False,
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),  # nothing to compute, and no threads left at the end
        max_append_len=max_bytes,
    )


class _StoredMessage(MaildirMessage):
    """A message whose bytes are those on disk: the parser's own would lose odd mail and raise on some."""

    def __init__(self, raw: bytes) -> None:
        super().__init__()
        self.raw = raw

    def __bytes__(self) -> bytes:
        """Return the message with the CRLF line ends that IMAP demands (RFC 3501, 4.3.1)."""
        return re.sub(rb"(?<!\r)\n", b"\r\n", self.raw)


class _ExactMaildir(Maildir):
    def get_message(self, key: str) -> MaildirMessage:
        return _StoredMessage(self.get_bytes(key))


class _MailboxSet(MailboxSet):
    async def add_mailbox(self, name: str) -> ObjectId:
        """Refuse an existing folder with the ValueError that pymap's session turns into NO, not with KeyError."""
        try:
            return await super().add_mailbox(name)
        except KeyError as error:
            raise ValueError(name) from error


class _Session(Session):
    async def search_mailbox(
        self, selected: SelectedMailbox, keys: frozenset[SearchKey]
    ) -> tuple[Iterable[tuple[int, Message]], SelectedMailbox]:
        """Look for new mail before the search: pymap looks after it, so that a mail is found one search late."""
        return await super().search_mailbox(await self.check_mailbox(selected), keys)

    async def copy_messages(
        self, selected: SelectedMailbox, sequence_set: SequenceSet, mailbox: str
    ) -> tuple[CopyUid | None, SelectedMailbox]:
        """Refuse COPY: pymap's maildir would copy the flags and lose the text. MOVE works."""
        raise NotSupportedError(f"COPY to {mailbox} is not available, use MOVE.")


class _AddressIdentity(Identity):
    """One address and its maildir, created when first opened."""

    def __init__(self, config: Config, login: "_AddressLogin", address: str) -> None:
        super().__init__(config, login.tokens, address, None, frozenset())
        self._login = login

    async def get(self) -> UserMetadata:
        return UserMetadata(self.config, self.name, password=self._login.password_of(self.name))

    @asynccontextmanager
    async def new_session(self) -> AsyncIterator[Session]:
        folder = self._login.folder_of(self.name)
        maildir = open_maildir(folder)
        layout = DefaultLayout(str(folder), _ExactMaildir)
        yield _Session(self.name, self.config, _MailboxSet(maildir, layout), FilterSet(str(folder)))


class _AddressLogin(Login):
    """Lets an address in with its password; a name that cannot be an address has a wrong password."""

    def __init__(self, config: Config, password_of: PasswordOf, folder_of: FolderOf) -> None:
        super().__init__(config)
        self.password_of = password_of
        self.folder_of = folder_of

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        try:
            self.folder_of(credentials.authcid)
        except ValueError as error:
            raise InvalidAuth from error
        identity = _AddressIdentity(self.config, self, credentials.authcid)
        if not await Passwords(self.config).check_password(await identity.get(), credentials):
            raise InvalidAuth
        return identity

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> Identity:
        """Open nobody else's mailbox."""
        if authenticated.name != authzid:
            raise InvalidAuth
        return _AddressIdentity(self.config, self, authzid)
