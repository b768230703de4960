"""Vectors that come with the program, so that a new installation need not compute those of its own pack."""

from __future__ import annotations

import logging
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.semantic import Floats, unit

SHIPPED = Path(__file__).parent / "pack" / "vectors.npz"
# One step of the int8 scale reaches this far at most.
_STEPS = 127
_FAULTS = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Shipped:
    """Vectors by their keys (knowledge.vectors.vector_key), of one embedder.

    `keys` are sha256 digests, uint8 (n, 32), in ascending order; `vectors` int8 (n, dimensions), times `scale`.
    """

    name: str
    keys: npt.NDArray[np.uint8]
    vectors: npt.NDArray[np.int8]
    scale: float

    def __post_init__(self) -> None:
        """Raises ValueError for arrays that do not belong together."""
        if self.keys.ndim != 2 or self.keys.shape[1] != 32 or self.keys.dtype != np.uint8:
            raise ValueError("the keys are no sha256 digests")
        if self.vectors.ndim != 2 or self.vectors.dtype != np.int8 or len(self.vectors) != len(self.keys):
            raise ValueError("there is not one int8 vector a key")
        if (self._heads[1:] < self._heads[:-1]).any():
            raise ValueError("the keys are not in order")

    @cached_property
    def _heads(self) -> npt.NDArray[np.uint64]:
        """The first eight bytes of each key as a number, which sorts as the key does."""
        return _numbers(self.keys)

    def find(self, keys: Iterable[str]) -> dict[str, Floats]:
        """The vectors of those keys (hexadecimal) that are here, as float32 rows of length one."""
        wanted = list(keys)
        if not wanted or not len(self.keys):
            return {}
        digests = np.frombuffer(bytes.fromhex("".join(wanted)), np.uint8).reshape(-1, 32)
        heads = _numbers(digests)
        # Two keys with the same eight bytes are not to be met; if they were, one of them would not be found.
        places = np.minimum(np.searchsorted(self._heads, heads), len(self.keys) - 1)
        here = np.flatnonzero((self.keys[places] == digests).all(axis=1))
        rows = unit(self.vectors[places[here]].astype(np.float32) * np.float32(self.scale))
        return {wanted[place]: row for place, row in zip(here, rows, strict=True)}


def _numbers(digests: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    return np.ascontiguousarray(digests[:, :8]).view(">u8").ravel().astype(np.uint64)


def read_shipped(path: Path = SHIPPED) -> Shipped | None:
    """The vectors in the file; None when there is none, or, said in the log, when it cannot be used."""
    if not path.exists():
        return None
    try:
        with path.open("rb") as file:
            loaded = np.load(file, allow_pickle=False)
            return Shipped(str(loaded["name"]), loaded["keys"], loaded["vectors"], float(loaded["scale"]))
    except (*_FAULTS, IndexError, TypeError) as fault:
        _log.warning("the shipped vectors %s are not used: %s", path, fault)
        return None


def save_shipped(path: Path, name: str, vectors: Mapping[str, Floats]) -> None:
    """Write the vectors of the embedder `name`, by key; equal vectors give an equal file. Raises OSError."""
    rows = np.stack([vectors[key] for key in sorted(vectors)])
    scale = np.float32(np.abs(rows).max() / _STEPS)
    descriptor, new = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    try:
        with os.fdopen(descriptor, "wb") as file:
            np.savez_compressed(
                file,
                name=np.array(name),
                keys=np.array([list(bytes.fromhex(key)) for key in sorted(vectors)], np.uint8),
                vectors=np.rint(rows / scale).astype(np.int8),
                scale=scale,
            )
        Path(new).chmod(0o644)
        Path(new).replace(path)
    finally:
        Path(new).unlink(missing_ok=True)
