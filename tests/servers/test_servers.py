"""Each real server of the tests does what the tests rely on it for."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from tests.servers.certificates import Certificate, make_certificate
from tests.servers.dovecot import Dovecot, dovecot_server
from tests.servers.postgres import KeptDatabase, create_database, drop_database, postgres_server
from tests.servers.smtp import CapturingSmtp, Security, Stage

USER = "fraga@kommun.example"
PASSWORD = "hemligt ord"
RAW = b"From: anna@example.com\r\nSubject: Sopor\r\n\r\nN\xe4r h\xe4mtas de?\r\n.en punkt\r\n"
TIMEOUT = SocketTimeout(connect=10, read=20)


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    """One Dovecot for this module; each test uses a user of its own."""
    users = {USER: PASSWORD, **dict.fromkeys(("idle", "move", "outage", "dated", "smtp"), PASSWORD)}
    with dovecot_server(tmp_path_factory.mktemp("dovecot"), users) as server:
        yield server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for the SMTP server."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def libpq(url: str) -> str:
    """Return the URL as psycopg itself wants it."""
    return url.replace("+psycopg", "")


def send(smtp: CapturingSmtp, *recipients: str, raw: bytes = RAW) -> dict[str, tuple[int, bytes]]:
    """Send one mail and return the refused recipients."""
    with smtplib.SMTP(smtp.host, smtp.port, timeout=10) as client:
        return client.sendmail("svar@kommun.example", recipients or ("anna@example.com",), raw)


def test_postgres_holds_separate_databases(tmp_path: Path) -> None:
    """The server answers; two databases keep apart; a copy has its template's rows; a dropped one is gone."""
    with postgres_server(tmp_path) as url:
        with psycopg.connect(libpq(url)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            locale = connection.execute("SELECT datcollate FROM pg_database WHERE datname = 'postgres'")
            assert locale.fetchone() == ("C.UTF-8",)
        first = create_database(url, "first")
        with psycopg.connect(libpq(first)) as connection:
            connection.execute("CREATE TABLE town (name text)")
            connection.execute("INSERT INTO town VALUES ('Åmål')")
        copy, empty = create_database(url, "copy", template="first"), create_database(url, "empty")
        with psycopg.connect(libpq(copy)) as connection:
            assert connection.execute("SELECT name FROM town").fetchall() == [("Åmål",)]
        with psycopg.connect(libpq(empty)) as connection:
            assert connection.execute("SELECT to_regclass('town')").fetchone() == (None,)
        drop_database(url, "copy")
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(libpq(copy))
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(libpq(url))


def test_postgres_puts_a_kept_database_back(tmp_path: Path) -> None:
    """First rows and numbers are back, whoever was in the middle of something is out, who did nothing is left alone."""
    with postgres_server(tmp_path) as url:
        with psycopg.connect(libpq(create_database(url, "made"))) as connection:
            connection.execute("CREATE TABLE town (id serial PRIMARY KEY, part integer REFERENCES town)")
            connection.execute("CREATE TABLE street (id serial PRIMARY KEY, town integer NOT NULL REFERENCES town)")
            connection.execute("INSERT INTO town (part) VALUES (NULL), (1)")
        kept = KeptDatabase(url, "kept", "made")
        at_work = psycopg.connect(libpq(kept.url))
        with closing(at_work), psycopg.connect(libpq(kept.url), autocommit=True) as resting:
            resting.execute("DELETE FROM town WHERE part = 1")
            # So many that the table is emptied at one stroke.
            resting.execute("INSERT INTO street (town) SELECT 1 FROM generate_series(1, 20000)")
            at_work.execute("INSERT INTO town (part) VALUES (NULL)")
            kept.put_back()
            with pytest.raises(psycopg.OperationalError):
                at_work.execute("SELECT 1")
            assert resting.execute("SELECT id, part FROM town ORDER BY id").fetchall() == [(1, None), (2, 1)]
            assert resting.execute("SELECT count(*) FROM street").fetchall() == [(0,)]
            assert resting.execute("INSERT INTO town (part) VALUES (NULL) RETURNING id").fetchall() == [(3,)]
            assert resting.execute("INSERT INTO street (town) VALUES (3) RETURNING id").fetchall() == [(1,)]
        kept.close()


def test_dovecot_serves_a_delivered_mail_byte_for_byte(dovecot: Dovecot) -> None:
    """A delivered mail is read back unchanged over IMAP; a wrong password and an unknown user are refused."""
    dovecot.deliver(USER, RAW)
    assert dovecot.messages(USER) == [RAW]
    assert dovecot.messages(USER, "Sent") == []
    with IMAPClient(dovecot.host, dovecot.port, ssl=False, timeout=TIMEOUT) as client, pytest.raises(LoginError):
        client.login(USER, "fel")
    with pytest.raises(KeyError):
        dovecot.deliver("okand@kommun.example", RAW)


def test_dovecot_keeps_the_time_of_arrival(dovecot: Dovecot) -> None:
    """INTERNALDATE is what the test asked for."""
    received = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    dovecot.deliver("dated", RAW, received)
    with dovecot.login("dated") as client:
        client.normalise_times = False
        client.select_folder("INBOX")
        assert client.fetch(client.search(), ["INTERNALDATE"]).popitem()[1][b"INTERNALDATE"] == received


@pytest.mark.parametrize("implicit", [True, False], ids=["IMAPS", "STARTTLS"])
def test_dovecot_proves_itself_with_its_certificate(dovecot: Dovecot, implicit: bool) -> None:
    """TLS works with the server's authority, both ways, and a client without it refuses the server."""
    port = dovecot.tls_port if implicit else dovecot.port

    def connect(context: ssl.SSLContext) -> bytes:
        with IMAPClient(dovecot.host, port, ssl=implicit, ssl_context=context, timeout=TIMEOUT) as client:
            if not implicit:
                client.starttls(context)
            answer: bytes = client.login(USER, PASSWORD)
            return answer

    assert b"Logged in" in connect(ssl.create_default_context(cafile=dovecot.ca_file))
    with pytest.raises(ssl.SSLCertVerificationError):
        connect(ssl.create_default_context())


def test_dovecot_pushes_a_new_mail_to_an_idle_client(dovecot: Dovecot) -> None:
    """A mail delivered during IDLE is announced without being asked for."""
    with dovecot.login("idle") as client:
        client.select_folder("INBOX")
        client.idle()
        dovecot.deliver("idle", RAW)
        pushed = client.idle_check(timeout=20)
        client.idle_done()
    assert (1, b"EXISTS") in pushed


def test_dovecot_moves_a_mail(dovecot: Dovecot) -> None:
    """MOVE takes a mail from the inbox to a folder."""
    dovecot.deliver("move", RAW)
    with dovecot.login("move") as client:
        assert client.has_capability("MOVE")
        client.create_folder("Behandlat")
        client.select_folder("INBOX")
        client.move(client.search(), "Behandlat")
    assert (dovecot.messages("move"), dovecot.messages("move", "Behandlat")) == ([], [RAW])


def test_dovecot_survives_an_outage(dovecot: Dovecot) -> None:
    """Stopped, it refuses connections; mail delivered meanwhile is there when it starts again, same port."""
    dovecot.stop()
    try:
        with pytest.raises(ConnectionRefusedError):
            IMAPClient("127.0.0.1", dovecot.port, ssl=False, timeout=TIMEOUT)
        dovecot.deliver("outage", RAW)
    finally:
        dovecot.start()
    assert dovecot.messages("outage") == [RAW]


def test_smtp_keeps_what_it_is_sent(dovecot: Dovecot) -> None:
    """Envelope and bytes are kept, and each recipient's copy is delivered on with its Return-Path."""

    def deliver(recipient: str, raw: bytes) -> None:
        dovecot.deliver(recipient.partition("@")[0], raw)

    with CapturingSmtp(deliver_to=deliver) as smtp:
        assert send(smtp, "smtp@kommun.example") == {}
        (mail,) = smtp.wait_for(1)
        assert (mail.sender, mail.recipients, mail.raw, mail.login) == (
            "svar@kommun.example",
            ("smtp@kommun.example",),
            RAW,
            None,
        )
        with pytest.raises(TimeoutError):
            smtp.wait_for(lambda mails: len(mails) > 1, timeout=0.05)
        smtp.reset()
        assert smtp.mails == []
    assert dovecot.messages("smtp") == [b"Return-Path: <svar@kommun.example>\r\n" + RAW]


@pytest.mark.parametrize(
    ("stage", "reply", "error"),
    [
        (Stage.SENDER, "451 4.3.0 Senare", smtplib.SMTPSenderRefused),
        (Stage.RECIPIENT, "451 4.7.1 Senare", smtplib.SMTPRecipientsRefused),
        (Stage.DATA, "451 4.3.0 Senare", smtplib.SMTPDataError),
        (Stage.FINAL_DOT, "554 5.7.1 Aldrig", smtplib.SMTPDataError),
    ],
)
def test_smtp_plays_a_refusal_once(stage: Stage, reply: str, error: type[smtplib.SMTPException]) -> None:
    """The scripted reply meets the client at its stage, nothing is kept, and the next mail goes through."""
    with CapturingSmtp() as smtp:
        smtp.answer(stage, reply)
        with pytest.raises(error, match=reply[:3]):
            send(smtp)
        assert smtp.mails == []
        send(smtp)
        assert len(smtp.mails) == 1


def test_smtp_refuses_one_recipient() -> None:
    """A refused recipient is told so, and the others get the mail."""
    with CapturingSmtp() as smtp:
        smtp.refuse("Borta@example.com", "550 5.1.1 Finns inte")
        refused = send(smtp, "borta@example.com", "anna@example.com")
        assert refused == {"borta@example.com": (550, b"5.1.1 Finns inte")}
        assert [mail.recipients for mail in smtp.mails] == [("anna@example.com",)]


@pytest.mark.parametrize(("stage", "kept"), [(Stage.DATA, 0), (Stage.FINAL_DOT, 1)])
def test_smtp_loses_the_connection(stage: Stage, kept: int) -> None:
    """Lost before the final dot nothing is kept; lost after it the mail is; the client cannot tell which."""
    with CapturingSmtp() as smtp:
        smtp.drop(stage)
        # smtplib turns a lost connection into SMTPServerDisconnected when reading, not when writing.
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            send(smtp, raw=RAW * 1000)
        assert len(smtp.mails) == kept
        send(smtp)
        assert len(smtp.mails) == kept + 1


@pytest.mark.parametrize("security", [Security.PLAIN, Security.STARTTLS, Security.TLS])
def test_smtp_demands_a_login(certificate: Certificate, security: Security) -> None:
    """With accounts, a mail is taken after the right password only, over each kind of connection."""
    context = ssl.create_default_context(cafile=certificate.ca_file)
    connect: dict[Security, Callable[[str, int], smtplib.SMTP]] = {
        Security.PLAIN: lambda host, port: smtplib.SMTP(host, port, timeout=10),
        Security.STARTTLS: lambda host, port: smtplib.SMTP(host, port, timeout=10),
        Security.TLS: lambda host, port: smtplib.SMTP_SSL(host, port, timeout=10, context=context),
    }
    own = None if security is Security.PLAIN else certificate
    with CapturingSmtp(accounts={USER: PASSWORD}, security=security, certificate=own) as smtp:
        with connect[security](smtp.host, smtp.port) as client:
            if security is Security.STARTTLS:
                client.starttls(context=context)
            with pytest.raises(smtplib.SMTPSenderRefused, match="530"):
                client.sendmail(USER, ["anna@example.com"], RAW)
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login(USER, "fel")
            client.login(USER, PASSWORD)
            client.sendmail(USER, ["anna@example.com"], RAW)
        assert [mail.login for mail in smtp.mails] == [USER]


def test_smtp_stops_and_starts_on_the_same_port() -> None:
    """Stopped, it cuts off an open client and refuses new ones; started again it still has its mails."""
    with CapturingSmtp() as smtp:
        send(smtp)
        with smtplib.SMTP(smtp.host, smtp.port, timeout=10) as client:
            client.ehlo()
            smtp.stop()
            with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
                client.noop()
            client.close()
        with pytest.raises(ConnectionRefusedError):
            send(smtp)
        smtp.start()
        send(smtp)
        assert len(smtp.mails) == 2
