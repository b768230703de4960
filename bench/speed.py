"""From the words to the decision: seconds to start, memory, milliseconds a question, questions a second, an edit's way.

python -m bench.speed [--sizes 220 2000 5000] [--seconds 10] [--channel chat]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.demo import SAMPLES
from admin.evaluation.labelled import read_labelled
from assistant.engine.answer import Channel, Question
from assistant.engine.respond import respond
from assistant.services import Services, open_services
from bench.ground import NOW, grown, import_all, installation, percentile, sample_checklists, say
from knowledge.changes import published_entries
from knowledge.checklists.rows import Checklist
from knowledge.curation import save
from knowledge.entries import Entry, Phrasing
from knowledge.semantic import Floats
from knowledge.settings import Settings
from knowledge.vectors import VectorStore

_ASKERS = 2
# The slowest start seen: loading the model on a busy machine.
_READY_SECONDS = 120.0
_NEW_WORDING = "Zebralampan blinkar lila vid gasverket"
# How far a stand-in lies from the real vector it is made of, a dimension.
_NOISE = 0.02


class _StandIns:
    """Gives grown entries' shuffled texts vectors near real ones: embedding 5,000 entries takes a quarter of an hour.

    How long comparing takes does not depend on what the numbers are.
    """

    def __init__(self, real: Floats, name: str) -> None:
        self.name, self.dimensions = name, real.shape[1]
        self._real = real
        self._chance = np.random.default_rng(1)

    def questions(self, texts: Sequence[str]) -> Floats:
        """A real vector by chance for each text, a little turned."""
        rows = self._real[self._chance.integers(len(self._real), size=len(texts))]
        rows = rows + self._chance.standard_normal(rows.shape).astype(np.float32) * np.float32(_NOISE)
        made: Floats = np.divide(rows, np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)
        return made

    passages = questions


def main() -> None:
    """The figures at each size, with Nystad's messages as questions."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[220, 2_000, 5_000], help="how many entries")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to ask steadily")
    parser.add_argument("--channel", choices=[channel.value for channel in Channel], default=Channel.CHAT.value)
    chosen = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # a real stream when run as a program
    # A mail is three times as long as a question in the chat, and its embedding takes three times as long.
    messages = read_labelled(SAMPLES / "messages.jsonl")
    asked = [message.text for message in messages if str(message.channel) == chosen.channel]
    town = sample_checklists()
    for size in chosen.sizes:
        print_speed(grown(town, size), asked, chosen.seconds)


def print_speed(checklists: Sequence[Checklist], asked: Sequence[str], seconds: float) -> None:
    """The figures at this many entries; `seconds` is how long the steady stream lasts."""
    entries = sum(len(checklist.rows) for checklist in checklists)
    with installation() as services:
        with services.database.transaction() as session:
            import_all(session, checklists)
        with services.database.reading() as session:
            fill_vectors(services, session)
            started = time.perf_counter()
            services.matcher.warm(session)
        say(f"{entries} entries: first start, vectors there", time.perf_counter() - started, "s")
        _print_one_at_a_time(services.settings, asked, entries)
        _print_steady(services.settings, asked, seconds, entries)
        _print_edit(services, entries)


def fill_vectors(services: Services, session: Session) -> None:
    """Keep stand-ins for every text without a shipped vector, under the real embedder's name."""
    store = services.matcher.vectors
    assert store is not None, "the speed is measured with the embedder"
    published = list(published_entries(session))
    wordings = [text for one in published for text in one.wordings]
    known = {text for text in wordings if not store.missing([text])}
    real = store.questions([text for text in wordings if text in known])
    made = VectorStore(services.database, _StandIns(real, store.embedder.name))
    made.questions([text for text in wordings if text not in known])
    made.passages([one.passage for one in published if one.question not in known])


