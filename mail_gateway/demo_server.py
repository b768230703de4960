"""The embedded IMAP and SMTP server of `make demo`, on loopback and high ports, never for real mail.

pymap serves IMAP (demo_imap.py) and aiosmtpd takes mail in, both in one asyncio loop: the only asyncio in the
house, because both libraries are built on it. Every address has a mailbox from its first delivery or login, a
maildir in `folder/<address>/`; messages, flags, folders and UIDVALIDITY survive a restart. The packages come with
the extra `demo`.
"""

import asyncio
import errno
import hmac
import ipaddress
import logging
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SmtpSession

from mail_gateway.demo_imap import imap_callback, open_maildir

DEMO_PASSWORD = "demo"  # noqa: S105 - no secret: it opens the invented residents' mailboxes, on loopback only
MAX_MESSAGE_BYTES = 35_000_000
MAX_COMMAND_BYTES = 1_000_000  # one IMAP line; asyncio's own 64 kB is less than a long UID list needs
LONGEST_MAILBOX_NAME = 200  # file systems stop at 255 bytes
STOP_POLL_SECONDS = 0.1


class StopSignal(Protocol):
    """What `run` needs of its stop event: `threading.Event` and `multiprocessing.Event` both fit."""

    def is_set(self) -> bool:
        """Say whether the server is to stop."""

    def set(self) -> None:
        """Ask the server to stop."""


class PortInUse(OSError):
    """Another process listens on `port`; nothing was started."""

    def __init__(self, port: int) -> None:
        super().__init__(errno.EADDRINUSE, f"port {port} is in use")
        self.port = port


class UnusableAddress(ValueError):
    """`address` has no "@" or is too long to name a mailbox folder."""

    def __init__(self, address: str) -> None:
        super().__init__(f"not usable as a demo mailbox: {address[:80]!r}")
        self.address = address


@dataclass(frozen=True)
class DemoMailServer:
    """Where the demo's mail server listens, where it keeps mail, and the passwords of the town's own mailboxes.

    `users` maps address to password; every other address has `DEMO_PASSWORD`. `host` is a loopback address.
    """

    host: str
    imap_port: int
    smtp_port: int
    folder: Path
    users: Mapping[str, str]

    def __post_init__(self) -> None:
        """Raise ValueError for a host that others can reach: every password here is known to all."""
        if not ipaddress.ip_address(self.host).is_loopback:
            raise ValueError(f"the demo mail server listens on loopback only, not on {self.host}")

    def password_of(self, address: str) -> str:
        """Return the password of `address`, in any case of letters."""
        known = {user.lower(): password for user, password in self.users.items()}
        return known.get(address.lower(), DEMO_PASSWORD)

    def mailbox_folder(self, address: str) -> Path:
        """Return the maildir of `address`; raise UnusableAddress. Quoting keeps "/" out of the file name."""
        name = quote(address.strip().lower(), safe="@+")
        if "@" not in name or len(name) > LONGEST_MAILBOX_NAME:
            raise UnusableAddress(address)
        return self.folder / name

    def can_have_mail(self, address: str) -> bool:
        """Say whether `address` can name a mailbox here."""
        try:
            self.mailbox_folder(address)
        except UnusableAddress:
            return False
        return True


def run(server: DemoMailServer, ready: Callable[[], None], stop: StopSignal) -> None:
    """Serve until `stop` is set, or SIGINT or SIGTERM comes while in the main thread; call `ready` once listening.

    Raises PortInUse before anything is started or written.
    """
    with ExitStack() as stack:
        imap_socket = stack.enter_context(_listen(server.host, server.imap_port))
        smtp_socket = stack.enter_context(_listen(server.host, server.smtp_port))
        server.folder.mkdir(parents=True, exist_ok=True)
        _remove_stale_locks(server.folder)
        stack.enter_context(_temporary_files_in(server.folder / ".tmp"))
        asyncio.run(_serve(server, imap_socket, smtp_socket, ready, stop))


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(port) from error
        raise


def _remove_stale_locks(folder: Path) -> None:
    """Remove lock files of a server that was killed: pymap would wait ten minutes for each of them."""
    for lock in folder.rglob("*.lock"):
        lock.unlink(missing_ok=True)


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """Make this process's temporary files in `folder`: pymap renames them into place, which fails across devices."""
    folder.mkdir(exist_ok=True)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


async def _serve(
    server: DemoMailServer,
    imap_socket: socket.socket,
    smtp_socket: socket.socket,
    ready: Callable[[], None],
    stop: StopSignal,
) -> None:
    """Start both servers and wait; open connections are ended by `asyncio.run`, which cancels their tasks."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd warns of its own old code at each login
    loop = asyncio.get_running_loop()
    listeners = [
        await asyncio.start_server(
            imap_callback(server.password_of, server.mailbox_folder, MAX_MESSAGE_BYTES),
            sock=imap_socket,
            limit=MAX_COMMAND_BYTES,
        ),
        await loop.create_server(lambda: _smtp_protocol(server, loop), sock=smtp_socket),
    ]
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
    ready()
    while not stop.is_set():
        await asyncio.sleep(STOP_POLL_SECONDS)
    for listener in listeners:
        listener.close()


# SMTP: mail for anyone is taken in and lies in that address's inbox when 250 is said.


def _smtp_protocol(server: DemoMailServer, loop: asyncio.AbstractEventLoop) -> SMTP:
    return SMTP(
        _Delivery(server),
        data_size_limit=MAX_MESSAGE_BYTES,
        enable_SMTPUTF8=True,
        hostname="localhost",  # the default asks the name server, which hangs without a network
        auth_require_tls=False,
        authenticator=_Authenticator(server),
        loop=loop,
    )


@dataclass(frozen=True)
class _Authenticator:
    server: DemoMailServer

    def __call__(
        self, _smtp: SMTP, _session: SmtpSession, _envelope: Envelope, _mechanism: str, login: object
    ) -> AuthResult:
        """Accept the same passwords as IMAP; logging in is offered and never required."""
        if not isinstance(login, LoginPassword):
            return AuthResult(success=False, handled=False)
        address = login.login.decode(errors="replace")
        known = self.server.can_have_mail(address)
        right = hmac.compare_digest(self.server.password_of(address).encode(), login.password)
        return AuthResult(success=known and right, handled=False)


@dataclass(frozen=True)
class _Delivery:
    server: DemoMailServer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by this name
        self, _smtp: SMTP, _session: SmtpSession, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take any address that can name a mailbox folder."""
        if not self.server.can_have_mail(address):
            return "550 5.1.3 Address not usable in the demo"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it by this name
        self, _smtp: SMTP, _session: SmtpSession, envelope: Envelope
    ) -> str:
        """Write one copy per recipient, with the Return-Path a final delivery adds (RFC 5321, 4.4)."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        path = (envelope.mail_from or "").encode(errors="surrogateescape")
        try:
            for address in dict.fromkeys(envelope.rcpt_tos):
                open_maildir(self.server.mailbox_folder(address)).add(b"Return-Path: <" + path + b">\r\n" + raw)
        except OSError:
            return "451 4.3.0 The demo could not store the message"
        return "250 OK"
