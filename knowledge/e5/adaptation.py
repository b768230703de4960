"""Our adaptation of the language model to municipal Swedish: tensors that were trained further (bench/training)."""

from __future__ import annotations

import logging
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from knowledge.e5.model_file import Floats, ModelFile

# float16 arrays by the names that the model's own file uses ("l0.q.b").
ADAPTATION = Path(__file__).parents[1] / "pack" / "adaptation.npz"
# Whatever a damaged file can cause; the plain model serves then.
_FAULTS = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)
_log = logging.getLogger(__name__)


def read_adaptation(path: Path, file: ModelFile) -> Mapping[str, Floats]:
    """The tensors by name; none when there is no such file or, said in the log, when it cannot be used."""
    if not path.exists():
        return {}
    try:
        tensors = _read(path)
        for name, values in tensors.items():
            if name not in file.float_names or len(values) != len(file.floats(name)):
                raise ValueError(f"the model has no float tensor {name} of {len(values)} values")
    except _FAULTS as fault:
        _log.warning("the language model is used without its adaptation %s: %s", path, fault)
        return {}
    return tensors


def _read(path: Path) -> dict[str, Floats]:
    with path.open("rb") as opened:
        loaded = np.load(opened, allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            raise ValueError("it is not an npz file")
        tensors = {name: loaded[name].astype(np.float32).ravel() for name in loaded.files}
    if not tensors or not all(np.isfinite(tensor).all() for tensor in tensors.values()):
        raise ValueError("it holds no tensor, or one that is not finite")
    return tensors
