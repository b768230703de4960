"""Fits the weights of the signals and the confidence to labelled messages, so that 0.9 means nine right of ten."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.confidence import Calibration
from knowledge.ngrams import Floats
from knowledge.ranking import FEATURES, SIGNALS, Asked, features, fuse
from knowledge.search import EntrySearch
from knowledge.standard import standing

Numbers = npt.NDArray[np.float64]
# Where the weights begin, and how much they are held there: few messages shall not move them far.
_FIRST_WEIGHTS = (0.7, 1.0, 0.5, 0.7, 0.3, 2.0)
_HOLD = 0.5
_STEPS, _STEP = 300, 0.02
# Messages whose entry has been taken away count this much of one that came so: a real town lacks entries too.
_REMOVED_COUNTS = 0.2
# The second entry of a message, beside its first.
_SECOND_COUNTS = 0.5
# Ridge on the standardised coefficients.
_RIDGE = 6.0
_ROUNDS = 30


@dataclass(frozen=True)
class Example:
    """One labelled message compared with all entries; `right` are the places of the entries that answer it."""

    asked: Asked
    signals: Floats
    right: frozenset[int]


def example(search: EntrySearch, text: str, numbers: Collection[str]) -> Example:
    """A message as the search sees it; `numbers` are those of the entries that answer it."""
    look = search.look(text, heard=True)
    right = {place for place, entry in enumerate(look.snapshot.entries) if entry.number in numbers}
    return Example(look.asked, look.signals, frozenset(right))


def fit(examples: Sequence[Example], fitted_on: str) -> Calibration:
    """Weights that put the right entries first, then the logistic model over what the best one shows.

    Every message whose entry exists is also seen with that entry taken away, when nothing is right.
    """
    weights = _fit_weights([example for example in examples if example.right])
    rows, labels, counts = _rows(examples, weights)
    bias, coefficients = _logistic(rows, labels, counts)
    return Calibration(fitted_on, weights, bias, coefficients)


def _fit_weights(examples: Sequence[Example]) -> tuple[float, ...]:
    """Softmax regression over the entries of each message, by plain gradient steps; no weight below zero."""
    first = np.array(_FIRST_WEIGHTS)
    weights = first.copy()
    stood = [standing(example.signals).astype(np.float64) for example in examples]
    rights = [sorted(example.right) for example in examples]
    for _ in range(_STEPS if examples else 0):
        gradient = _HOLD * (weights - first) / len(examples)
        for signals, right in zip(stood, rights, strict=True):
            scores = weights @ signals
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            wanted = chances[right] / chances[right].sum()
            gradient += (signals @ chances - signals[:, right] @ wanted) / len(examples)
        weights = np.maximum(weights - _STEP * gradient * len(SIGNALS), 0.0)
    return tuple(float(weight) for weight in weights)


def _rows(examples: Sequence[Example], weights: Sequence[float]) -> tuple[Numbers, Numbers, Numbers]:
    """Features of the best entry and of the second, whether each is right, and how much the row counts.

    The second teaches that what lies behind another is seldom right, which tells whether the first has a rival.
    """
    rows, labels, counts = [], [], []
    for example in examples:
        fused = fuse(example.signals, weights)
        for without in (False, True) if example.right else (False,):
            usable = np.ones(len(fused), dtype=bool)
            if without:
                usable[sorted(example.right)] = False
            if not usable.any():
                # A town whose every entry answers the message: nothing is left to be wrong about.
                continue
            order = np.argsort(-np.where(usable, fused, -np.inf))[: 1 if without else 2].tolist()
            rows += list(features(example.asked, example.signals, fused, usable, order))
            labels += [float(place in example.right and not without) for place in order]
            counts += [_REMOVED_COUNTS] if without else [1.0, _SECOND_COUNTS][: len(order)]
    return np.array(rows).reshape(-1, len(FEATURES)), np.array(labels), np.array(counts)


def _logistic(rows: Numbers, labels: Numbers, counts: Numbers) -> tuple[float, tuple[float, ...]]:
    """Weighted ridge logistic regression by Newton's steps over standardised features."""
    if not len(rows):
        return -3.0, tuple(0.0 for _ in FEATURES)
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread < 1e-9] = 1.0
    known = np.hstack([np.ones((len(rows), 1)), (rows - mean) / spread])
    ridge = np.diag([1e-6, *[_RIDGE] * len(FEATURES)])
    found = np.zeros(known.shape[1])
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp(-np.clip(known @ found, -30, 30)))
        gradient = known.T @ (counts * (chances - labels)) + ridge @ found
        curve = known.T @ (known * (counts * chances * (1 - chances))[:, None]) + ridge
        found = found - np.linalg.solve(curve, gradient)
    coefficients = found[1:] / spread
    return float(found[0] - coefficients @ mean), tuple(float(one) for one in coefficients)


def chances(examples: Sequence[Example], calibration: Calibration) -> list[tuple[float, bool]]:
    """For each message the chance that its best entry is right, and whether it is; nothing where there is no entry."""
    found = []
    for one in (example for example in examples if example.signals.shape[1]):
        fused = fuse(one.signals, calibration.weights)
        best = int(np.argmax(fused))
        row = features(one.asked, one.signals, fused, np.ones(len(fused), dtype=bool), [best])[0]
        found.append((calibration.probability(row), best in one.right))
    return found
