"""Text cut into the word pieces that the model reads: the likeliest pieces (sentencepiece's unigram, Viterbi)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.e5.model_file import Bytes, PieceTable

Numbers = npt.NDArray[np.uint64]
_SPACES = re.compile(" {2,}")
# How a space is written inside pieces.
_SPACE = "\u2581"
# No piece has more letters.
_LONGEST = 16
# How many pieces are numbered at a time.
_TOGETHER = 4_096
# What an unknown letter costs, below the least likely piece (sentencepiece).
_UNKNOWN_PENALTY = 10.0
# A substring's number is the sum of each byte's random number times a power of an odd base, modulo 2^64: so the
# number of any part of a text comes from two running sums, and a piece is found by its number alone.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_BYTE_NUMBERS = np.frombuffer(hashlib.shake_256(b"pieces").digest(256 * 8), np.uint64)


@dataclass(frozen=True, eq=False)
class PieceNumbers:
    """The pieces as numbers in ascending order, uint64 (n,), and which piece each is, int32 (n,)."""

    numbers: Numbers
    order: npt.NDArray[np.int32]


def piece_numbers(table: PieceTable) -> PieceNumbers:
    """Computed once for a model file; a few thousand pieces at a time, so that little memory is needed."""
    parts = []
    for start in range(0, len(table.worths), _TOGETHER):
        places = table.places[start : start + _TOGETHER + 1].astype(np.int64)
        some = table.letters[places[0] : places[-1]]
        parts.append(_numbers(_sums(some), places[:-1] - places[0], places[1:] - places[0]))
    numbers = np.concatenate(parts)
    # Pieces that may not be met in a text: the empty ones, and the mark of the unknown.
    numbers[np.diff(table.places) == 0] = 0
    numbers[table.unknown] = 0
    order = np.argsort(numbers).astype(np.int32)
    return PieceNumbers(numbers[order], order)


class Pieces:
    """The tokenizer. 250,000 pieces take 3 MB as sorted numbers, shared by all processes.

    sentencepiece would do the same with 55 MB and half a second a process (docs/decisions/0013).
    """

    def __init__(self, table: PieceTable, numbers: PieceNumbers) -> None:
        self._normal, self._worths, self._unknown = table.normal, table.worths, table.unknown
        self._numbers, self._order = numbers.numbers, numbers.order
        self._unknown_worth = float(table.worths.min()) - _UNKNOWN_PENALTY

    def tokens(self, text: str) -> list[int]:
        """The numbers of a text's pieces, without the marks of beginning and end."""
        normal = _SPACES.sub(" ", text.translate(self._normal))
        letters = normal if normal.startswith(" ") else f" {normal}"
        return self._likeliest(letters.replace(" ", _SPACE))

    def _likeliest(self, text: str) -> list[int]:
        starting = self._candidates(text)
        best = [0.0] + [float("-inf")] * len(text)
        came = [(0, self._unknown)] * (len(text) + 1)
        for start, candidates in enumerate(starting):
            for end, piece, worth in candidates:
                if best[start] + worth > best[end]:
                    best[end], came[end] = best[start] + worth, (start, piece)
            if best[start] + self._unknown_worth > best[start + 1]:
                best[start + 1], came[start + 1] = best[start] + self._unknown_worth, (start, self._unknown)
        found, at = [], len(text)
        while at:
            at, piece = came[at]
            found.append(piece)
        return found[::-1]

    def _candidates(self, text: str) -> list[list[tuple[int, int, float]]]:
        """For each letter, the pieces that begin there: (the letter after, the piece, its worth), shortest first."""
        content = np.frombuffer(text.encode(), np.uint8)
        edges = np.append(np.flatnonzero((content & 0xC0) != 0x80), len(content))
        sums = _sums(content)
        found: list[list[tuple[int, int, float]]] = [[] for _ in text]
        for length in range(1, min(_LONGEST, len(text)) + 1):
            numbers = _numbers(sums, edges[:-length], edges[length:])
            places = np.minimum(np.searchsorted(self._numbers, numbers), len(self._numbers) - 1)
            for start in np.flatnonzero(self._numbers[places] == numbers).tolist():
                piece = int(self._order[places[start]])
                found[start].append((start + length, piece, float(self._worths[piece])))
        return found


def _sums(content: Bytes) -> Numbers:
    """Running sums (n + 1,) of the bytes' numbers times the powers of the base."""
    powers = np.full(len(content), _BASE, np.uint64)
    powers[:1] = 1
    sums = np.zeros(len(content) + 1, np.uint64)
    np.cumsum(_BYTE_NUMBERS[content] * np.multiply.accumulate(powers), out=sums[1:])
    return sums


def _numbers(sums: Numbers, starts: npt.NDArray[np.integer], ends: npt.NDArray[np.integer]) -> Numbers:
    """The number of each part from a start to its end, the same wherever in a text the part stands."""
    inverses = np.full(int(starts.max(initial=0)) + 1, _INVERSE, np.uint64)
    inverses[:1] = 1
    numbers: Numbers = (sums[ends] - sums[starts]) * np.multiply.accumulate(inverses)[starts]
    return numbers
