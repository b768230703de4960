"""Sends mails by SMTP, many on one connection, each in steps, and says exactly how far each came."""

from __future__ import annotations

import enum
import logging
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from knowledge.settings import Security, SmtpSettings
from mail_gateway.errors import TokenUnavailable
from mail_gateway.fetching.oauth import xoauth2

log = logging.getLogger(__name__)

_CONNECT_TIMEOUT_SECONDS = 30
# The server may take this long after the final dot (RFC 5321 4.5.3.2.6); giving up earlier makes doubles.
_FINAL_DOT_TIMEOUT_SECONDS = 600
_FAREWELL_SECONDS = 5
# "Log in first", "wrong password" and their kin (RFC 4954 6): the fault is ours, at whatever step it is said.
_NOT_LET_IN = frozenset({530, 534, 535, 538})
_DOT = re.compile(rb"(?m)^\.")
_DONE = 250
_READY = 354
# The password, or what gives an OAuth2 token: a new one in place of the one that the server has refused ("" for none).
Key = str | Callable[[str], str]


class Result(enum.Enum):
    """How one attempt ended.

    UNREACHABLE: no server, or it does not let us in; says nothing about the mail. UNCERTAIN: the connection was
    lost when the server may already have had the mail.
    """

    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNCERTAIN = "uncertain"


# After these the connection can carry another mail. A server that has shut (421) is noticed at the next RSET.
_CONNECTION_IS_FINE = (Result.SENT, Result.RETRY, Result.REFUSED)


@dataclass(frozen=True)
class Attempt:
    """The end of one attempt with the server's last words."""

    result: Result
    reply: str


@dataclass(frozen=True)
class Letter:
    """A mail with its envelope. `envelope_id` comes back in a report from servers that know DSN (RFC 3461 4.4)."""

    sender: str
    recipient: str
    rendered: bytes
    envelope_id: str = ""


class SmtpLine:
    """A connection to the server: opened at the first mail, used for many, opened anew when it breaks; one thread."""

    def __init__(self, settings: SmtpSettings, key: Key) -> None:
        self._settings = settings
        self._key = key
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the connection; what the server says of it no longer matters to any mail."""
        server, self._server = self._server, None
        if server is not None:
            _leave(server)

    def send(self, letter: Letter, before_text: Callable[[], bool]) -> Attempt:
        """Hand one mail to the server. `before_text` runs when the server has said 354, before the text goes out.

        Until then nothing can have been taken, so every loss is a RETRY (smtplib cannot tell the two apart).
        When `before_text` says no, the text stays here.
        """
        try:
            server = self._ready() or self._open()
        except UnicodeError:
            # Its own words would show a letter of the password.
            return Attempt(Result.UNREACHABLE, "host, user name or password has letters that cannot be sent")
        except (OSError, smtplib.SMTPException, TokenUnavailable) as error:
            return Attempt(Result.UNREACHABLE, _words(error))
        attempt = Attempt(Result.RETRY, "not sent after all")
        try:
            attempt = _hand_over(server, letter, before_text)
        finally:
            if attempt.result not in _CONNECTION_IS_FINE or server.sock is None:
                self._drop()
        return attempt

    def _ready(self) -> smtplib.SMTP | None:
        """The open connection, with nothing left of the mail before (RFC 5321 4.1.1.5); None when it has gone."""
        if self._server is not None:
            try:
                if self._server.sock is not None:
                    self._server.sock.settimeout(_CONNECT_TIMEOUT_SECONDS)
                if self._server.rset()[0] == _DONE:
                    return self._server
            except (OSError, smtplib.SMTPException) as error:
                log.info("the connection to the SMTP server has ended: %s", _words(error))
            self._drop()
        return None

    def _open(self) -> smtplib.SMTP:
        self._server = _connect(self._settings, self._key)
        return self._server

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()


def _hand_over(server: smtplib.SMTP, letter: Letter, before_text: Callable[[], bool]) -> Attempt:
    try:
        refused = _envelope(server, letter)
        if refused is not None:
            return refused
        if not _may_go(server, before_text):
            return Attempt(Result.RETRY, "not sent after all")
        return _text(server, letter.rendered)
    except (OSError, smtplib.SMTPException) as error:
        server.close()
        return Attempt(Result.RETRY, _words(error))


def _connect(settings: SmtpSettings, key: Key) -> smtplib.SMTP:
    if settings.security is Security.TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=_CONNECT_TIMEOUT_SECONDS, context=_trust(settings)
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=_CONNECT_TIMEOUT_SECONDS)
    try:
        if settings.security is Security.STARTTLS:
            server.starttls(context=_trust(settings))
        if settings.user:
            _log_in(server, settings.user, key)
        server.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException, UnicodeError, TokenUnavailable):
        server.close()
        raise
    return server


def _trust(settings: SmtpSettings) -> ssl.SSLContext:
    """Whose certificates are believed; reading the system's takes as long as sending ten mails."""
    return ssl.create_default_context(cafile=settings.ca_file or None)


