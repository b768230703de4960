"""One system's turn, in a process of its own, so that its memory and its threads are only its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from bench.ground import peak_memory, percentile
from bench.rivals.rival import Entry, Rival
from bench.scoring import Message, coverage_at, hit_rate, ndcg, verdict

P = ParamSpec("P")
T = TypeVar("T")
# Asked before the clock starts: what a system loads at its first question it does not load again.
_WARM_UP = "När har receptionen öppet?"


@dataclass(frozen=True)
class Result:
    """One line of the table: shares 0..1, milliseconds a query, seconds to build (with kept vectors).

    `memory` is by how many MB the process grew at most: what it imports for all systems is not counted.
    """

    name: str
    hit_at_1: float
    hit_at_3: float
    ndcg: float
    coverage_95: float
    coverage_98: float
    p50: float
    p95: float
    build: float
    memory: float


def measure(rival: Rival, entries: Sequence[Entry], messages: Sequence[Message]) -> Result:
    """Build, ask every message once, and score the rankings."""
    empty = peak_memory()
    started = time.perf_counter()
    rival.build(entries)
    rival.rank(_WARM_UP)
    built = time.perf_counter() - started
    verdicts, times = [], []
    for message in messages:
        started = time.perf_counter()
        ranked = rival.rank(message.text)
        times.append((time.perf_counter() - started) * 1000)
        verdicts.append(verdict(message, ranked, calibrated=rival.calibrated))
    return Result(
        rival.name,
        hit_rate(verdicts),
        hit_rate(verdicts, 3),
        ndcg(verdicts),
        coverage_at(verdicts, 0.95),
        coverage_at(verdicts, 0.98),
        percentile(times, 0.5),
        percentile(times, 0.95),
        built,
        peak_memory() - empty,
    )


def build_only(rival: Rival, entries: Sequence[Entry]) -> None:
    """Embed what is not kept yet, so that no system's time is another's embedding."""
    rival.build(entries)


def in_own_process(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call it in a new process that shares nothing with this one; raises what it raises."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(function, *args, **kwargs).result()


def side_by_side(calls: Sequence[Callable[[], object]]) -> None:
    """Call each in a new process at the same time; raises what the first of them raises."""
    with ProcessPoolExecutor(len(calls), mp_context=get_context("spawn")) as pool:
        for begun in [pool.submit(call) for call in calls]:
            begun.result()
