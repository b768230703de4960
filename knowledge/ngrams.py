"""Character n-grams with BM25: finds inflections, compounds and slips of the keyboard that no word index finds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# Pieces of three to five letters inside a word, its edges marked; measured better for Swedish than stems
# (facts/retrieval.md: nDCG .699 against .630).
_SIZES = (3, 4, 5)
# Pieces are counted by a hash; at 2^18 places two pieces of a town's FAQ seldom share one.
_PLACES = 1 << 18
# BM25's usual constants: how fast repetition saturates, how much length counts.
_K1, _B = 1.2, 0.6
_NO_WORD = re.compile(r"[^\w]+")
# Multipliers of a rolling hash over code points; odd and large, from the golden ratio.
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(46)

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int32]


def pieces(text: str) -> Places:
    """The places (0.._PLACES-1) of all pieces of a text, in order and with repeats. Works on any text."""
    plain = f" {_NO_WORD.sub(' ', text.lower()).strip()} "
    points = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    blank = points == np.uint64(32)
    found = [_of_size(points, blank, size) for size in _SIZES if len(points) >= size]
    return np.concatenate(found) if found else np.empty(0, np.int32)


def _of_size(points: npt.NDArray[np.uint64], blank: npt.NDArray[np.bool_], size: int) -> Places:
    count = len(points) - size + 1
    mixed = np.full(count, size, dtype=np.uint64)
    inside = np.zeros(count, dtype=bool)
    for place in range(size):
        mixed = (mixed ^ points[place : place + count]) * _MIX
        if 0 < place < size - 1:
            # A piece that spans two words says more about their order than about either.
            inside |= blank[place : place + count]
    return (mixed >> _SHIFT).astype(np.int32)[~inside]


@dataclass(frozen=True)
class Counted:
    """The pieces of one text, each once, and how often it stands there; kept by whoever builds the index anew."""

    places: Places
    counts: npt.NDArray[np.uint16]


def counted(text: str) -> Counted:
    """Count a text's pieces."""
    places, counts = np.unique(pieces(text), return_counts=True)
    return Counted(places, np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16))


class NgramIndex:
    """BM25 over the pieces of a list of texts; `score` gives one number a text, in their order.

    Built whole from texts already counted, so a changed entry costs its own counting and one sorting of all.
    """

    def __init__(self, texts: Sequence[Counted]) -> None:
        self._size = len(texts)
        lengths = np.array([text.counts.sum() for text in texts], dtype=np.float32)
        mean = max(float(lengths.mean()), 1.0) if self._size else 1.0
        places = np.concatenate([text.places for text in texts]) if texts else np.empty(0, np.int32)
        counts = np.concatenate([text.counts for text in texts]) if texts else np.empty(0, np.uint16)
        owners = np.repeat(np.arange(self._size, dtype=np.int32), [len(text.places) for text in texts])
        held = np.bincount(places, minlength=_PLACES)
        rarity = np.log1p((self._size - held + 0.5) / (held + 0.5)).astype(np.float32)
        norm = _K1 * (1 - _B + _B * lengths / mean)
        weights = rarity[places] * counts * (_K1 + 1) / (counts + norm[owners])
        order = np.argsort(places, kind="stable")
        self._owners, self._weights = owners[order], weights[order].astype(np.float32)
        self._starts = np.concatenate([[0], np.cumsum(held)]).astype(np.int64)
        self._rarity = rarity

    def score(self, text: str) -> Floats:
        """BM25 of every text for the words of a question; each piece counts once. Shape (texts,)."""
        scores = np.zeros(self._size, dtype=np.float32)
        for place in np.unique(pieces(text)):
            held = slice(self._starts[place], self._starts[place + 1])
            scores[self._owners[held]] += self._weights[held]
        return scores

    def most(self, text: str) -> float:
        """The score of a text that held every piece of the question about once: what `score` is measured against."""
        found = np.unique(pieces(text))
        return float(self._rarity[found].sum()) or 1.0
