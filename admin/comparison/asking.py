"""Asks Kolada for figures: page after page, politely, patient with a server that is busy, and of no other server."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from admin.comparison.kinds import KPIS
from admin.comparison.kolada import MEAN_OF_ALL, KoladaError, KoladaFault, Page, read_pages

log = logging.getLogger(__name__)

MOST_IN_A_SEGMENT = 25
"""So many ids or years an address may name (facts/municipality.md 2)."""
TRIES = 5
"""So many times one page is asked for: after the waits of 1, 2, 4 and 8 seconds it is another day's work."""
_PATIENCE_SECONDS = 30.0
# The longest wait that a server may ask us for (seconds); whoever wants more is asked another day.
_LONGEST_WAIT = 120.0
_MOST_PAGES, _MOST_MOVES = 200, 3
# A page of 5,000 entries is about a megabyte (bytes).
_LARGEST_PAGE = 32 * 1024 * 1024
_ENTRIES_A_PAGE = 5000
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Manners:
    """How we wait: `sleep` takes seconds; `chance` gives numbers from 0 to 1, so that not all come back at once."""

    sleep: Callable[[float], object]
    chance: Callable[[], float]


@dataclass(frozen=True)
class _Said:
    status: int
    body: bytes
    wait: float | None
    moved_to: str


class Kolada:
    """One server of Kolada's: `address` with its version ("https://api.kolada.se/v3"), `agent` says who asks."""

    def __init__(self, address: str, agent: str, manners: Manners, patience: float = _PATIENCE_SECONDS) -> None:
        self._base, self._agent, self._manners, self._patience = address.rstrip("/"), agent, manners, patience

    def pages(self, own: str, years: Sequence[int]) -> list[Page]:
        """Every page of our measures for the years: of all municipalities, and of the mean and the town's own.

        The groups are asked for by name, since an address without municipalities may leave them out. Raises
        KoladaError, and then nothing is known.
        """
        measures = ",".join(KPIS)
        asked = ",".join(str(year) for year in sorted(years)[-MOST_IN_A_SEGMENT:])
        places = ",".join(filter(None, (own, MEAN_OF_ALL)))
        found: list[Page] = []
        for path in (f"municipality/{places}/year/{asked}", f"year/{asked}"):
            found += self._all(f"{self._base}/data/kpi/{measures}/{path}?per_page={_ENTRIES_A_PAGE}")
        return found

    def _all(self, url: str) -> Iterator[Page]:
        seen: set[str] = set()
        while url:
            if url in seen or len(seen) == _MOST_PAGES:
                raise KoladaError(KoladaFault.ENDLESS)
            seen.add(url)
            pages = read_pages(self._body(url))
            if len(pages) != 1:
                raise KoladaError(KoladaFault.BROKEN)
            yield pages[0]
            url = self._onward(url, pages[0])

    def _onward(self, url: str, page: Page) -> str:
        """The next page's address: written whole, from the root, or as a number; a page without entries is the last."""
        if not page.leads_on:
            return ""
        if not page.onward.isdigit():
            try:
                return self._at_home(urljoin(url, page.onward))
            except ValueError as error:
                raise KoladaError(KoladaFault.BROKEN) from error
        parts = urlsplit(url)
        query = [(name, value) for name, value in parse_qsl(parts.query) if name != "page"]
        return urlunsplit(parts._replace(query=urlencode([*query, ("page", page.onward)])))

    def _at_home(self, url: str) -> str:
        """The address at the server that the settings name. Raises KoladaError for another server's.

        Without TLS an address of the same server is meant; it is asked as the settings say.
        """
        home, parts = urlsplit(self._base), urlsplit(url)
        if parts.hostname != home.hostname:
            raise KoladaError(KoladaFault.ELSEWHERE)
        return urlunsplit(parts._replace(scheme=home.scheme, netloc=home.netloc))

    def _body(self, url: str) -> bytes:
        """What the server says, after as many tries as it takes and we give. Raises KoladaError."""
        fault = KoladaFault.SILENT
        for number in range(TRIES):
            try:
                said = self._said(url)
            except (OSError, HTTPException, ValueError) as error:
                log.info("Kolada could not be asked: %s", type(error).__name__)
                fault, wait = KoladaFault.SILENT, None
            else:
                if said.status == HTTPStatus.OK:
                    return said.body
                fault, wait = _fault_of(said.status), said.wait
            if fault is KoladaFault.REFUSED or (wait or 0) > _LONGEST_WAIT:
                break
            if number < TRIES - 1:
                self._manners.sleep(max(wait or 0, 2**number * (0.5 + self._manners.chance())))
        raise KoladaError(fault)

    def _said(self, url: str) -> _Said:
        for _move in range(_MOST_MOVES):
            said = self._asked(urlsplit(url))
            if not said.moved_to:
                return said
            url = self._at_home(urljoin(url, said.moved_to))
        raise KoladaError(KoladaFault.ENDLESS)

    def _asked(self, parts: SplitResult) -> _Said:
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self._patience)
        headers = {"User-Agent": self._agent, "Accept": "application/json"}
        with closing(connection):
            connection.request("GET", _path(parts), headers=headers)
            return _read(connection.getresponse())


def _path(parts: SplitResult) -> str:
    return quote(f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", safe="/%:=&?~+!$,;'@()*[]")


def _read(response: HTTPResponse) -> _Said:
    body = response.read(_LARGEST_PAGE + 1)
    if len(body) > _LARGEST_PAGE:
        raise KoladaError(KoladaFault.BROKEN)
    moved_to = response.getheader("Location", "") if response.status in _MOVED else ""
    return _Said(response.status, body, _wait(response.getheader("Retry-After", "")), moved_to or "")


def _wait(told: str) -> float | None:
    """How many seconds the server asks us to wait (RFC 9110 10.2.3); a date is not looked at."""
    return float(told) if told.isascii() and told.isdigit() and len(told) < 10 else None


def _fault_of(status: int) -> KoladaFault:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return KoladaFault.BUSY
    return KoladaFault.SICK if status >= HTTPStatus.INTERNAL_SERVER_ERROR else KoladaFault.REFUSED
