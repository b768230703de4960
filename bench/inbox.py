"""The inbox in a town with half a million cases: every list, filter, search and case page, and many open inboxes.

python -m bench.inbox [--cases 500000] [--databases sqlite postgresql] [--rounds 20] [--inboxes 40]

A page's time is the whole request inside the application, login and rendering included, network and browser not. Each
is asked for by people of five kinds: a handler of a large and of a tiny group, a guide, a manager, an administrator.
SQLite is as the product leaves it; PostgreSQL has been analysed, as it does by itself. Floors (issue 6): p95 300 ms for
every page; 40 open inboxes, which ask every 20 s, at most a fifth of a core while events come as in a busy hour.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from admin import schema
from admin.app import create_app
from assistant.cases.case import Case, EventKind, Status, record
from assistant.services import Services, open_services
from bench.ground import percentile, say
from bench.many_cases import write_many
from bench.many_people import Group, People, logged_in
from bench.many_rows import NOW
from knowledge.settings import DatabaseSettings, MatchingSettings, Secrets, Settings
from tests.servers.postgres import create_database, postgres_server

_DATABASES = ("sqlite", "postgresql")
_FLOOR = 0.3
# How often an open list asks (admin/static/fresh.js), and how long that is watched, in seconds.
_PAUSE, _WATCHED = 20, 120
# Events of all kinds in a busy hour of 225,000 contacts a year: one every so many seconds.
_EVENT_EVERY = 6
_LISTS = ("mina", "gruppernas", "oppna", "lediga", "snart", "forsenade", "vantar", "forslag", "stangda")
_FILTERS = {
    "department": "forvaltning=7",
    "tiny department": "forvaltning=16",
    "subject": "amne=bygglov",
    "channel": "kanal=letter",
    "dates": "fran=2026-03-01&till=2026-03-14",
    "all at once": "forvaltning=3&kanal=email&fran=2026-01-01&till=2026-06-30&amne=parkering",
}
_SEARCHES = {
    "common word": "ärendet",
    "two common words": "faktura januari",
    "rare words": "uteservering Tallstigen",
    "name": "Fatima Kowalska",
    "e-mail": "{email}",
    "number": "{number}",
    "beginning": "avlop",
    "nothing": "zebralampa gasverk",
}
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Town:
    """The filled town's application, with a browser for each kind of person."""

    services: Services
    app: Flask
    people: People
    clients: Mapping[str, FlaskClient]


def main() -> None:
    """Both databases."""
    chosen = _arguments()
    for name in chosen.databases:
        with ExitStack() as things:
            folder = Path(things.enter_context(tempfile.TemporaryDirectory(prefix="forstalinjen-bench-")))
            url = ""
            if name == "postgresql":
                url = create_database(things.enter_context(postgres_server(folder)), "town")
            town = _town(folder, url, chosen.cases)
            slowest = max(_measured(town, name, chosen.rounds))
            say(f"{name}: slowest p95 of all pages", slowest * 1000, "ms")
            _open_inboxes(town, name, chosen.inboxes)
            town.services.database.close()


def _town(folder: Path, url: str, cases: int) -> Town:
    started = time.perf_counter()
    settings = Settings(
        data=folder,
        database=DatabaseSettings(url=url),
        matching=MatchingSettings(embedder="none"),
        secrets=Secrets(key="benchmark" * 8),
    )
    web = replace(settings.web, login_limit="100000 per minute")
    services = open_services(replace(settings, web=web), lambda: NOW)
    schema.upgrade(services.database.engine)
    people = write_many(services.database, cases)
    say(f"{services.database.engine.dialect.name}: filling", time.perf_counter() - started, "s")
    app = create_app(services)
    large, tiny = max(people.groups, key=_weight), min(people.groups, key=_weight)
    kinds = {
        "handler": large.members[0],
        "handler, tiny group": tiny.members[0],
        "guide": people.first_line.members[0],
        "manager": people.managers[1],
        "administrator": people.administrator,
    }
    return Town(services, app, people, {kind: logged_in(app, people.emails[who]) for kind, who in kinds.items()})


def _weight(group: Group) -> float:
    return group.weight


def _measured(town: Town, name: str, rounds: int) -> Iterator[float]:
    """Print each kind of page; give its p95 with the slowest kind of person, in seconds."""
    for what, addresses in _pages(town).items():
        times = {}
        for kind, client in town.clients.items():
            wanted = addresses(kind)
            for address in wanted:
                # A query that is asked for the first time is put together once a process.
                _seconds(client, address)
            taken = [_seconds(client, address) for _ in range(rounds) for address in wanted]
            # A small town may have nothing for somebody.
            times |= {kind: taken} if taken else {}
        slowest = max(times, key=lambda kind: percentile(times[kind], 0.95))
        p95 = percentile(times[slowest], 0.95)
        say(f"{name}: {what}, p50", percentile([one for each in times.values() for one in each], 0.5) * 1000, "ms")
        mark = "" if p95 <= _FLOOR else "   MORE THAN THE FLOOR"
        say(f"{name}: {what}, p95 ({slowest})", p95 * 1000, f"ms{mark}")
        yield p95


