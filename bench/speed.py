"""From the words to the decision: milliseconds a question, time to index, memory, and a steady stream of questions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import NamedTuple

from assistant.engine.answer import Channel, Question
from assistant.engine.respond import respond
from assistant.services import Services, open_services
from bench.ground import NOW, import_all, installation, peak_memory, percentile, say
from knowledge.checklists.rows import Checklist
from knowledge.settings import Settings

_ASKERS = 2
_RATE = 20.0
# The slowest start seen: loading the model on a busy machine.
_READY_SECONDS = 120.0


class _Steady(NamedTuple):
    """One asker's answers: when (monotonic seconds) the last was there, and how long each took (ms)."""

    ended: float
    times: list[float]


def print_speed(checklists: Sequence[Checklist], asked: Sequence[str], seconds: float) -> None:
    """The figures at this many entries; `seconds` is how long the steady stream lasts."""
    entries = sum(len(checklist.rows) for checklist in checklists)
    with installation() as services:
        with services.database.transaction() as session:
            import_all(session, checklists)
        started = time.perf_counter()
        with services.database.reading() as session:
            services.matcher.refresh(session)
        say(f"index of {entries} entries built in", time.perf_counter() - started, "s")
        times = [_milliseconds(services, text) for text in asked]
        say(f"question at {entries} entries, p50", percentile(times, 0.5), "ms")
        say(f"question at {entries} entries, p95", percentile(times, 0.95), "ms")
        say(f"peak memory at {entries} entries", peak_memory(), "MB")
        _print_steady(services.settings, asked, seconds, entries)


def _print_steady(settings: Settings, asked: Sequence[str], seconds: float, entries: int) -> None:
    spawn = get_context("spawn")
    start, results = spawn.Barrier(_ASKERS + 1), spawn.SimpleQueue()
    # Each begins elsewhere among the questions, so that neither finds them warm.
    parts = [[*asked[at:], *asked[:at]] for at in (len(asked) * place // _ASKERS for place in range(_ASKERS))]
    askers = [
        spawn.Process(target=_ask_steadily, args=(settings, part, _RATE / _ASKERS, seconds, start, results))
        for part in parts
    ]
    for asker in askers:
        asker.start()
    start.wait(_READY_SECONDS)
    began = time.monotonic()
    for asker in askers:
        asker.join()
        assert asker.exitcode == 0, f"an asking process ended with {asker.exitcode}"
    done = [results.get() for _ in askers]
    lasted = max(one.ended for one in done) - began
    times = [one for part in done for one in part.times]
    say(f"{_RATE:.0f} questions/s asked of {_ASKERS} processes, {entries} entries", len(times) / lasted, "answers/s")
    say("the same, from when each was due, p95", percentile(times, 0.95), "ms")


def _ask_steadily(
    settings: Settings,
    asked: Sequence[str],
    rate: float,
    seconds: float,
    start: Barrier,
    results: SimpleQueue[_Steady],
) -> None:
    """Ask `rate` questions a second. One that waits for the one before it has its waiting counted."""
    services = open_services(settings)
    _milliseconds(services, asked[-1])
    start.wait(_READY_SECONDS)
    began = time.monotonic()
    times = []
    for turn in range(round(rate * seconds)):
        due = began + turn / rate
        time.sleep(max(0.0, due - time.monotonic()))
        _milliseconds(services, asked[turn % len(asked)])
        times.append((time.monotonic() - due) * 1000)
    results.put(_Steady(time.monotonic(), times))
    services.database.close()


def _milliseconds(services: Services, text: str) -> float:
    """How long one decision took, with its own session as a door has it."""
    started = time.perf_counter()
    with services.database.reading() as session:
        policy = services.rules.policy(session, Channel.CHAT)
        respond(Question(text, Channel.CHAT), services.search(session), policy, NOW)
    return (time.perf_counter() - started) * 1000
