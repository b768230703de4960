"""Asks whether a reply's links lead anywhere; only a plain "not there" is told, nothing inside our walls is asked."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import cast
from urllib.parse import urlsplit

from flask import current_app

log = logging.getLogger(__name__)

LINK_PROBE = "link_probe"
_KEPT = timedelta(minutes=10)
_MOST_KEPT = 1_000
# A handler waits for it; a letter has a few links, and whoever pastes a hundred hears of the first.
_MOST_ASKED = 5
_PATIENCE = 2.0
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


def is_public(host: str) -> bool:
    """Whether every address of the host is the whole world's: nobody may look behind the town's walls by a reply.

    OWASP: Server-Side Request Forgery. A name that leads nowhere is no public one either.
    """
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(one.partition("%")[0]).is_global for one in found)


class LinkProbe:
    """Asks each link once in ten minutes: a text that is judged while it is written asks for the same ones again."""

    def __init__(self, may_ask: Callable[[str], bool] = is_public) -> None:
        self._may_ask = may_ask
        self._known: dict[str, tuple[datetime, bool]] = {}

    def dead(self, links: Iterable[str], now: datetime) -> frozenset[str]:
        """Those of the links that surely lead nowhere. A server that does not answer at all may answer tomorrow."""
        asked = [link for link in links if not self._is_known(link, now)][:_MOST_ASKED]
        if asked:
            with ThreadPoolExecutor(len(asked)) as pool:
                found = dict(zip(asked, pool.map(self._is_gone, asked), strict=True))
            if len(self._known) > _MOST_KEPT:
                self._known.clear()
            self._known |= {link: (now, gone) for link, gone in found.items()}
        return self.known_dead(links)

    def known_dead(self, links: Iterable[str]) -> frozenset[str]:
        """Those that were found to lead nowhere, without asking anybody."""
        return frozenset(link for link in links if link in self._known and self._known[link][1])

    def _is_known(self, link: str, now: datetime) -> bool:
        return link in self._known and now - self._known[link][0] < _KEPT

    def _is_gone(self, link: str) -> bool:
        try:
            parts = urlsplit(link if "://" in link else f"https://{link}")
            port = parts.port
        except ValueError:
            return False
        if parts.hostname is None or not self._may_ask(parts.hostname):
            return False
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname, port, timeout=_PATIENCE)
        try:
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request("GET", path, headers={"User-Agent": "Forstalinjen", "Range": "bytes=0-0"})
            return connection.getresponse().status in _GONE
        except (OSError, HTTPException, ValueError) as error:
            log.info("a link could not be tried: %s", type(error).__name__)
            return False
        finally:
            connection.close()


def the_probe() -> LinkProbe | None:
    """The running application's; None where the town has not let this server ask the web."""
    return cast("LinkProbe | None", current_app.extensions.get(LINK_PROBE))
