"""What every door works with, built once at start: settings, database, index, rules and a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from assistant.rules import Rules, rules_from
from knowledge.database import Database
from knowledge.lexical import LexicalIndex
from knowledge.match import Search
from knowledge.search import EntrySearch
from knowledge.settings import Settings


def utc_now() -> datetime:
    """The real clock; tests pass another."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """The working parts of one process."""

    settings: Settings
    database: Database
    index: LexicalIndex
    rules: Rules
    clock: Callable[[], datetime] = utc_now

    def search(self, session: Session) -> Search:
        """A search over what this session sees."""
        return EntrySearch(session, self.index)


def open_services(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Services:
    """Open the database and the index that the settings name."""
    return Services(
        settings, Database(settings.database_url), LexicalIndex(settings.index_folder), rules_from(settings), clock
    )
