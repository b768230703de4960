"""The demo's mail server keeps what it takes in, serves it as the post-room needs it, and stops quietly."""

import imaplib
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from mail_gateway.demo_imap import open_maildir
from mail_gateway.demo_server import (
    DEMO_PASSWORD,
    MAX_MESSAGE_BYTES,
    DemoMailServer,
    PortInUse,
    UnusableAddress,
    run,
)

TOWN = "kontakt@sjostad.example"
RESIDENT = "Asa.Oberg@medborgare.example"
# What a parser would change: a raw byte in a header, "From " at a line's start, a dot, a byte that is no text.
RAW = (
    b"From: anna@medborgare.example\r\nMessage-ID: <1@medborgare.example>\r\nSubject: r\xe5tt\r\n\r\n"
    b"From h\xe4r\r\n.punkt\r\n\xff\r\n"
)
RUN_IN_A_PROCESS = """
import sys, threading
from pathlib import Path
from mail_gateway.demo_server import DemoMailServer, run
server = DemoMailServer("127.0.0.1", int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), {})
run(server, lambda: print("ready", flush=True), threading.Event())
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> DemoMailServer:
    """A server's description with free ports and an empty folder, not started."""
    return DemoMailServer("127.0.0.1", free_port(), free_port(), tmp_path / "mail", {TOWN: "hemlig"})


@contextmanager
def running(server: DemoMailServer) -> Iterator[None]:
    """Run the server in a thread for the length of a with block."""
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=run, args=(server, ready.set, stop))
    thread.start()
    try:
        assert ready.wait(30)
        yield
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()


@contextmanager
def inbox(server: DemoMailServer, address: str, password: str) -> Iterator[IMAPClient]:
    """Log in with the library the post-room uses and select the inbox."""
    timeout = SocketTimeout(connect=10, read=30)
    with IMAPClient(server.host, port=server.imap_port, ssl=False, timeout=timeout) as client:
        client.login(address, password)
        client.select_folder("INBOX")
        yield client


def deliver(server: DemoMailServer, *recipients: str, raw: bytes = RAW) -> None:
    """Send `raw` by SMTP as a resident does."""
    with smtplib.SMTP(server.host, server.smtp_port, timeout=30) as smtp:
        refused = smtp.sendmail("anna@medborgare.example", recipients, raw, mail_options=["SMTPUTF8"])
    assert refused == {}


def test_mail_to_known_and_unknown_addresses_is_served_byte_for_byte(server: DemoMailServer) -> None:
    """Each recipient has one copy, with a Return-Path and otherwise exactly the bytes that were sent."""
    expected = b"Return-Path: <anna@medborgare.example>\r\n" + RAW
    with running(server):
        deliver(server, TOWN.upper(), RESIDENT)
        for address, password in ((TOWN, "hemlig"), (RESIDENT, DEMO_PASSWORD)):
            with inbox(server, address, password) as client:
                [uid] = client.search(["UID", "1:*"])
                answer = client.fetch([uid], ["BODY.PEEK[]", "RFC822.SIZE"])[uid]
            assert answer[b"BODY[]"] == expected
            assert answer[b"RFC822.SIZE"] == len(expected)


def test_mail_to_an_address_outside_ascii_is_kept(server: DemoMailServer) -> None:
    """SMTPUTF8 delivers to Åsa in any case of letters; the mail lies in the folder for that address."""
    with running(server):
        deliver(server, "Åsa@medborgare.example", "åSA@medborgare.example")
    stored = open_maildir(server.mailbox_folder("åsa@medborgare.example"))
    assert len(stored) == 2


def test_everything_survives_a_restart(server: DemoMailServer) -> None:
    """Mail, its UID, its flags, folders and UIDVALIDITY are the same after a restart on the same folder."""
    with running(server):
        deliver(server, TOWN)
        deliver(server, TOWN)
        with inbox(server, TOWN, "hemlig") as client:
            validity = client.select_folder("INBOX")[b"UIDVALIDITY"]
            client.add_flags([1], [b"\\Seen"])
            client.create_folder("Behandlat")
            client.move([2], "Behandlat")
    with running(server), inbox(server, TOWN, "hemlig") as client:
        assert client.select_folder("INBOX")[b"UIDVALIDITY"] == validity
        assert client.search() == [1]
        assert b"\\Seen" in client.get_flags([1])[1]
        assert client.folder_status("Behandlat", ["MESSAGES"]) == {b"MESSAGES": 1}
        deliver(server, TOWN)
        assert client.search(["UID", "2:*"]) == [3]


