"""The colour rule: whether a town is among the best or the worst quarter of all. Pure; an aid, never alone."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from admin.comparison.kinds import Kind
from admin.comparison.known import Known

LEAST_TOWNS = 20
"""Of fewer towns neither the best nor a quarter is told: some values are not all of them, and five are no quarter."""


class Standing(enum.Enum):
    """Where a town stands."""

    BEST = "best"
    MIDDLE = "middle"
    WORST = "worst"


@dataclass(frozen=True)
class Spread:
    """The best value and the two limits of what all towns have; each limit is itself within its quarter."""

    best: float
    best_quarter: float
    worst_quarter: float


def spread(values: Sequence[float], kind: Kind) -> Spread | None:
    """The spread of all towns' values; None of fewer than LEAST_TOWNS.

    A quarter is at most a quarter of the towns, rounded down: of 290 towns the limits are the 72nd value from each end.
    """
    if len(values) < LEAST_TOWNS:
        return None
    ordered, quarter = sorted(values, reverse=not kind.lower_is_better), len(values) // 4
    return Spread(ordered[0], ordered[quarter - 1], ordered[-quarter])


def standing(own: float | None, known: Known, kind: Kind) -> Standing | None:
    """Where the value stands; None where it or a limit is unknown, and where so many are alike that no quarter is.

    As good as the best quarter's limit is among the best, as poor as the worst's among the worst.
    """
    best, worst = known.best_quarter, known.worst_quarter
    if own is None or best is None or worst is None or not kind.is_better(best, worst):
        return None
    if not kind.is_better(best, own):
        return Standing.BEST
    return Standing.MIDDLE if kind.is_better(own, worst) else Standing.WORST


def is_in_order(known: Known, kind: Kind) -> bool:
    """Whether no value is better than one that must be at least as good: best, best quarter, worst quarter; mean."""
    ladder = [one for one in (known.best, known.best_quarter, known.worst_quarter) if one is not None]
    falls = all(not kind.is_better(later, earlier) for earlier, later in pairwise(ladder))
    beaten = known.mean is not None and known.best is not None and kind.is_better(known.mean, known.best)
    return falls and not beaten
