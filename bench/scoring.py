"""How well a ranking did: right at first, right among three, and how much of it could be said with confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import log2

# The kinds that entries answer; a multi is right when any of its entries is named.
ANSWERABLE = frozenset({"answerable", "multi"})
# A fraction like 0.95 has no exact binary form; 19 of 20 must still count as 0.95.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Message:
    """A labelled message: what was written, the numbers of the entries that answer it, and whether any does."""

    text: str
    gold: frozenset[str]
    answerable: bool


@dataclass(frozen=True)
class Verdict:
    """One message after one system; `confidence` is None when it named no entry, `place` (1..) when none was right."""

    answerable: bool
    place: int | None
    confidence: float | None

    @property
    def first(self) -> bool:
        """Whether the entry named first is right."""
        return self.place == 1


def verdict(message: Message, ranked: Sequence[tuple[str, float]], *, calibrated: bool) -> Verdict:
    """Compare a ranking with the labels; nothing is right for a message that no entry answers."""
    right = (place for place, (number, _) in enumerate(ranked, 1) if message.answerable and number in message.gold)
    confidence = confidence_of([score for _, score in ranked], calibrated=calibrated)
    return Verdict(message.answerable, next(right, None), confidence)


def confidence_of(scores: Sequence[float], *, calibrated: bool) -> float | None:
    """A probability as it is; of other scores the margin to the second, which is 0 where there is none."""
    if not scores:
        return None
    return scores[0] if calibrated else scores[0] - (scores[1] if len(scores) > 1 else 0.0)


def hit_rate(verdicts: Sequence[Verdict], among: int = 1) -> float:
    """The share (0..1) of the answerable messages whose entry is among the first so many."""
    asked = [one for one in verdicts if one.answerable]
    return sum(one.place is not None and one.place <= among for one in asked) / len(asked) if asked else 0.0


def ndcg(verdicts: Sequence[Verdict], among: int = 10) -> float:
    """The mean of 1 / log2(1 + place) over the answerable messages, 0 beyond `among`: nDCG with one right entry each.

    Järvelin and Kekäläinen 2002; with one right entry the ideal gain is 1.
    """
    asked = [one.place for one in verdicts if one.answerable]
    gains = (1 / log2(1 + place) for place in asked if place is not None and place <= among)
    return sum(gains) / len(asked) if asked else 0.0


def coverage_at(verdicts: Sequence[Verdict], precision: float) -> float:
    """The largest share (0..1) of the answerable messages that is answered rightly at no less than this precision.

    Whoever answers, answers everything from some confidence upwards, the unanswerable messages too: those
    count as wrong. Equally confident answers are given together or not at all.
    """
    proposed = [one for one in verdicts if one.confidence is not None]
    asked = sum(one.answerable for one in verdicts)
    answered = right = best = 0
    for _, equals in groupby(sorted(proposed, key=_falling), key=_falling):
        level = list(equals)
        answered += len(level)
        right += sum(one.first for one in level)
        if right >= (precision - _ROUNDING) * answered:
            best = max(best, right)
    return best / asked if asked else 0.0


def _falling(one: Verdict) -> float:
    return -(one.confidence or 0.0)