def test_a_standing_connection_sees_new_mail_at_its_next_search(server: DemoMailServer) -> None:
    """A mail delivered after SELECT is found by the first SEARCH, without a new login."""
    with running(server), inbox(server, TOWN, "hemlig") as client:
        assert client.search() == []
        deliver(server, TOWN)
        assert client.search(["UNSEEN"]) == [1]


def test_idle_tells_of_new_mail(server: DemoMailServer) -> None:
    """A mail delivered during IDLE is pushed as EXISTS.

    Read a whole line at a time: pymap writes a line in pieces, and IMAPClient's idle_check, which looks for more
    without waiting, now and then meets half of the next one. (The post-room then connects anew.)
    """
    with running(server), imaplib.IMAP4(server.host, server.imap_port, timeout=30) as imap:
        imap.login(TOWN, "hemlig")
        imap.select()
        imap.send(b"X1 IDLE\r\n")
        assert imap.readline().startswith(b"+")
        deliver(server, TOWN)
        assert b"* 1 EXISTS\r\n" in iter(imap.readline, b"")
        imap.send(b"DONE\r\n")
        assert any(line.startswith(b"X1 OK") for line in iter(imap.readline, b""))


def test_an_appended_mail_keeps_its_text_and_flags(server: DemoMailServer) -> None:
    """APPEND, which files a copy of what was sent, stores the text and the flag."""
    sent = b"Subject: Sv: fr=?utf-8?q?=C3=A5?=ga\r\n\r\nHej\r\n"
    with running(server), inbox(server, TOWN, "hemlig") as client:
        client.create_folder("Skickat")
        client.append("Skickat", sent, flags=[b"\\Seen"])
        client.select_folder("Skickat")
        answer = client.fetch([1], ["BODY.PEEK[]", "FLAGS"])[1]
    assert answer[b"BODY[]"] == sent
    assert b"\\Seen" in answer[b"FLAGS"]


def test_what_pymap_cannot_do_is_refused_and_the_connection_lives(server: DemoMailServer) -> None:
    """COPY and a second CREATE of a folder get NO; neither loses a text nor ends the talk."""
    with running(server), inbox(server, TOWN, "hemlig") as client:
        deliver(server, TOWN)
        client.create_folder("Behandlat")
        with pytest.raises(IMAPClientError, match="use MOVE"):
            client.copy(client.search(), "Behandlat")
        with pytest.raises(IMAPClientError, match="ALREADYEXISTS"):
            client.create_folder("Behandlat")
        assert client.search() == [1]


@pytest.mark.parametrize(
    ("address", "password"), [(TOWN, DEMO_PASSWORD), (RESIDENT, "hemlig"), ("ingen-adress", DEMO_PASSWORD)]
)
def test_a_wrong_login_is_refused_by_both_doors(server: DemoMailServer, address: str, password: str) -> None:
    """Neither another mailbox's password nor a name that is no address lets anyone in."""
    with running(server):
        with pytest.raises(LoginError), inbox(server, address, password):
            pass
        with smtplib.SMTP(server.host, server.smtp_port, timeout=30) as smtp:
            smtp.ehlo()
            with pytest.raises(smtplib.SMTPAuthenticationError):
                smtp.auth("PLAIN", lambda _challenge=None: f"\0{address}\0{password}")


def test_the_town_may_log_in_to_send(server: DemoMailServer, caplog: pytest.LogCaptureFixture) -> None:
    """SMTP AUTH takes the IMAP password, and no warning about it reaches the terminal."""
    with running(server), smtplib.SMTP(server.host, server.smtp_port, timeout=30) as smtp:
        code, _ = smtp.login(TOWN, "hemlig")
    assert code == 235
    assert [record.getMessage() for record in caplog.records] == []