def _log_in(server: smtplib.SMTP, user: str, key: Key) -> None:
    if isinstance(key, str):
        server.login(user, key)
        return
    server.ehlo_or_helo_if_needed()
    token = key("")
    try:
        _show(server, user, token)
    except smtplib.SMTPAuthenticationError:
        # A token may be revoked before its time: one new one, and then it is the account's fault.
        _show(server, user, key(token))


def _show(server: smtplib.SMTP, user: str, token: str) -> None:
    def answer(challenge: bytes | None = None) -> str:
        # A refusal comes as a challenge first, and wants an empty answer.
        return xoauth2(user, token) if challenge is None else ""

    server.auth("XOAUTH2", answer)


def _envelope(server: smtplib.SMTP, letter: Letter) -> Attempt | None:
    """MAIL, RCPT and DATA; None when the server waits for the text."""
    reports = bool(letter.envelope_id) and server.has_extn("dsn")
    # The returned headers are enough to know the mail, and a resident's answer is not sent about again.
    of_mail = ("RET=HDRS", f"ENVID={letter.envelope_id}") if reports else ()
    of_recipient = ("NOTIFY=FAILURE,DELAY",) if reports else ()
    steps: tuple[tuple[Callable[[], tuple[int, bytes]], int], ...] = (
        (lambda: server.mail(letter.sender, of_mail), _DONE),
        (lambda: server.rcpt(letter.recipient, of_recipient), _DONE),
        (lambda: server.docmd("DATA"), _READY),
    )
    for step, wanted in steps:
        code, reply = step()
        if code // 10 != wanted // 10:
            return _judge(code, reply)
    return None


def _may_go(server: smtplib.SMTP, before_text: Callable[[], bool]) -> bool:
    may_go = False
    try:
        may_go = before_text()
    finally:
        if not may_go:
            # The server waits for a text, and would take a farewell for its first line.
            server.close()
    return may_go


def _text(server: smtplib.SMTP, mail: bytes) -> Attempt:
    """The text and the final dot; a connection lost from here on leaves it uncertain who has the mail."""
    if server.sock is not None:
        server.sock.settimeout(_FINAL_DOT_TIMEOUT_SECONDS)
    text = _DOT.sub(b"..", mail)
    ending = b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n"
    try:
        server.send(text + ending)
        code, reply = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Attempt(Result.UNCERTAIN, _words(error))
    if 200 <= code < 300:
        return Attempt(Result.SENT, _said(code, reply))
    # An answer that is none (smtplib gives -1) tells no more than silence.
    return _judge(code, reply) if 400 <= code < 600 else Attempt(Result.UNCERTAIN, _said(code, reply))


def _leave(server: smtplib.SMTP) -> None:
    """End the connection; what the server says of it no longer matters to the mail."""
    try:
        if server.sock is not None:
            server.sock.settimeout(_FAREWELL_SECONDS)
            server.quit()
    except (OSError, smtplib.SMTPException):
        return
    finally:
        server.close()


def _judge(code: int, reply: bytes) -> Attempt:
    if code in _NOT_LET_IN:
        return Attempt(Result.UNREACHABLE, _said(code, reply))
    return Attempt(Result.REFUSED if 500 <= code < 600 else Result.RETRY, _said(code, reply))


def _said(code: int, reply: bytes) -> str:
    return f"{code} {reply.decode('utf-8', 'replace')}"


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return _said(error.smtp_code, words if isinstance(words, bytes) else words.encode())
    return f"{type(error).__name__}: {error}"