def _pages(town: Town) -> dict[str, Callable[[str], Sequence[str]]]:
    """The addresses of each kind of page, for a kind of person."""
    some = _some_cases(town)
    known = {"email": some["email"], "number": some["number"]}
    pages: dict[str, Callable[[str], Sequence[str]]] = {"first page": lambda _: ["/arenden"]}
    for one in _LISTS:
        pages[f"list {one}"] = lambda _, one=one: [f"/arenden?lista={one}"]  # type: ignore[misc]
    pages["closed, page 20"] = lambda _: ["/arenden?lista=stangda&sida=20"]
    for one, filtered in _FILTERS.items():
        for tab in ("stangda", "vantar"):
            address = f"/arenden?lista={tab}&{filtered}"
            pages[f"{tab} by {one}"] = lambda _, address=address: [address]  # type: ignore[misc]
    for one, words in _SEARCHES.items():
        address = f"/arenden?sok={words.format(**known)}"
        pages[f"search {one}"] = lambda _, address=address: [address]  # type: ignore[misc]
    pages["search with filters"] = lambda _: [f"/arenden?sok=faktura&{_FILTERS['dates']}&kanal=email"]
    pages["news, none"] = lambda _: [f"/arenden/nytt?efter={2**31 - 1}"]
    pages["case page"] = lambda kind: _seen(town.clients[kind])
    return pages


def _some_cases(town: Town) -> dict[str, str]:
    """A number and an address that somebody may look for: of the case in the middle that has a resident."""
    with town.services.database.reading() as session:
        middle = (session.scalar(select(func.max(Case.id))) or 2) // 2
        case = session.scalars(select(Case).where(Case.id >= middle, Case.resident_id.is_not(None)).limit(1)).one()
        assert case.resident is not None
        return {"number": case.number, "email": case.resident.email or ""}


def _seen(client: FlaskClient) -> list[str]:
    """Ten cases that stand in somebody's lists."""
    page = client.get("/arenden").text + client.get("/arenden?lista=stangda").text
    return [f"/arenden/{number}" for number in re.findall(r'id="arende-([0-9-]+)"', page)][::8]


def _seconds(client: FlaskClient, address: str) -> float:
    started = time.perf_counter()
    answer = client.get(address)
    took = time.perf_counter() - started
    assert answer.status_code in (200, 204), (address, answer.status_code)
    return took


def _open_inboxes(town: Town, name: str, inboxes: int) -> None:
    """Play two minutes of open lists as fast as it goes, and say how much of a core they would have taken.

    What the events themselves cost is not the lists', except in PostgreSQL's processes, which are counted whole.
    """
    clients = [logged_in(town.app, town.people.emails[who]) for who in _everybody(town.people)[:inboxes]]
    asked = [_address_of(client.get("/arenden").text) for client in clients]
    before, ours, renewed = _by_database(town), 0.0, 0
    for second in range(_WATCHED):
        if second % _EVENT_EVERY == 0:
            _something_happens(town, second)
        started = time.process_time()
        for place in range(second % _PAUSE, len(clients), _PAUSE):
            answer = clients[place].get(asked[place])
            if answer.status_code == 200:
                renewed += 1
                asked[place] = _address_of(answer.text, asked[place])
        ours += time.process_time() - started
    share = (ours + _by_database(town) - before) / _WATCHED
    say(f"{name}: {len(clients)} open inboxes, of one core", share * 100, "%")
    say(f"{name}:   lists renewed", renewed, f"of {len(clients) * _WATCHED // _PAUSE} times asked")


def _everybody(people: People) -> list[int]:
    """Guides, and the handlers of the groups by turns."""
    handlers = [members for turn in zip(*(group.members for group in people.groups), strict=True) for members in turn]
    return [who for pair in zip(people.first_line.members, handlers, strict=False) for who in pair]


def _address_of(page: str, before: str = "") -> str:
    """Where a list asks whether there is news, from its page or with the mark of its new part."""
    news, mark = re.search(r'data-news="([^"]+)"', page), re.search(r'data-mark="([0-9]+)"', page)
    assert mark, "the list has a mark"
    address = news[1].replace("&amp;", "&") if news else before.rpartition("&efter=")[0]
    return f"{address}&efter={mark[1]}"


def _something_happens(town: Town, second: int) -> None:
    """Somebody takes a case that is open."""
    with town.services.database.transaction() as session:
        open_ones = select(Case).where(Case.status == Status.OPEN).order_by(Case.due_at)
        case = session.scalars(open_ones.offset(second % 200).limit(1)).one()
        record(case, EventKind.TAKEN, NOW, case.handler)


def _by_database(town: Town) -> float:
    """Seconds of processor time of PostgreSQL's processes for this database (proc(5), stat); SQLite has none."""
    if town.services.database.engine.dialect.name == "sqlite":
        return 0.0
    with town.services.database.reading() as session:
        asked = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        pids = session.scalars(asked).all()
    stats = [Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split() for pid in pids]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / _TICKS


def _arguments() -> argparse.Namespace:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m bench.inbox", description=__doc__, formatter_class=form)
    parser.add_argument("--cases", type=int, default=500_000)
    parser.add_argument("--databases", nargs="+", choices=_DATABASES, default=list(_DATABASES))
    parser.add_argument("--rounds", type=int, default=20, help="how often each page is asked for")
    parser.add_argument("--inboxes", type=int, default=40, help="open lists")
    return parser.parse_args()


if __name__ == "__main__":
    main()
