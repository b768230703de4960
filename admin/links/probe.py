"""Asks whether the links of what is being written lead anywhere; only a plain "not there" is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import cast

from flask import current_app

from admin.links.asking import AGENT, Asker, Finding, is_public

LINK_PROBE = "link_probe"
_KEPT = timedelta(minutes=10)
_MOST_KEPT = 1_000
# A handler waits for it; a letter has a few links, and whoever pastes a hundred hears of the first.
_MOST_ASKED = 5
_PATIENCE = 2.0


class LinkProbe:
    """Asks each link once in ten minutes: a text that is judged while it is written asks for the same ones again."""

    def __init__(self, may_ask: Callable[[str], bool] = is_public) -> None:
        self._asker = Asker(AGENT, may_ask, _PATIENCE)
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

    def _is_gone(self, link: str) -> bool:
        return self._asker.ask(link if "://" in link else f"https://{link}").finding is Finding.GONE

    def _is_known(self, link: str, now: datetime) -> bool:
        return link in self._known and now - self._known[link][0] < _KEPT


def the_probe() -> LinkProbe | None:
    """The running application's; None where the town has not let this server ask the web."""
    return cast("LinkProbe | None", current_app.extensions.get(LINK_PROBE))
