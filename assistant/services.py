"""What every door works with, built once at start: settings, database, index, rules and a clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from threadpoolctl import threadpool_limits

from assistant.cases.enclosed import Writer
from assistant.cases.outbox import MailKind
from assistant.cases.word_index import keep_words
from assistant.rules import Rules, rules_from
from knowledge.allocating import give_large_pieces_back
from knowledge.database import Database
from knowledge.lexical import LexicalIndex
from knowledge.match import Search
from knowledge.matcher import Matcher
from knowledge.search import EntrySearch
from knowledge.semantic import open_embedder
from knowledge.settings import Settings
from knowledge.shipped import read_shipped
from knowledge.vectors import VectorStore


def utc_now() -> datetime:
    """The real clock; tests pass another."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """The working parts of one process. `writers` write the mails whose text comes from rooms above the post-room."""

    settings: Settings
    database: Database
    matcher: Matcher
    rules: Rules
    clock: Callable[[], datetime] = utc_now
    writers: Mapping[MailKind, Writer] = field(default_factory=dict)

    def search(self, session: Session) -> Search:
        """A search over what this session sees."""
        return EntrySearch(session, self.matcher)

    def warm_up(self) -> None:
        """Load beside the work what the first question would else wait for; not before a fork."""
        threading.Thread(target=self._warm, name="warm", daemon=True).start()

    def _warm(self) -> None:
        with self.database.reading() as session:
            self.matcher.warm(session)


def open_services(
    settings: Settings, clock: Callable[[], datetime] = utc_now, engine: Engine | None = None
) -> Services:
    """Open the database that the settings name, and the matcher. The language model is loaded at the first question.

    `engine` is one that leads to that database already; without it one is made.
    """
    # numpy's other threads would spin while they wait, at the cost of whoever else wants the core.
    threadpool_limits(1, user_api="blas")
    give_large_pieces_back()
    database = Database(settings.database_url, engine)
    keep_words(database)
    return Services(settings, database, _matcher(settings, database), rules_from(settings), clock)


def _matcher(settings: Settings, database: Database) -> Matcher:
    embedder = open_embedder(settings)
    vectors = VectorStore(database, embedder, read_shipped()) if embedder is not None else None
    matching = settings.matching
    return Matcher(
        LexicalIndex(settings.index_folder),
        vectors,
        matching.lexicon_file,
        matching.calibration_file,
        snapshot_file=settings.index_folder / "snapshot.arrays",
    )
