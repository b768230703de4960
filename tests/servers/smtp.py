"""A real SMTP server that keeps what it is sent, and plays refusals and lost connections on request."""

import asyncio
import ssl
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, NoReturn, Self, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, LoginPassword, Session

from tests.servers.certificates import Certificate
from tests.servers.ports import free_port

_SIZE_LIMIT = 50 * 1024 * 1024


class Stage(Enum):
    """Where in sending a mail (RFC 5321 3.3) a scripted reply or loss strikes."""

    SENDER = auto()
    """In place of the reply to MAIL FROM."""
    RECIPIENT = auto()
    """In place of the reply to RCPT TO."""
    DATA = auto()
    """A reply: in place of 354. A loss: after 354 and the mail's first line, so before the final dot."""
    FINAL_DOT = auto()
    """In place of the reply to the whole mail. A loss: the mail is accepted and kept, only the 250 is lost."""


class Security(Enum):
    """How the connection is protected."""

    PLAIN = auto()
    STARTTLS = auto()
    """Offered and demanded."""
    TLS = auto()
    """From the first byte, as on port 465."""


@dataclass(frozen=True)
class CapturedMail:
    """One accepted mail: its envelope, its bytes as sent, and the login used (None without one)."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    login: str | None


class CapturingSmtp:
    """An SMTP server on loopback, in a thread of its own; use it in a `with` statement.

    With `accounts` (name: password) it demands a login. `security` other than PLAIN needs `certificate`.
    `deliver_to(recipient, raw)` is called in the server's thread for each recipient of an accepted mail, with
    the Return-Path line that final delivery adds (RFC 5321 4.4); an error in it is answered with 500.
    """

    host = "localhost"

    def __init__(
        self,
        *,
        accounts: Mapping[str, str] | None = None,
        security: Security = Security.PLAIN,
        certificate: Certificate | None = None,
        deliver_to: Callable[[str, bytes], None] | None = None,
    ) -> None:
        if (security is not Security.PLAIN) != (certificate is not None):
            raise ValueError("a certificate is needed for TLS, and for nothing else")
        self.port = free_port()
        self._accounts = None if accounts is None else dict(accounts)
        self._security = security
        self._certificate = certificate
        self._deliver_to = deliver_to
        self._mails: list[CapturedMail] = []
        self._arrived = threading.Condition()
        self._script: dict[Stage, deque[str | None]] = {stage: deque() for stage in Stage}
        self._refused: dict[str, str] = {}
        self._controller: _Controller | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen (again) on `port`; mails and script are as they were."""
        context = None if self._certificate is None else _server_context(self._certificate)
        self._controller = _Controller(
            _Handler(self),
            hostname="127.0.0.1",
            port=self.port,
            server_hostname=self.host,
            data_size_limit=_SIZE_LIMIT,
            ssl_context=context if self._security is Security.TLS else None,
            tls_context=context if self._security is Security.STARTTLS else None,
            require_starttls=self._security is Security.STARTTLS,
            auth_require_tls=self._security is Security.STARTTLS,
            auth_callback=self._check_password,
        )
        self._controller.start()

    def stop(self) -> None:
        """Close every connection and stop listening; does nothing if it is stopped already."""
        controller, self._controller = self._controller, None
        if controller is not None:
            controller.stop()

    @property
    def mails(self) -> list[CapturedMail]:
        """What has been accepted since the last `reset`, oldest first."""
        with self._arrived:
            return list(self._mails)

    @property
    def connections(self) -> int:
        """How many connections have been opened since it was started."""
        return 0 if self._controller is None else self._controller.opened

    def wait_for(
        self, condition: int | Callable[[list[CapturedMail]], bool], timeout: float = 10.0
    ) -> list[CapturedMail]:
        """Wait until so many mails have come, or until `condition(mails)` holds, and return them all.

        Raises TimeoutError after `timeout` seconds.
        """
        holds = condition if callable(condition) else lambda mails: len(mails) >= condition
        with self._arrived:
            if not self._arrived.wait_for(lambda: holds(list(self._mails)), timeout):
                raise TimeoutError(f"still waiting after {timeout} s; so far: {self._mails}")
            return list(self._mails)

    def answer(self, stage: Stage, reply: str, times: int = 1) -> None:
        """Give `reply` (such as "451 4.3.0 Try later") the next `times` times that `stage` is reached.

        Replies and losses of one stage are played in the order they were asked for.
        """
        self._script[stage].extend([reply] * times)

    def drop(self, stage: Stage, times: int = 1) -> None:
        """Lose the connection, without a word, the next `times` times that `stage` is reached."""
        self._script[stage].extend([None] * times)

    def refuse(self, recipient: str, reply: str = "550 5.1.1 No such user") -> None:
        """Refuse this recipient, and no other, until `reset`."""
        self._refused[recipient.lower()] = reply

    def reset(self) -> None:
        """Forget every mail and every scripted reply, loss and refusal."""
        with self._arrived:
            self._mails.clear()
        self._refused.clear()
        for replies in self._script.values():
            replies.clear()

    async def _next_reply(self, server: SMTP, stage: Stage) -> str | None:
        """Return the scripted reply, or None for the ordinary course; does not return from a loss."""
        if not self._script[stage]:
            return None
        reply = self._script[stage].popleft()
        return await _lose_connection(server) if reply is None else reply

    def _refusal(self, recipient: str) -> str | None:
        return self._refused.get(recipient.lower())

    def _needs_login(self, session: Session) -> bool:
        return self._accounts is not None and not session.authenticated

    def _accept(self, session: Session, envelope: Envelope) -> None:
        login = session.auth_data.login.decode() if isinstance(session.auth_data, LoginPassword) else None
        mail = CapturedMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.original_content or b"", login)
        if self._deliver_to is not None:
            for recipient in mail.recipients:
                self._deliver_to(recipient, b"Return-Path: <%b>\r\n%b" % (mail.sender.encode(), mail.raw))
        with self._arrived:
            self._mails.append(mail)
            self._arrived.notify_all()

    def _check_password(self, _mechanism: str, login: bytes, password: bytes) -> bool:
        known = (self._accounts or {}).get(login.decode())
        return known is not None and known.encode() == password