@pytest.mark.parametrize("recipient", ["utan-snabel-a", "a" * 300 + "@medborgare.example"])
def test_an_address_without_a_possible_mailbox_is_refused(server: DemoMailServer, recipient: str) -> None:
    """RCPT TO answers 550 where no folder could be named, and no folder is made."""
    with running(server), smtplib.SMTP(server.host, server.smtp_port, timeout=30) as smtp:
        smtp.ehlo()
        smtp.mail("anna@medborgare.example")
        code, _ = smtp.rcpt(recipient)
        smtp.quit()
    assert code == 550
    assert list(server.folder.glob("*@*")) == []


def test_a_hostile_address_stays_inside_the_folder(server: DemoMailServer) -> None:
    """Dots and slashes in an address never name a place outside the mail folder."""
    assert server.mailbox_folder("../../x@y.example").parent == server.folder
    with pytest.raises(UnusableAddress):
        server.mailbox_folder("..")


def test_a_mail_declared_too_large_is_refused_before_it_is_sent(server: DemoMailServer) -> None:
    """MAIL FROM with a SIZE over the limit gets 552."""
    with running(server), smtplib.SMTP(server.host, server.smtp_port, timeout=30) as smtp:
        smtp.ehlo()
        code, _ = smtp.mail("anna@medborgare.example", [f"SIZE={MAX_MESSAGE_BYTES + 1}"])
        smtp.quit()
    assert code == 552


def test_a_mail_that_turns_out_too_large_is_refused_and_not_kept(server: DemoMailServer) -> None:
    """DATA beyond the limit, without a declared size, gets 552; the next mail is taken as usual."""
    line = b"x" * 990 + b"\r\n"
    with running(server):
        with smtplib.SMTP(server.host, server.smtp_port, timeout=60) as smtp:
            smtp.ehlo()
            smtp.mail("anna@medborgare.example")
            smtp.rcpt(TOWN)
            code, _ = smtp.data(line * (MAX_MESSAGE_BYTES // len(line) + 1))
        assert code == 552
        deliver(server, TOWN)
        with inbox(server, TOWN, "hemlig") as client:
            assert client.search() == [1]


@pytest.mark.parametrize("taken", ["imap_port", "smtp_port"])
def test_a_port_in_use_is_told_before_anything_starts(server: DemoMailServer, taken: str) -> None:
    """PortInUse names the port; no folder is made, `ready` is not called and the other port is free again."""
    port = getattr(server, taken)
    called: list[str] = []
    with socket.create_server(("127.0.0.1", port)), pytest.raises(PortInUse) as caught:
        run(server, lambda: called.append("ready"), threading.Event())
    assert caught.value.port == port
    assert called == []
    assert not server.folder.exists()
    with running(server):
        deliver(server, TOWN)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])  # noqa: S104 - to be refused
def test_only_loopback_is_served(tmp_path: Path, host: str) -> None:
    """A server with known passwords cannot be described on an address that others reach."""
    with pytest.raises(ValueError, match="loopback"):
        DemoMailServer(host, 10143, 10025, tmp_path, {})


def test_the_locks_of_a_killed_server_do_not_hold_up_the_next(server: DemoMailServer) -> None:
    """A lock file left behind is removed at start and temporary files go where they went before."""
    before = tempfile.gettempdir()
    folder = server.mailbox_folder(TOWN)
    open_maildir(folder)
    (folder / "dovecot-uidlist.lock").touch()
    with running(server), inbox(server, TOWN, "hemlig") as client:
        assert client.search() == []
        assert Path(tempfile.gettempdir()).parent == server.folder
    assert tempfile.gettempdir() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_without_a_trace(server: DemoMailServer, number: signal.Signals) -> None:
    """With an IDLE and an SMTP talk open, a signal ends the process with code 0 and an empty stderr."""
    ports = [str(server.imap_port), str(server.smtp_port)]
    command = [sys.executable, "-X", "dev", "-c", RUN_IN_A_PROCESS, *ports, str(server.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        imap = IMAPClient(server.host, port=server.imap_port, ssl=False, timeout=SocketTimeout(10, 30))
        imap.login(TOWN, DEMO_PASSWORD)
        imap.select_folder("INBOX")
        imap.idle()
        smtp = smtplib.SMTP(server.host, server.smtp_port, timeout=30)
        smtp.ehlo()
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        assert imap.idle_check(timeout=30)[0][0] == b"BYE"
        smtp.close()
        imap.shutdown()
    assert (process.returncode, errors.decode()) == (0, "")
