"""Asks one address whether it leads anywhere: never anything inside our walls, and never for more than it has to."""

from __future__ import annotations

import enum
import ipaddress
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, quote, urljoin, urlsplit

log = logging.getLogger(__name__)

AGENT = "Forstalinjen"
"""What this program calls itself where it asks; hosts know it by this in their robots.txt."""

_MOST_MOVES = 3
# So much of a host's robots.txt is read (bytes), as RFC 9309 2.5 asks.
_LONGEST_FILE = 512 * 1024
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
# A host that names a longer wait than this many digits of seconds means "never".
_MOST_DIGITS = 7
_MOVED = (301, 302, 303, 307, 308)
_UNTOUCHED = "/%:=&?~+!$,;'@()*[]"


class Finding(enum.Enum):
    """What an address says. GONE: the host says that it is not there. SILENT: nobody answers, or with a fault.

    BUSY: the host asks us to come later. REFUSED: an address that we may not ask.
    """

    THERE = "there"
    GONE = "gone"
    SILENT = "silent"
    BUSY = "busy"
    REFUSED = "refused"


@dataclass(frozen=True)
class Found:
    """What was found; `status` is what the host said (HTTP), `wait` how long it asks us to wait."""

    finding: Finding
    status: int | None = None
    wait: timedelta | None = None


def is_public(host: str) -> bool:
    """Whether every address of the host is the whole world's: nobody may look behind the town's walls by a link.

    OWASP: Server-Side Request Forgery. A name that leads nowhere is no public one either.
    """
    found = _addresses(host)
    return bool(found) and all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in found)


class Asker:
    """Asks as a program that says who it is; `agent` names it, `patience` is in seconds for each step."""

    def __init__(self, agent: str, may_ask: Callable[[str], bool] = is_public, patience: float = 5.0) -> None:
        self.agent, self._may_ask, self._patience = agent, may_ask, patience

    def ask(self, url: str) -> Found:
        """Whether the address leads anywhere, following it where it has moved."""
        try:
            found, moved_to = self._asked(urlsplit(url))
            for _ in range(_MOST_MOVES):
                if not moved_to:
                    break
                url = urljoin(url, moved_to)
                found, moved_to = self._asked(urlsplit(url))
        except (OSError, HTTPException, ValueError) as error:
            log.info("a link could not be tried: %s", type(error).__name__)
            return Found(Finding.SILENT)
        return found

    def text(self, url: str) -> str | None:
        """A small file's text; None where the host has none, or says nothing."""
        try:
            parts = urlsplit(url)
            if self._refusal(parts) is not None:
                return None
            with self._said(parts, "GET") as said:
                return said.read(_LONGEST_FILE).decode("utf-8", "replace") if said.status == HTTPStatus.OK else None
        except (OSError, HTTPException, ValueError):
            return None

    def _asked(self, parts: SplitResult) -> tuple[Found, str]:
        refusal = self._refusal(parts)
        if refusal is not None:
            return refusal, ""
        with self._said(parts, "HEAD") as said:
            found, moved_to = _found(said), _moved_to(said)
        if found.finding in (Finding.THERE, Finding.BUSY):
            return found, moved_to
        # Many a server knows no HEAD, or has its faults there alone.
        with self._said(parts, "GET", Range="bytes=0-0") as said:
            return _found(said), _moved_to(said)

    def _refusal(self, parts: SplitResult) -> Found | None:
        host = parts.hostname
        if host is None or parts.scheme not in ("http", "https"):
            return Found(Finding.REFUSED)
        if self._may_ask(host):
            return None
        return Found(Finding.REFUSED if _addresses(host) else Finding.SILENT)

    @contextmanager
    def _said(self, parts: SplitResult, method: str, **headers: str) -> Iterator[HTTPResponse]:
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self._patience)
        with closing(connection):
            connection.connect()
            # The name was public when it was looked up; what answers must be too: a name can lead elsewhere meanwhile.
            if not self._may_ask(str(connection.sock.getpeername()[0])):
                raise ConnectionRefusedError
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request(method, quote(path, safe=_UNTOUCHED), headers={"User-Agent": self.agent, **headers})
            yield connection.getresponse()


def _addresses(host: str) -> set[str]:
    try:
        return {str(row[4][0]) for row in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return set()


def _found(said: HTTPResponse) -> Found:
    if said.status in _BUSY:
        return Found(Finding.BUSY, said.status, _wait(said.getheader("Retry-After", "")))
    if said.status in _GONE:
        return Found(Finding.GONE, said.status)
    # A page that wants a login is there for whoever has one.
    silent = said.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return Found(Finding.SILENT if silent else Finding.THERE, said.status)


def _wait(told: str) -> timedelta | None:
    """How long a host asks us to wait, where it says so in seconds (RFC 9110 10.2.3)."""
    return timedelta(seconds=int(told)) if told.isascii() and told.isdigit() and len(told) <= _MOST_DIGITS else None


def _moved_to(said: HTTPResponse) -> str:
    return said.getheader("Location", "") or "" if said.status in _MOVED else ""