class _Handler:
    """The hooks aiosmtpd calls; their names and arguments are its own."""

    def __init__(self, smtp: CapturingSmtp) -> None:
        self.smtp = smtp

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.smtp._needs_login(session):
            return "530 5.7.0 Authentication required"
        if reply := await self.smtp._next_reply(server, Stage.SENDER):
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        reply = await self.smtp._next_reply(server, Stage.RECIPIENT) or self.smtp._refusal(address)
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        script = self.smtp._script[Stage.FINAL_DOT]
        if script and script[0] is None:
            self.smtp._accept(session, envelope)
        if reply := await self.smtp._next_reply(server, Stage.FINAL_DOT):
            return reply
        self.smtp._accept(session, envelope)
        return "250 2.0.0 OK"


class _ScriptedSmtp(SMTP):
    """aiosmtpd's server, with the one stage that its hooks do not reach."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 -- aiosmtpd's name
        smtp: CapturingSmtp = self.event_handler.smtp
        script = smtp._script[Stage.DATA]
        if script and script[0] is None:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readline()
        if reply := await smtp._next_reply(self, Stage.DATA):
            await self.push(reply)
        else:
            await super().smtp_DATA(arg)


class _Controller(Controller):
    """aiosmtpd's server thread, which closes the open connections when it stops."""

    def __init__(self, handler: _Handler, **settings: Any) -> None:
        self._servers: list[SMTP] = []
        super().__init__(handler, **settings)

    @property
    def opened(self) -> int:
        """How many connections there have been."""
        return len(self._servers)

    def factory(self) -> SMTP:
        server = _ScriptedSmtp(self.handler, **self.SMTP_kwargs)
        self._servers.append(server)
        return server

    def cancel_tasks(self, stop_loop: bool = True) -> None:
        # A transport left open is a ResourceWarning when it is collected, in some later, innocent test.
        for server in self._servers:
            _abort(server)
        super().cancel_tasks(stop_loop)


def _abort(server: SMTP) -> None:
    if server.transport is not None:
        cast(asyncio.Transport, server.transport).abort()


async def _lose_connection(server: SMTP) -> NoReturn:
    _abort(server)
    # Never done: aiosmtpd cancels the task that waits here when it learns that the connection is gone.
    await asyncio.get_running_loop().create_future()
    raise AssertionError("aiosmtpd went on after the connection was lost")


def _server_context(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate.cert_file, certificate.key_file)
    return context
