"""One round of the background's link checks: at most one link of each host, so that no host is asked in a hurry."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from admin.links.asking import AGENT, Asker, Finding, Found
from admin.links.robots import Robots
from admin.links.verdict import Known, judged
from assistant.services import Services
from knowledge.watched_links import LinkWatch, WatchedLink, catch_up

log = logging.getLogger(__name__)

_HOSTS_A_ROUND = 20
# Longer than a round can take: so many hosts, a few tries each, some seconds of patience for each try.
_LEASE = timedelta(minutes=30)


@dataclass
class LinkWatcher:
    """Asks for what is due, round after round; one process of several does, for as long as it holds the lease."""

    services: Services
    asker: Asker
    robots: Robots

    def watch(self, stopping: threading.Event) -> None:
        """Round after round until `stopping` is set; a round that fails is done again later."""
        while not stopping.is_set():
            try:
                self.round(stopping)
            except Exception:
                log.exception("a round of the link checks failed")
            stopping.wait(self.services.settings.clock.pause_seconds)

    def round(self, stopping: threading.Event | None = None) -> int:
        """Ask for one link of each host that has one due; gives how many were asked."""
        if not self._hold():
            return 0
        asked = 0
        try:
            while self._catch_up():
                pass
            for link in self._due():
                if stopping is not None and stopping.is_set():
                    break
                self._try(link)
                asked += 1
        finally:
            self._let_go()
        return asked

    def _try(self, link: WatchedLink) -> None:
        found = self._found(link)
        with self.services.database.transaction() as session:
            _note(session, link, found, self.services.clock())

    def _found(self, link: WatchedLink) -> Found:
        if not link.host or not self.robots.allow(link.url, self.services.clock()):
            return Found(Finding.REFUSED)
        return self.asker.ask(link.url)

    def _hold(self) -> bool:
        with self.services.database.transaction() as session:
            return _hold(session, self.services.clock())

    def _let_go(self) -> None:
        with self.services.database.transaction() as session:
            session.execute(update(LinkWatch).values(held_until=self.services.clock()))

    def _catch_up(self) -> bool:
        with self.services.database.transaction() as session:
            return catch_up(session, session.get_one(LinkWatch, 1), self.services.clock())

    def _due(self) -> Sequence[WatchedLink]:
        with self.services.database.reading() as session:
            return _due(session, self.services.clock())


def open_watcher(services: Services) -> LinkWatcher | None:
    """The watcher of this installation; None where the town has not let its server ask the web."""
    web = services.settings.web
    if not web.try_links:
        return None
    # Who asks, and where to complain: what a polite program says of itself.
    asker = Asker(f"{AGENT} (+{web.public_url})")
    return LinkWatcher(services, asker, Robots(asker.text))


def _hold(session: Session, now: datetime) -> bool:
    """Take the asking, unless another process has it; one that died lets go of it when its lease ends."""
    if session.get(LinkWatch, 1) is None:
        try:
            with session.begin_nested():
                session.add(LinkWatch(id=1, held_until=now))
        except IntegrityError:
            # Another process, at the same moment, was first.
            return False
    taken = update(LinkWatch).where(LinkWatch.id == 1, LinkWatch.held_until <= now).values(held_until=now + _LEASE)
    return session.scalar(taken.returning(LinkWatch.id)) is not None


def _due(session: Session, now: datetime) -> Sequence[WatchedLink]:
    """The link of each host that has waited longest, of the hosts that have waited longest."""
    waited = (
        select(WatchedLink.host, func.min(WatchedLink.next_at).label("first"))
        .where(WatchedLink.next_at <= now)
        .group_by(WatchedLink.host)
        .order_by(func.min(WatchedLink.next_at), WatchedLink.host)
        .limit(_HOSTS_A_ROUND)
    )
    longest = [
        select(WatchedLink)
        .where(WatchedLink.host == host, WatchedLink.next_at == first)
        .order_by(WatchedLink.key)
        .limit(1)
        for host, first in session.execute(waited)
    ]
    return [session.scalars(one).one() for one in longest]


def _note(session: Session, link: WatchedLink, found: Found, now: datetime) -> None:
    """Write down what was found. A host that is busy is left alone as a whole."""
    known, next_at = judged(Known(link.state, link.failures, link.failing_since, link.status), found, now)
    session.execute(
        update(WatchedLink)
        .where(WatchedLink.key == link.key)
        .values(
            state=known.state,
            failures=known.failures,
            failing_since=known.failing_since,
            status=known.status,
            asked_at=now,
            next_at=next_at,
        )
    )
    if found.finding is Finding.BUSY:
        others = update(WatchedLink).where(WatchedLink.host == link.host, WatchedLink.next_at < next_at)
        session.execute(others.values(next_at=next_at))
