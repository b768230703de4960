"""How fast the figures of a million contacts over four years are counted and read, and in how much memory.

python -m bench.statistics [--cases 1000000] [--url URL]

To be reached (issue 8): summary 0.5 s, any section 1 s, a month 5 s, 48 months 120 s, 400 MB.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import schema
from admin.figures.behind import Measure, contacts_behind
from admin.figures.measures import Dimension, Selection, entries_used, figures, figures_by, hours, subjects
from admin.figures.open_now import open_now
from admin.figures.recounting import recount
from assistant.services import open_services
from bench.ground import peak_memory, say
from bench.statistics_town import END, write_contacts
from knowledge.database import Database
from knowledge.organisation import Role, StaffMember, StaffRole
from knowledge.settings import DatabaseSettings, MatchingSettings, Secrets, Settings

_NOW = END
_ALL, _YEAR = Selection("2023-01", "2026-12"), Selection("2026-01", "2026-12")
_ROUNDS = 5


def count_all(settings: Settings) -> None:
    """Every month, as the clock does it the first time, and once more when nothing has happened."""
    services = open_services(settings, lambda: _NOW)
    started: list[float] = []
    whole = time.perf_counter()
    recount(services, lambda *_: started.append(time.perf_counter()))
    ends = [*started[1:], time.perf_counter()]
    say("48 months counted", ends[-1] - whole, "s")
    say("the slowest month", max(end - start for start, end in zip(started, ends, strict=True)), "s")
    whole = time.perf_counter()
    recount(services, everything=True)
    say("48 months counted again", time.perf_counter() - whole, "s")
    services.database.close()
    say("memory, counting", peak_memory(), "MB")


def read_all(settings: Settings) -> None:
    """Each question that a page asks, the slowest of five times; the first time apart."""
    services = open_services(settings, lambda: _NOW)
    with services.database.reading() as session:
        boss = session.scalars(
            select(StaffMember).join(StaffRole).where(StaffRole.role == Role.ADMINISTRATOR).limit(1)
        ).one()
        for name, ask in _questions(boss).items():
            times = [_timed(ask, session) for _ in range(_ROUNDS)]
            say(name, max(times) * 1000, "ms")
    services.database.close()
    say("memory, reading", peak_memory(), "MB")


def _questions(boss: StaffMember) -> dict[str, Callable[[Session], Any]]:
    def by(selection: Selection, dimension: Dimension) -> Callable[[Session], Any]:
        return lambda session: figures_by(session, selection, dimension, _NOW)

    def behind(measure: Measure, part: str, page: int = 1) -> Callable[[Session], Any]:
        return lambda session: contacts_behind(session, boss, _NOW, _ALL, measure, part, page)

    return {
        "summary: two years by month, open now": lambda session: (
            figures_by(session, Selection("2025-01", "2026-12"), Dimension.MONTH, _NOW),
            open_now(session, _NOW),
        ),
        "a year by month": by(_YEAR, Dimension.MONTH),
        "four years by month": by(_ALL, Dimension.MONTH),
        "four years by department": by(_ALL, Dimension.DEPARTMENT),
        "four years by channel": by(_ALL, Dimension.CHANNEL),
        "one subject, a year": lambda session: figures(session, replace(_YEAR, subject="Ämne 7"), _NOW),
        "one subject, four years": lambda session: figures(session, replace(_ALL, subject="Ämne 7"), _NOW),
        "subjects, four years": lambda session: subjects(session, _ALL),
        "hours, four years": lambda session: hours(session, _ALL),
        "entries, four years": lambda session: entries_used(session, _ALL),
        "open now": lambda session: open_now(session, _NOW),
        "behind: all contacts": behind(Measure.CONTACTS, "all"),
        "behind: all contacts, last page": behind(Measure.CONTACTS, "all", 20),
        "behind: unanswered for two weeks": behind(Measure.BUCKETS, "unanswered_long"),
        "behind: later": behind(Measure.BUCKETS, "later"),
        "behind: sender, other": behind(Measure.SENDER, "other"),
        "behind: promise not due, hardly any": behind(Measure.PROMISE, "not_due"),
        "behind: an entry": behind(Measure.ENTRY, "7"),
        "behind: Sunday night, none": behind(Measure.HOUR, "6-3"),
    }


def _timed(ask: Callable[[Session], Any], session: Session) -> float:
    began = time.perf_counter()
    ask(session)
    session.expire_all()
    return time.perf_counter() - began


def _settings(folder: Path, url: str) -> Settings:
    database = DatabaseSettings(url=url or f"sqlite:///{folder / 'bench.sqlite'}")
    return Settings(
        data=folder, database=database, matching=MatchingSettings(embedder="none"), secrets=Secrets(key="b" * 32)
    )


def main() -> None:
    """Write, count and read, each in a process of its own, so that each has its own memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--url", default="", help="of an empty database; SQLite in a temporary folder without it")
    parser.add_argument("--folder", type=Path, help="keep the database here, and use the one that is here already")
    parser.add_argument("--part", choices=("count", "read"), help="only this, of what is written already")
    given = parser.parse_args()
    with nullcontext(given.folder) if given.folder else tempfile.TemporaryDirectory() as name:
        settings = _settings(Path(name), given.url)
        if given.part:
            {"count": count_all, "read": read_all}[given.part](settings)
            return
        database = Database(settings.database_url)
        if not schema.is_current(database.engine):
            schema.upgrade(database.engine)
            write_contacts(database, given.cases)
        database.close()
        for part in ("count", "read"):
            more = ["--folder", str(name), "--url", given.url, "--part", part]
            subprocess.run([sys.executable, "-m", "bench.statistics", *more], check=True)


if __name__ == "__main__":
    main()
