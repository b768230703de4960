"""A protected, logged-in connection to an IMAP server; with mailbox.py all that knows IMAPClient."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable
from contextlib import suppress

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from knowledge.settings import MailboxSettings, Security

# What ends a connection; every other answer but OK is about the one command. `abort` is a kind of `error`.
LOST = (imaplib.IMAP4.abort, OSError, EOFError)
FAULTS = (IMAPClientError, *LOST)
# A password, or what gives an OAuth2 token: a new one in place of the one that the server has refused ("" for none).
Key = str | Callable[[str], str]
_CONNECT_SECONDS = 15
# imaplib's level that tells of lines and not of literals.
_DEBUG_LINES = 4


def open_session(box: MailboxSettings, key: Key, patience: float) -> IMAPClient:
    """Connect and log in; the server has `patience` seconds for each answer. Raises FAULTS and TokenUnavailable."""
    if isinstance(key, str):
        return _logged_in(box, patience, lambda client: _by_password(client, box.user, key))
    token = key("")
    try:
        return _logged_in(box, patience, lambda client: client.oauth2_login(box.user, token))
    except LoginError:
        # A token may be revoked before its time: one new one, on a new connection, and then it is the account's fault.
        fresh = key(token)
    return _logged_in(box, patience, lambda client: client.oauth2_login(box.user, fresh))


def close_session(client: IMAPClient, *, politely: bool) -> None:
    """End the connection; where the server has gone, closing our own end is all that is left to do."""
    with suppress(*FAULTS):
        if politely:
            client.logout()
            return
    with suppress(*FAULTS):
        client.shutdown()


def _logged_in(box: MailboxSettings, patience: float, login: Callable[[IMAPClient], object]) -> IMAPClient:
    context = ssl.create_default_context(cafile=box.ca_file or None)
    implicit = box.security is Security.TLS
    client = IMAPClient(
        box.host,
        port=box.port,
        ssl=implicit,
        ssl_context=context if implicit else None,
        timeout=SocketTimeout(connect=_CONNECT_SECONDS, read=patience),
    )
    # Times come aware, with the zone the server gave.
    client.normalise_times = False
    # At IMAPClient's 5 every mail is written out for a log that nobody keeps: 30 MB took 90 more.
    client._imap.debug = _DEBUG_LINES
    try:
        if box.security is Security.STARTTLS:
            # Required: a server that does not offer it is left before it hears of a password.
            client.starttls(context)
        login(client)
    except FAULTS:
        close_session(client, politely=False)
        raise
    return client


def _by_password(client: IMAPClient, user: str, password: str) -> None:
    if (user + password).isascii():
        client.login(user, password)
    else:
        # LOGIN is written in ASCII; AUTHENTICATE PLAIN is UTF-8 (RFC 4616).
        client.plain_login(user, password)
