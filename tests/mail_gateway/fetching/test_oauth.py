"""OAuth2 (facts/mail.md 6): client credentials, kept until shortly before they run out, renewed once on refusal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from knowledge.settings import MailSettings, Secrets, Settings, SmtpSettings
from mail_gateway.errors import MailboxUnavailable, TokenUnavailable
from mail_gateway.fetching.oauth import Client, Tokens, access_token, mailbox_client, smtp_client, xoauth2
from mail_gateway.mailbox import Mailbox
from tests.fakes import Clock
from tests.mail_gateway.post_room import together
from tests.mail_gateway.scripted_imap import Reply, ScriptedImap
from tests.mail_gateway.token_server import TokenServer
from tests.servers.ports import free_port

SECRET = "klient-hemlighet"
NO: Reply = b"NO AUTHENTICATE failed."


@pytest.fixture
def server() -> Iterator[TokenServer]:
    """A token endpoint on loopback."""
    with TokenServer() as running:
        yield running


@pytest.fixture
def client(server: TokenServer) -> Client:
    """The mailbox that asks it."""
    return Client("kontakt", server.settings, SECRET)


def test_a_token_is_asked_for_by_client_credentials(server: TokenServer, client: Client, clock: Clock) -> None:
    """RFC 6749 4.4.2, with Microsoft 365's scope unless another is set."""
    assert Tokens(clock).token(client) == "token-1"
    assert server.asked == [
        {
            "grant_type": ["client_credentials"],
            "client_id": ["the-client"],
            "client_secret": [SECRET],
            "scope": ["https://outlook.office365.com/.default"],
        }
    ]


@pytest.mark.parametrize(
    ("life", "held"), [(3600, 55 * 60), ("3600", 55 * 60), (60, 30), (None, 55 * 60), ("soon", 55 * 60), (10**9, 86100)]
)
def test_a_token_is_kept_until_shortly_before_it_runs_out(
    server: TokenServer, client: Client, clock: Clock, life: object, held: int
) -> None:
    """Five minutes before its end, of a short life half; where the server does not say, an hour; never over a day."""
    server.life = life
    tokens = Tokens(clock)
    assert tokens.token(client) == "token-1"
    clock.forward(seconds=held - 1)
    assert tokens.token(client) == "token-1"
    clock.forward(seconds=1)
    assert tokens.token(client) == "token-2"


def test_a_refused_token_is_replaced_once_for_all_threads(server: TokenServer, client: Client, clock: Clock) -> None:
    """Only the refused one: who was refused with an older one gets the newer that is held already."""
    tokens = Tokens(clock)
    together(*[lambda: tokens.token(client)] * 4)
    assert len(server.asked) == 1
    assert tokens.token(client, refused="token-1") == "token-2"
    assert tokens.token(client, refused="token-1") == "token-2"
    assert tokens.token(replace(client, name="info")) == "token-3"


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (
            401,
            b'{"error": "invalid_client", "error_description": "AADSTS7000215:\\nwrong key"}',
            "401 invalid_client AAD",
        ),
        (500, b"<html>", "500$"),
        (400, b'["error"]', "400$"),
        (200, b"<html>", "no access token"),
        (200, b'{"access_token": ""}', "no access token"),
        (200, b'{"access_token": 7}', "no access token"),
        (200, b'{"access_token": "a\\r\\nLOGOUT"}', "no access token"),
    ],
)
def test_a_refusal_is_told_in_the_server_s_words(
    server: TokenServer, client: Client, clock: Clock, status: int, answer: bytes, said: str
) -> None:
    """By the mailbox's name and never with the secret; what could break the command to the mail server is no token."""
    server.status, server.answer = status, answer
    with pytest.raises(TokenUnavailable, match=f"kontakt: .*{said}") as raised:
        Tokens(clock).token(client)
    assert SECRET not in str(raised.value) + repr(client)
    assert not raised.value.permanent


def test_an_endpoint_that_is_away_is_told(client: Client, clock: Clock) -> None:
    """Nobody there is no riddle, and the next call asks anew."""
    away = replace(client, settings=replace(client.settings, token_url=f"http://127.0.0.1:{free_port()}/token"))
    with pytest.raises(TokenUnavailable, match="kontakt"):
        Tokens(clock).token(away)


def test_section_6_a_mailbox_is_opened_by_xoauth2(client: Client, clock: Clock) -> None:
    """The user and the token, as Microsoft and Google read them."""
    with (
        ScriptedImap({}) as imap,
        Mailbox(imap.settings, partial(Tokens(clock).token, client)) as mailbox,
    ):
        assert mailbox.new_uids(9) == []
        said = f"AUTHENTICATE XOAUTH2 {xoauth2('kontakt', 'token-1')}".encode()
        assert said in imap.commands
        assert not [command for command in imap.commands if command.startswith(b"LOGIN")]


def test_section_6_a_refused_login_refreshes_once(server: TokenServer, client: Client, clock: Clock) -> None:
    """A revoked token: one new one on a new connection, and it works; the next connection uses it at once."""
    script: dict[bytes, Reply] = {f"AUTHENTICATE XOAUTH2 {xoauth2('kontakt', 'token-1')}".encode(): NO}
    key = partial(Tokens(clock).token, client)
    with ScriptedImap(script) as imap:
        for _ in range(2):
            with Mailbox(imap.settings, key) as mailbox:
                assert mailbox.uidvalidity == 7
        assert len([command for command in imap.commands if command.startswith(b"AUTH")]) == 3
    assert len(server.asked) == 2


def test_a_second_refusal_is_the_account_s_fault(server: TokenServer, client: Client, clock: Clock) -> None:
    """Twice refused: MailboxUnavailable, for the watch to back off and alarm; no third try."""
    with ScriptedImap({b"AUTHENTICATE": NO}) as imap, pytest.raises(MailboxUnavailable, match="AUTHENTICATE failed"):
        Mailbox(imap.settings, partial(Tokens(clock).token, client)).__enter__()
    assert len(server.asked) == 2


def test_a_mailbox_without_a_token_is_unavailable(server: TokenServer, client: Client, clock: Clock) -> None:
    """The endpoint's refusal reaches the watch as the mailbox's fault, before any connection."""
    server.status = 503
    with ScriptedImap({}) as imap, pytest.raises(MailboxUnavailable, match=r"mailbox kontakt: .*503"):
        Mailbox(imap.settings, partial(Tokens(clock).token, client)).__enter__()
    assert imap.commands == []


def test_who_asks_stands_in_the_settings(server: TokenServer, tmp_path: Path) -> None:
    """Each mailbox by its name, the SMTP server by its own; with a password nobody asks."""
    with ScriptedImap({}) as imap:
        boxes = (replace(imap.settings, oauth=server.settings), replace(imap.settings, name="info"))
    smtp = SmtpSettings("smtp.prov.example", user="k", oauth=server.settings)
    secrets = Secrets("x" * 32, mail_passwords={"info": "p"}, mail_oauth={"kontakt": SECRET}, smtp_oauth="smtp-secret")
    settings = Settings(tmp_path, mail=MailSettings(boxes, smtp), secrets=secrets)
    assert mailbox_client(settings, "kontakt") == Client("kontakt", server.settings, SECRET)
    assert mailbox_client(settings, "info") is None
    assert smtp_client(settings) == Client("smtp", server.settings, "smtp-secret")
    assert access_token(settings) == access_token(settings) == "token-1"
    assert access_token(settings, refused="token-1") == "token-2"
    without = replace(settings, mail=MailSettings(boxes))
    assert smtp_client(without) is None
    with pytest.raises(ValueError, match="oauth"):
        access_token(without)
