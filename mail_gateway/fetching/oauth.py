"""OAuth2 for mail servers: access tokens by client credentials, kept until shortly before they run out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from assistant.services import utc_now
from knowledge.settings import OAuthSettings, Settings
from mail_gateway.errors import TokenUnavailable

_TIMEOUT_SECONDS = 15
# Where the server does not say how long a token holds (RFC 6749 5.1 only recommends that it does).
_USUAL_LIFE_SECONDS = 3600
# A token is not used in its last minutes: it must outlast the login that it is for.
_MARGIN = timedelta(minutes=5)
_MOST_WORDS = 300


@dataclass(frozen=True)
class Client:
    """Who asks for a token. `name` is the mailbox's, or "smtp", and stands in the faults."""

    name: str
    settings: OAuthSettings
    secret: str = field(repr=False)


@dataclass(frozen=True)
class _Token:
    """An access token and the moment from which another one is fetched."""

    value: str = field(repr=False)
    stale_at: datetime


class Tokens:
    """The tokens of one process, shared by its threads. Raises TokenUnavailable where none is to be had."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._held: dict[Client, _Token] = {}
        self._lock = threading.Lock()

    def token(self, client: Client, refused: str = "") -> str:
        """The token that is held, or a new one when it is about to run out or is the one that a server `refused`."""
        with self._lock:
            held = self._held.get(client)
            if held is None or held.stale_at <= self._clock() or held.value == refused:
                held = self._held[client] = _fetch(client, self._clock())
            return held.value


def mailbox_client(settings: Settings, name: str) -> Client | None:
    """Who asks for this mailbox's tokens; None where it has a password."""
    oauth = next((box.oauth for box in settings.mail.read_mailboxes if box.name == name), None)
    return Client(name, oauth, settings.secrets.mail_oauth[name]) if oauth else None


def smtp_client(settings: Settings) -> Client | None:
    """Who asks for the SMTP server's tokens; None where it has a password, or nobody logs in."""
    oauth = settings.mail.smtp.oauth
    return Client("smtp", oauth, settings.secrets.smtp_oauth) if oauth else None


_SHARED = Tokens(utc_now)


def access_token(settings: Settings, refused: str = "") -> str:
    """The SMTP server's token, shared by the whole process; a new one in place of the one that it `refused`.

    Raises TokenUnavailable, and ValueError where mail.smtp has no oauth section.
    """
    client = smtp_client(settings)
    if client is None:
        raise ValueError("mail.smtp has no oauth section")
    return _SHARED.token(client, refused)


def xoauth2(user: str, token: str) -> str:
    """What SASL XOAUTH2 says, before base64 (Microsoft: "Authenticate an IMAP, POP or SMTP connection using OAuth")."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _fetch(client: Client, now: datetime) -> _Token:
    """Ask for a token (RFC 6749 4.4.2)."""
    form = {
        "grant_type": "client_credentials",
        "client_id": client.settings.client_id,
        "client_secret": client.secret,
        "scope": client.settings.scope,
    }
    try:
        answer = httpx.post(client.settings.token_url, data=form, timeout=_TIMEOUT_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TokenUnavailable(client.name, str(error) or type(error).__name__) from error
    said = _json(answer)
    if answer.status_code != httpx.codes.OK:
        raise TokenUnavailable(client.name, _refusal(answer.status_code, said))
    value = said.get("access_token")
    # Its letters become part of a command to the mail server.
    if not isinstance(value, str) or not value or not all("!" <= letter <= "~" for letter in value):
        raise TokenUnavailable(client.name, "the answer holds no access token")
    return _Token(value, now + _usable(said.get("expires_in")))


def _usable(expires_in: object) -> timedelta:
    """How long a token is used; of a short life half."""
    try:
        seconds = min(max(int(str(expires_in)), 0), 24 * 3600)
    except ValueError:
        seconds = _USUAL_LIFE_SECONDS
    life = timedelta(seconds=seconds)
    return max(life - _MARGIN, life / 2)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _refusal(status: int, said: dict[str, Any]) -> str:
    """The server's own words (RFC 6749 5.2); they never hold the secret."""
    words = " ".join(str(said[key]) for key in ("error", "error_description") if said.get(key))
    return f"{status} {' '.join(words.split())[:_MOST_WORDS]}".strip()
