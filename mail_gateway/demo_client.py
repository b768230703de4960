"""A resident's mail program for the demo: sends one question and waits for the reply in the resident's inbox.

It uses `imaplib`, since mailbox.py is by contract the only file that knows IMAPClient, and the real protocol rather
than the maildir, so that the demo shows what a resident's own program would see.
"""

import imaplib
import smtplib
import time
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, make_msgid

from mail_gateway.demo_server import DemoMailServer

POLL_SECONDS = 0.5
NETWORK_TIMEOUT_SECONDS = 15


def send_question(server: DemoMailServer, sender: str, recipient: str, subject: str, text: str, now: datetime) -> str:
    """Send a plain mail dated `now` (aware) and return its Message-ID.

    Raises OSError (also `smtplib.SMTPException`, a subclass) when the server is away or refuses the mail, and
    ValueError for an address that no header can hold.
    """
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = " ".join(subject.split())  # a line break in a header is an error, not a text
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain="demo.invalid")
    message.set_content(text)
    with smtplib.SMTP(server.host, server.smtp_port, timeout=NETWORK_TIMEOUT_SECONDS) as smtp:
        smtp.send_message(message)
    return str(message["Message-ID"])


def wait_for_reply(server: DemoMailServer, address: str, message_id: str, timeout_seconds: float) -> bytes | None:
    """Return the oldest mail to `address` whose In-Reply-To is `message_id`, or None after `timeout_seconds`.

    Looks at least once. Raises OSError when the server is away, `imaplib.IMAP4.error` when it ends the talk, and
    UnicodeEncodeError for an address outside ASCII: `imaplib` cannot log in with one.
    """
    deadline = time.monotonic() + timeout_seconds
    with imaplib.IMAP4(server.host, server.imap_port, timeout=NETWORK_TIMEOUT_SECONDS) as imap:
        imap.login(address, server.password_of(address))
        imap.select("INBOX", readonly=True)
        while (reply := _find_reply(imap, message_id)) is None and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    return reply


def wait_for_letter(server: DemoMailServer, address: str, timeout_seconds: float) -> bytes | None:
    """Return the newest mail to `address` that carries a file, or None after `timeout_seconds`; raises as above."""
    deadline = time.monotonic() + timeout_seconds
    with imaplib.IMAP4(server.host, server.imap_port, timeout=NETWORK_TIMEOUT_SECONDS) as imap:
        imap.login(address, server.password_of(address))
        imap.select("INBOX", readonly=True)
        while (letter := _find_letter(imap)) is None and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
            # A server may tell of new mail only when it is asked anything.
            imap.noop()
    return letter


def _find_letter(imap: imaplib.IMAP4) -> bytes | None:
    """A colleague's inbox holds reminders too, which carry none."""
    _, found = imap.uid("SEARCH", "ALL")
    for uid in reversed(found[0].split() if found[0] else []):
        letter = _fetched(imap, uid)
        if letter is not None and message_from_bytes(letter).get_content_type() == "multipart/mixed":
            return letter
    return None


def _find_reply(imap: imaplib.IMAP4, message_id: str) -> bytes | None:
    _, found = imap.uid("SEARCH", "HEADER", "In-Reply-To", f'"{message_id}"')
    uids = found[0].split() if found[0] else []
    if not uids:
        return None
    return _fetched(imap, uids[0])


def _fetched(imap: imaplib.IMAP4, uid: bytes) -> bytes | None:
    _, parts = imap.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)
