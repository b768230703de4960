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
_DOT = re.compile(rb"(?m)^\.")
_READY = 354


class Result(enum.Enum):
    """How one attempt ended. UNCERTAIN: the connection was lost when the server may already have had the mail."""

    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Attempt:
    """The end of one attempt with the server's last words."""

    result: Result
    reply: str


def send(
    settings: SmtpSettings, password: str, sender: str, recipient: str, mail: bytes, before_text: Callable[[], None]
) -> Attempt:
    """Hand one mail to the server. `before_text` runs when the server has said 354, before the text goes out.

    Until then nothing can have been taken, so every loss is a RETRY (smtplib cannot tell the two apart).
    """
    try:
        with _connect(settings, password) as server:
            refused = _envelope(server, sender, recipient)
            if refused is not None:
                server.rset()
                return refused
            before_text()
            return _text(server, mail)
    except smtplib.SMTPResponseException as error:
        return _judge(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        return Attempt(Result.RETRY, f"{type(error).__name__}: {error}")


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
    except (OSError, smtplib.SMTPException):
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
        return Attempt(Result.UNCERTAIN, f"{type(error).__name__}: {error}")
    return _judge(code, reply)


def _judge(code: int, reply: bytes | str) -> Attempt:
    words = f"{code} {reply.decode('utf-8', 'replace') if isinstance(reply, bytes) else reply}"
    if 200 <= code < 300:
        return Attempt(Result.SENT, words)
    return Attempt(Result.REFUSED if 500 <= code < 600 else Result.RETRY, words)
