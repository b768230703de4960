"""One round of the clock in a town with half a million cases: an ordinary one, a Monday's, and one after a long stop.

python -m bench.clock [--cases 500000] [--databases sqlite postgresql] [--late 5000]

The ordinary round is what `forstalinjen clock` does each minute. Monday's also sends the week's lists, after a weekend
and two days without any clock. For the last, so many answered cases (`--late`) are made unanswered and have never been
looked at. Floor (issue 6): one round at most 5 s.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from admin import schema
from assistant.cases.case import Case, Status
from assistant.escalation.alarms import clock_round
from assistant.rules import Rules, rules_from
from bench.ground import say
from bench.many_cases import write_many
from knowledge.database import Database
from knowledge.settings import Settings
from tests.servers.postgres import create_database, postgres_server

_DATABASES = ("sqlite", "postgresql")
_FLOOR = 5.0
_MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_ROUNDS = 50


def main() -> None:
    """Both databases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=500_000)
    parser.add_argument("--databases", nargs="+", choices=_DATABASES, default=_DATABASES)
    parser.add_argument("--late", type=int, default=5_000)
    chosen = parser.parse_args()
    for name in chosen.databases:
        with ExitStack() as things:
            folder = Path(things.enter_context(tempfile.TemporaryDirectory(prefix="forstalinjen-bench-")))
            url = f"sqlite:///{folder / 'town.sqlite'}"
            if name == "postgresql":
                url = create_database(things.enter_context(postgres_server(folder)), "town")
            database = Database(url)
            things.callback(database.close)
            schema.upgrade(database.engine)
            write_many(database, chosen.cases)
            _measure(database, name, chosen.late)


def _measure(database: Database, name: str, late: int) -> None:
    rules = rules_from(Settings(data=Path()))
    _say_round(database, rules, _MONDAY, f"{name}: Monday's round with the week's lists")
    started = time.perf_counter()
    for minute in range(1, _ROUNDS + 1):
        _round(database, rules, _MONDAY + minute * _MINUTE)
    say(f"{name}: an ordinary round, mean of {_ROUNDS}", (time.perf_counter() - started) / _ROUNDS * 1000, "ms")
    _forget(database, late)
    _say_round(database, rules, _MONDAY + timedelta(hours=2), f"{name}: a round after a long stop")


def _say_round(database: Database, rules: Rules, now: datetime, what: str) -> None:
    with database.reading() as session:
        due = session.scalar(select(func.count()).where(Case.watch_at <= now)) or 0
    started = time.perf_counter()
    mails = _round(database, rules, now)
    seconds = time.perf_counter() - started
    mark = "" if seconds <= _FLOOR else "   MORE THAN THE FLOOR"
    say(f"{what}, {due:,} cases, {mails} mails", seconds, f"s{mark}")


def _round(database: Database, rules: Rules, now: datetime) -> int:
    with database.transaction() as session:
        done = clock_round(session, rules, now)
        assert done is not None
        return done.mails


def _forget(database: Database, late: int) -> None:
    """Make the newest answered cases of departments unanswered, and let the clock never have looked at them."""
    newest = select(Case.id).where(Case.due_at.is_not(None), Case.answered_at.is_not(None))
    chosen = newest.order_by(Case.id.desc()).limit(late).scalar_subquery()
    with database.transaction() as session:
        session.connection().execute(
            update(Case)
            .where(Case.id.in_(chosen))
            .values(answered_at=None, closed_at=None, status=Status.OPEN, watch_at=Case.due_at)
        )


if __name__ == "__main__":
    main()
