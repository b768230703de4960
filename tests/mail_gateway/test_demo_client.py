"""The demo's resident can send a question and read the reply to it."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from imapclient import IMAPClient, SocketTimeout

from mail_gateway.demo_client import send_question, wait_for_reply
from mail_gateway.demo_server import DemoMailServer, run

TOWN = "kontakt@sjostad.example"
RESIDENT = "anna@medborgare.example"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DemoMailServer]:
    """A running server with one town mailbox."""
    described = DemoMailServer("127.0.0.1", free_port(), free_port(), tmp_path / "mail", {TOWN: "hemlig"})
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=run, args=(described, ready.set, stop))
    thread.start()
    try:
        assert ready.wait(30)
        yield described
    finally:
        stop.set()
        thread.join(30)


def reply_to(server: DemoMailServer, message_id: str, text: str) -> None:
    """Answer the resident as the post-room would."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = TOWN, RESIDENT, "Sv: Sopor"
    message["Message-ID"], message["In-Reply-To"] = "<svar@sjostad.example>", message_id
    message.set_content(text)
    with smtplib.SMTP(server.host, server.smtp_port, timeout=30) as smtp:
        smtp.send_message(message)


def test_a_question_arrives_as_written(server: DemoMailServer) -> None:
    """The town's inbox holds sender, subject on one line, date, id and the Swedish text."""
    sent_id = send_question(server, RESIDENT, TOWN, "Sopor\r\nBcc: x@y.example", "När hämtas soporna på Ågatan?", NOW)
    timeout = SocketTimeout(connect=10, read=30)
    with IMAPClient(server.host, port=server.imap_port, ssl=False, timeout=timeout) as client:
        client.login(TOWN, "hemlig")
        client.select_folder("INBOX")
        raw = client.fetch(client.search(), ["BODY.PEEK[]"])[1][b"BODY[]"]
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["From"] == RESIDENT
    assert mail["Subject"] == "Sopor Bcc: x@y.example"
    assert mail["Bcc"] is None
    assert mail["Date"].datetime == NOW
    assert mail["Message-ID"] == sent_id
    assert mail.get_content().strip() == "När hämtas soporna på Ågatan?"


def test_each_question_has_its_own_id(server: DemoMailServer) -> None:
    """Two equal questions at the same moment are two mails."""
    ids = {send_question(server, RESIDENT, TOWN, "Sopor", "När?", NOW) for _ in range(2)}
    assert len(ids) == 2


def test_the_reply_to_this_question_is_returned_and_no_other(server: DemoMailServer) -> None:
    """Of two replies in the inbox, the one whose In-Reply-To is the question's id comes back."""
    first = send_question(server, RESIDENT, TOWN, "Sopor", "När?", NOW)
    second = send_question(server, RESIDENT, TOWN, "Bygglov", "Hur?", NOW)
    reply_to(server, first, "Varje tisdag.")
    reply_to(server, second, "Via e-tjänsten.")
    reply = wait_for_reply(server, RESIDENT, second, timeout_seconds=30)
    assert reply is not None
    assert b"In-Reply-To: " + second.encode() in reply
    assert "Via e-tjänsten." in message_from_bytes(reply, policy=policy.default).get_content()


def test_a_reply_that_comes_while_waiting_is_found(server: DemoMailServer) -> None:
    """The wait goes on over one connection until the mail is there."""
    sent_id = send_question(server, RESIDENT, TOWN, "Sopor", "När?", NOW)
    later = threading.Timer(1.0, reply_to, (server, sent_id, "Varje tisdag."))
    later.start()
    reply = wait_for_reply(server, RESIDENT, sent_id, timeout_seconds=30)
    later.join()
    assert reply is not None
    assert b"Varje tisdag." in reply


def test_no_reply_is_none(server: DemoMailServer) -> None:
    """Without a reply the wait ends with None."""
    sent_id = send_question(server, RESIDENT, TOWN, "Sopor", "När?", NOW)
    assert wait_for_reply(server, RESIDENT, sent_id, timeout_seconds=0) is None


def test_a_server_that_is_away_is_an_error(tmp_path: Path) -> None:
    """Both functions raise OSError when nobody listens."""
    away = DemoMailServer("127.0.0.1", free_port(), free_port(), tmp_path, {})
    with pytest.raises(OSError, match="refused"):
        send_question(away, RESIDENT, TOWN, "Sopor", "När?", NOW)
    with pytest.raises(OSError, match="refused"):
        wait_for_reply(away, RESIDENT, "<x@y>", timeout_seconds=0)
