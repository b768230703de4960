"""Sends one mail by SMTP in steps, and says exactly how far it came."""

from __future__ import annotations

import enum
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.settings import Security, SmtpSettings

_CONNECT_TIMEOUT_SECONDS = 30
# The server may take this long after the final dot (RFC 5321 4.5.3.2.6); giving up earlier makes doubles.
_FINAL_DOT_TIMEOUT_SECONDS = 600
_FAREWELL_SECONDS = 5
# "Log in first", "wrong password" and their kin (RFC 4954 6): the fault is ours, at whatever step it is said.
_NOT_LET_IN = frozenset({530, 534, 535, 538})
_DOT = re.compile(rb"(?m)^\.")
_READY = 354


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


@dataclass(frozen=True)
class Attempt:
    """The end of one attempt with the server's last words."""

    result: Result
    reply: str


def send(
    settings: SmtpSettings, password: str, sender: str, recipient: str, mail: bytes, before_text: Callable[[], bool]
) -> Attempt:
    """Hand one mail to the server. `before_text` runs when the server has said 354, before the text goes out.

    Until then nothing can have been taken, so every loss is a RETRY (smtplib cannot tell the two apart).
    When `before_text` says no, the text stays here.
    """
    try:
        server = _connect(settings, password)
    except UnicodeError:
        # Its own words would show a letter of the password.
        return Attempt(Result.UNREACHABLE, "host, user name or password has letters that cannot be sent")
    except (OSError, smtplib.SMTPException) as error:
        return Attempt(Result.UNREACHABLE, _words(error))
    try:
        refused = _envelope(server, sender, recipient)
        if refused is not None:
            return refused
        return _text(server, mail) if _may_go(server, before_text) else Attempt(Result.RETRY, "not sent after all")
    except (OSError, smtplib.SMTPException) as error:
        return Attempt(Result.RETRY, _words(error))
    finally:
        _leave(server)


def _connect(settings: SmtpSettings, password: str) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=settings.ca_file or None)
    if settings.security is Security.TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=_CONNECT_TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=_CONNECT_TIMEOUT_SECONDS)
    try:
        if settings.security is Security.STARTTLS:
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, password)
        server.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException, UnicodeError):
        server.close()
        raise
    return server


def _envelope(server: smtplib.SMTP, sender: str, recipient: str) -> Attempt | None:
    """MAIL, RCPT and DATA; None when the server waits for the text."""
    steps: tuple[tuple[Callable[[], tuple[int, bytes]], int], ...] = (
        (lambda: server.mail(sender), 250),
        (lambda: server.rcpt(recipient), 250),
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
