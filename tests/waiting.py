"""Waiting for what another thread, process or transaction does."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import text

from knowledge.database import Database

T = TypeVar("T")
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
# Long enough for a busy machine; a test that succeeds never waits it out.
_SECONDS = 100.0


def eventually(look: Callable[[], T | None], seconds: float = _SECONDS) -> T:
    """What `look` finds, as soon as it finds something that is true. Raises AssertionError when it never does."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.05)
    return found


def held_up(database: Database, how_many: int) -> None:
    """Wait until so many transactions wait for another one: for a row, or for what it does about a unique value.

    On SQLite nothing has to be waited for: a second writer does not even begin before the first has ended.
    """
    if database.engine.dialect.name == "postgresql":
        eventually(lambda: _waiting(database) == how_many)


def _waiting(database: Database) -> int | None:
    """How many connections wait; asked anew, since a transaction sees the answer that it got first."""
    with database.reading() as session:
        return session.scalar(_WAITING)