def _print_one_at_a_time(settings: Settings, asked: Sequence[str], entries: int) -> None:
    spawn = get_context("spawn")
    results: SimpleQueue[tuple[float, float, list[float]]] = spawn.SimpleQueue()
    _run([spawn.Process(target=_start_and_ask, args=(settings, asked, results))])
    started, memory, times = results.get()
    say(f"{entries} entries: start with what is kept", started, "s")
    say(f"{entries} entries: memory after {len(times)} questions (RSS)", memory, "MB")
    say(f"{entries} entries: one question at a time, p50", percentile(times, 0.5), "ms")
    say(f"{entries} entries: one question at a time, p95", percentile(times, 0.95), "ms")


def _start_and_ask(
    settings: Settings, asked: Sequence[str], results: SimpleQueue[tuple[float, float, list[float]]]
) -> None:
    started = time.perf_counter()
    services = _warmed(settings)
    ready = time.perf_counter() - started
    times = [_milliseconds(services, text) for text in asked]
    results.put((ready, _memory(), times))
    services.database.close()


def _print_steady(settings: Settings, asked: Sequence[str], seconds: float, entries: int) -> None:
    spawn = get_context("spawn")
    start = spawn.Barrier(_ASKERS)
    results: SimpleQueue[tuple[int, float]] = spawn.SimpleQueue()
    # Each begins elsewhere among the questions, so that neither finds them warm.
    parts = [[*asked[at:], *asked[:at]] for at in (len(asked) * place // _ASKERS for place in range(_ASKERS))]
    _run([spawn.Process(target=_ask_steadily, args=(settings, part, seconds, start, results)) for part in parts])
    done = [results.get() for _ in parts]
    say(
        f"{entries} entries: sustained over {_ASKERS} processes", sum(count / took for count, took in done), "answers/s"
    )


def _ask_steadily(
    settings: Settings, asked: Sequence[str], seconds: float, start: Barrier, results: SimpleQueue[tuple[int, float]]
) -> None:
    """Ask one question after the other for so long."""
    services = _warmed(settings)
    start.wait(_READY_SECONDS)
    began = time.monotonic()
    count = 0
    while time.monotonic() - began < seconds:
        _milliseconds(services, asked[count % len(asked)])
        count += 1
    results.put((count, time.monotonic() - began))
    services.database.close()


def _print_edit(services: Services, entries: int) -> None:
    spawn = get_context("spawn")
    ready = spawn.Barrier(2)
    results: SimpleQueue[float] = spawn.SimpleQueue()
    other = spawn.Process(target=_await_edit, args=(services.settings, ready, results))
    other.start()
    ready.wait(_READY_SECONDS)
    with services.database.transaction() as session:
        entry = session.scalars(select(Entry).order_by(Entry.id).limit(1)).one()
        entry.phrasings = [*entry.phrasings, Phrasing(position=len(entry.phrasings), text=_NEW_WORDING)]
        save(session, entry, "bench", NOW)
    saved = time.monotonic()
    other.join()
    assert other.exitcode == 0, f"the other process ended with {other.exitcode}"
    say(f"{entries} entries: an edit is found by another process", results.get() - saved, "s")


def _await_edit(settings: Settings, ready: Barrier, results: SimpleQueue[float]) -> None:
    services = _warmed(settings)
    ready.wait(_READY_SECONDS)
    found = False
    while not found:
        with services.database.reading() as session:
            found = any(match.exact for match in services.search(session)(_NEW_WORDING, NOW))
    results.put(time.monotonic())
    services.database.close()


def _warmed(settings: Settings) -> Services:
    services = open_services(settings)
    with services.database.reading() as session:
        services.matcher.warm(session)
    return services


def _milliseconds(services: Services, text: str) -> float:
    """How long one decision took, with its own session as a door has it."""
    started = time.perf_counter()
    with services.database.reading() as session:
        policy = services.rules.policy(session, Channel.CHAT)
        respond(Question(text, Channel.CHAT), services.search(session), policy, NOW)
    return (time.perf_counter() - started) * 1000


def _memory() -> float:
    """What the process holds now, MB: proc(5) VmRSS."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    [held] = [line for line in lines if line.startswith("VmRSS:")]
    return int(held.split()[1]) / 1024


def _run(processes: Sequence[SpawnProcess]) -> None:
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0, f"a process ended with {process.exitcode}"


if __name__ == "__main__":
    main()
