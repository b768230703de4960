"""What each host wants no programs to ask for (RFC 9309), read once a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from admin.links.asking import AGENT

_KEPT = timedelta(days=1)
_MOST_KEPT = 1_000


class Robots:
    """Remembers each host's rules; `read` gives a file's text by its address, None where there is none."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        self._read = read
        self._known: dict[str, tuple[datetime, RobotFileParser]] = {}

    def allow(self, url: str, now: datetime) -> bool:
        """Whether the host lets us ask for this; one without rules does."""
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}/robots.txt"
        known = self._known.get(place)
        if known is None or now - known[0] >= _KEPT:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            known = self._known[place] = (now, self._rules(place))
        return known[1].can_fetch(AGENT, url)

    def _rules(self, place: str) -> RobotFileParser:
        rules = RobotFileParser()
        rules.parse((self._read(place) or "").splitlines())
        return rules
