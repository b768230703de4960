"""What a resident says is thought out while everybody else may write."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge.match import Hints, Match, Search
from tests.assistant.chat.site import ANSWER, CLEAR, Site


@dataclass(frozen=True)
class WritingBeside:
    """The search; whenever it is asked, somebody else writes too, and does not wait for it."""

    search: Search
    file: str

    def __call__(self, text: str, now: datetime, limit: int = 5) -> tuple[Match, ...]:
        other = sqlite3.connect(self.file, timeout=0)
        with other:
            other.execute("UPDATE municipality SET phone = '0980-319 201'")
        other.close()
        return self.search(text, now, limit)

    def hints(self, text: str, now: datetime) -> Hints:
        return self.search.hints(text, now)

    def by_id(self, entry_id: int, now: datetime) -> Match | None:
        return self.search.by_id(entry_id, now)


class Busy(Services):
    """Services whose search has company."""

    def search(self, session: Session) -> Search:
        return WritingBeside(super().search(session), str(self.database.engine.url.database))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_engine_looks_outside_the_write_lock(services: Services) -> None:
    """SQLite lets one write at a time: another's write goes through while a question is looked for, and it is answered.

    Were the lock held, the other's write would be refused at once and the question would fail.
    """
    busy = Busy(services.settings, services.database, services.matcher, services.rules, services.clock)
    visitor = Site(busy).visitor()
    assert ANSWER in visitor.ask(CLEAR)
