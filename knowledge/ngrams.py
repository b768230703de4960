"""Character n-grams with BM25: finds inflections, compounds and slips of the keyboard that no word index finds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
_NARROW = 1 << 16

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int32]
Owners = npt.NDArray[np.integer[Any]]
# A byte each: BM25 hardly tells a hundred times from two hundred, and there are millions of them.
Counts = npt.NDArray[np.uint8]


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
class Postings:
    """Which texts hold each piece, piece by piece: the whole content of an index.

    lengths: pieces a text (texts,). held: texts a piece (places,). owners and counts: the texts that hold it and how
    often each does, all pieces one after the other.
    """

    lengths: Floats
    held: Places
    owners: Owners
    counts: Counts


@dataclass(frozen=True)
class Counted:
    """The pieces of one text, each once, and how often it stands there; kept by whoever builds the index anew."""

    places: Places
    counts: Counts


def counted(text: str) -> Counted:
    """Count a text's pieces."""
    places, counts = np.unique(pieces(text), return_counts=True)
    return Counted(places, np.minimum(counts, np.iinfo(np.uint8).max).astype(np.uint8))


class NgramIndex:
    """BM25 over the pieces of a list of texts; `score` gives one number a text, in their order.

    Only which text holds a piece how often is kept, three bytes each; what a piece weighs is computed when it is asked
    for, since every change of the texts changes it.
    """

    def __init__(self, texts: Sequence[Counted]) -> None:
        places = np.concatenate([text.places for text in texts]) if texts else np.empty(0, np.int32)
        counts = np.concatenate([text.counts for text in texts]) if texts else np.empty(0, np.uint8)
        owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text.places) for text in texts])
        order = np.argsort(places, kind="stable")
        held = np.bincount(places, minlength=_PLACES)
        self._take(Postings(_lengths(texts), held.astype(np.int32), _narrow(owners[order], len(texts)), counts[order]))

    @classmethod
    def of(cls, postings: Postings) -> NgramIndex:
        """The index that had these postings."""
        index = cls.__new__(cls)
        index._take(postings)
        return index

    def _take(self, postings: Postings) -> None:
        self.postings = postings
        self._size = len(postings.lengths)
        mean = max(float(postings.lengths.mean()), 1.0) if self._size else 1.0
        self._norm = _K1 * (1 - _B + _B * postings.lengths / mean)
        self._starts = np.concatenate([[0], np.cumsum(postings.held)]).astype(np.int32)

    def changed(self, moved: npt.NDArray[np.int64], size: int, added: Mapping[int, Counted]) -> NgramIndex:
        """The index over `size` texts: `moved` gives each old text's new place, -1 for none; `added` are the new ones.

        Costs some 50 ms at 5,000 entries, a tenth of sorting all pieces anew.
        """
        old = self.postings
        lengths = np.zeros(size, np.float32)
        lengths[moved[moved >= 0]] = old.lengths[moved >= 0]
        owners = moved[old.owners]
        stays = owners >= 0
        places = np.repeat(np.arange(_PLACES, dtype=np.int32), old.held)[stays]
        owners, counts = owners[stays], old.counts[stays]
        texts = list(added.values())
        lengths[list(added)] = _lengths(texts)
        new_places = np.concatenate([np.empty(0, np.int32), *(text.places for text in texts)])
        new_counts = np.concatenate([np.empty(0, np.uint8), *(text.counts for text in texts)])
        new_owners = np.repeat(np.array(list(added), np.int64), [len(text.places) for text in texts])
        order = np.argsort(new_places, kind="stable")
        at = np.searchsorted(places, new_places[order], side="right")
        held = np.bincount(places, minlength=_PLACES) + np.bincount(new_places, minlength=_PLACES)
        return NgramIndex.of(
            Postings(
                lengths,
                held.astype(np.int32),
                _narrow(np.insert(owners, at, new_owners[order]), size),
                np.insert(counts, at, new_counts[order]),
            )
        )

    def score(self, text: str) -> Floats:
        """BM25 of every text for the words of a question; each piece counts once. Shape (texts,)."""
        return self._scores(np.unique(pieces(text)))

    def most(self, text: str) -> float:
        """The score of a text that held every piece of the question about once: what `score` is measured against."""
        return self._most(np.unique(pieces(text)))

    def reached(self, text: str) -> Floats:
        """`score` as a part of `most`, with the question's pieces taken once."""
        found = np.unique(pieces(text))
        return np.divide(self._scores(found), np.float32(self._most(found)), dtype=np.float32)

    def _most(self, found: Places) -> float:
        return float(self._rarity(found).sum()) or 1.0

    def _rarity(self, found: Places) -> Floats:
        """What each of these pieces weighs; of all that there are it would take longer than what a question asks."""
        held = self.postings.held[found].astype(np.int64)
        rarity: Floats = np.log1p((self._size - held + 0.5) / (held + 0.5)).astype(np.float32)
        return rarity

    def _scores(self, found: Places) -> Floats:
        parts = [slice(self._starts[place], self._starts[place + 1]) for place in found]
        if not parts or not self._size:
            return np.zeros(self._size, dtype=np.float32)
        owners = np.concatenate([self.postings.owners[part] for part in parts])
        counts = np.concatenate([self.postings.counts[part] for part in parts])
        rarity = np.repeat(self._rarity(found), self.postings.held[found])
        weights = rarity * counts * (_K1 + 1) / (counts + self._norm[owners])
        return np.bincount(owners, weights=weights, minlength=self._size).astype(np.float32)


def _lengths(texts: Sequence[Counted]) -> Floats:
    return np.array([text.counts.sum() for text in texts], dtype=np.float32)


def _narrow(owners: Owners, size: int) -> Owners:
    """Two bytes a place where they are enough, which they are for any town."""
    return owners.astype(np.uint16 if size <= _NARROW else np.int32)
