"""How fast the figures of a million contacts over four years are counted and read, and in how much memory.

python -m bench.statistics [--cases 1000000] [--databases sqlite postgresql] [--folder FOLDER]

To be reached (issue 8), said beside each figure: the summary 0.5 s, any section 1 s, a month 5 s, 48 months 120 s,
400 MB. A page's time is the whole request inside the application, network and browser not. Counting and reading have a
process each, so that each has its own memory. `--folder` keeps SQLite's database, and uses the one that is there.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from sqlalchemy import text

from admin import schema
from admin.figures.recounting import recount
from assistant.services import Services, open_services
from bench.ground import peak_memory, say
from bench.statistics_pages import read_pages
from bench.statistics_town import END, write_contacts
from knowledge.database import Database
from knowledge.settings import DatabaseSettings, MatchingSettings, Secrets, Settings
from tests.servers.postgres import create_database, postgres_server

_DATABASES = ("sqlite", "postgresql")
_PARTS = ("count", "read")
# Seconds for a month and for all of them, and MB.
_MONTH, _MONTHS, _MEMORY = 5.0, 120.0, 400.0


def main() -> None:
    """Each database: filled, counted and read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--databases", nargs="+", choices=_DATABASES, default=list(_DATABASES))
    parser.add_argument("--folder", type=Path, help="keep SQLite's database here, and use the one that is here already")
    parser.add_argument("--url", default="", help="only the parts, of a database that is filled already")
    parser.add_argument("--parts", nargs="+", choices=_PARTS, default=list(_PARTS))
    given = parser.parse_args()
    if given.url:
        for part in given.parts:
            {"count": _count_all, "read": _read_all}[part](given.url)
        return
    for kind in given.databases:
        with _filled(kind, given.folder, given.cases) as url:
            for part in given.parts:
                _settle(url)
                subprocess.run([sys.executable, "-m", "bench.statistics", "--url", url, "--parts", part], check=True)


@contextmanager
def _filled(kind: str, kept: Path | None, cases: int) -> Iterator[str]:
    """The address of a database with the contacts in it."""
    with tempfile.TemporaryDirectory(prefix="forstalinjen-bench-") as name:
        if kind == "sqlite":
            folder = kept or Path(name)
            folder.mkdir(parents=True, exist_ok=True)
            url = f"sqlite:///{folder / 'statistics.sqlite'}"
            _fill(url, cases)
            yield url
            return
        with postgres_server(Path(name)) as server:
            url = create_database(server, "statistics")
            _fill(url, cases)
            yield url


def _fill(url: str, cases: int) -> None:
    database = Database(url)
    started = time.perf_counter()
    if not schema.is_current(database.engine):
        schema.upgrade(database.engine)
        write_contacts(database, cases)
        say(f"{database.engine.dialect.name}: filling", time.perf_counter() - started, "s")
    database.close()


def _settle(url: str) -> None:
    """What PostgreSQL does by itself in time; SQLite is as the product leaves it."""
    database = Database(url)
    if database.engine.dialect.name == "postgresql":
        with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
    database.close()


def _count_all(url: str) -> None:
    """Every month, as the clock does it the first time; and all of them anew."""
    with _services(url) as services:
        kind = services.database.engine.dialect.name
        for what, everything in (("counted", False), ("counted again", True)):
            processor = time.process_time()
            ends: list[float] = []

            def told(month: str, place: int, of: int, ends: list[float] = ends) -> None:
                ends.append(time.perf_counter())
                _progress(f"{month}, {place + 1} of {of} months")

            recount(services, told, everything=everything)
            ends.append(time.perf_counter())
            _progress("")
            each = [end - begin for begin, end in pairwise(ends)]
            _say(f"{kind}: a month {what}, the slowest", max(each, default=0), "s", _MONTH)
            _say(f"{kind}: {len(each)} months {what}", sum(each), "s", _MONTHS)
            say(f"{kind}:   processor time of that in this process", time.process_time() - processor, "s")
        _say(f"{kind}: memory, counting", peak_memory(), "MB", _MEMORY)


def _read_all(url: str) -> None:
    """Every page of figures, with short and long periods and each choice."""
    with _services(url) as services:
        kind = services.database.engine.dialect.name
        for page in read_pages(services, _progress):
            _progress("")
            _say(f"{kind}: {page.name}", page.seconds * 1000, "ms", page.limit and page.limit * 1000)
            print(f"    {page.slowest}")
        _say(f"{kind}: memory, a process that serves pages", peak_memory(), "MB", _MEMORY)


@contextmanager
def _services(url: str) -> Iterator[Services]:
    with tempfile.TemporaryDirectory(prefix="forstalinjen-bench-") as folder:
        settings = Settings(
            data=Path(folder),
            database=DatabaseSettings(url=url),
            matching=MatchingSettings(embedder="none"),
            secrets=Secrets(key="benchmark" * 8),
        )
        services = open_services(settings, lambda: END)
        yield services
        services.database.close()


def _say(name: str, value: float, unit: str, limit: float | None) -> None:
    """One figure with what it must not be above."""
    if limit is None:
        say(name, value, unit)
        return
    say(name, value, f"{unit}, at most {limit:,.0f}{'' if value <= limit else '   MORE THAN THE LIMIT'}")


def _progress(doing: str) -> None:
    print(f"\r  {doing:76}\r", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
