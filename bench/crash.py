"""A large storm on each database: the gateway killed again and again by SIGKILL, and what became of every mail.

python -m bench.crash [MAILS [KILLS [SEED]]]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import select

from admin import schema
from assistant.cases.outbox import OutboxMail
from bench.ground import say
from knowledge.database import Database
from mail_gateway.inbound import InboundMail
from tests.crash.plant import Plant, settings_of
from tests.crash.storm import finish, mails, strike
from tests.crash.verdict import all_is_well, each_sender_is_answered_once
from tests.factories import small_town
from tests.mail_gateway.post_room import PASSWORD
from tests.servers.dovecot import dovecot_server
from tests.servers.postgres import create_database, postgres_server
from tests.servers.smtp import CapturingSmtp

_DATABASES = ("sqlite", "postgresql")


def main() -> None:
    """Strike, finish, and judge: an AssertionError says which promise was broken."""
    count, kills, seed = (int(given) for given in (*sys.argv[1:], *("600", "18", "1")[len(sys.argv) - 1 :]))
    with (
        tempfile.TemporaryDirectory() as name,
        postgres_server(Path(name)) as server,
        dovecot_server(Path(name), dict.fromkeys(_DATABASES, PASSWORD)) as dovecot,
    ):
        for kind in _DATABASES:
            folder = Path(name) / kind
            folder.mkdir()
            url = create_database(server, "storm") if kind == "postgresql" else f"sqlite:///{folder / 'storm.sqlite'}"
            _prepare(url)
            with CapturingSmtp(deliver_to=lambda *_: time.sleep(0.02)) as smtp:
                plant = Plant(settings_of(folder, url, dovecot, kind, smtp), dovecot, kind, smtp, folder)
                say(f"Storm on {kind}", seed, "is its seed")
                # The same storm every time, no secret.
                _storm(plant, count, kills, random.Random(seed))  # noqa: S311


def _storm(plant: Plant, count: int, kills: int, chance: random.Random) -> None:
    started = time.perf_counter()
    waiting, senders = mails(count, chance)
    struck = strike(plant, waiting, kills, chance)
    finish(plant)
    all_is_well(plant, count)
    each_sender_is_answered_once(plant, senders)
    say(f"{count} mails and {kills} kills: all is well after", time.perf_counter() - started, "s")
    say("kills while mails waited untouched", struck.stored, "of them")
    say("kills with mails in hand", struck.claimed, "of them")
    say("kills while sending", struck.sending, "of them")
    with plant.reading() as session:
        ends = Counter(state.value for state in session.scalars(select(InboundMail.state)))
        sent = Counter(state.value for state in session.scalars(select(OutboxMail.state)))
    for what, counted in (("in", ends), ("out", sent)):
        for state, number in counted.most_common():
            say(f"{what}: {state}", number, "mails")


def _prepare(url: str) -> None:
    database = Database(url)
    schema.upgrade(database.engine)
    with database.transaction() as session:
        small_town(session)
    database.close()


if __name__ == "__main__":
    main()
