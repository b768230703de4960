"""What is computed once from a model file, and kept in the data folder so that all processes share it in memory."""

from __future__ import annotations

import logging
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.e5.model_file import ModelFile
from knowledge.e5.network import Weights, integer_weights
from knowledge.e5.pieces import PieceNumbers, piece_numbers

# Changes when what is kept changes, so that another release makes its own.
_FORM = 1
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Prepared:
    """The network's weights in int8 (21 MB) and the tokenizer's sorted numbers (3 MB)."""

    weights: Weights
    numbers: PieceNumbers


def prepared(file: ModelFile, identity: str, folder: Path) -> Prepared:
    """What is kept in `folder` for the model file of that identity; made there at the first call (half a second).

    Any number of processes may do so at once. A folder that cannot be written is said in the log, and the process
    has its own copy then.
    """
    target = folder / f"e5-{identity}-{_FORM}"
    try:
        return _open(target)
    except FileNotFoundError:
        _log.debug("the language model is prepared in %s", target)
    except (OSError, ValueError, EOFError) as fault:
        _log.warning("the prepared language model %s is made anew: %s", target, fault)
        shutil.rmtree(target, ignore_errors=True)
    made = Prepared(integer_weights(file), piece_numbers(file.pieces))
    try:
        _keep(made, target)
        return _open(target)
    except (OSError, ValueError, EOFError) as fault:
        _log.warning("the prepared language model cannot be kept in %s, each process has its own: %s", target, fault)
        return made


def _arrays(kept: Prepared) -> dict[str, npt.NDArray[Any]]:
    return {
        "integers": kept.weights.integers,
        "steps": kept.weights.steps,
        "numbers": kept.numbers.numbers,
        "order": kept.numbers.order,
    }


def _open(target: Path) -> Prepared:
    names = ("integers", "steps", "numbers", "order")
    integers, steps, numbers, order = (np.load(target / f"{name}.npy", mmap_mode="r") for name in names)
    return Prepared(Weights(integers, steps), PieceNumbers(numbers, order))


def _keep(made: Prepared, target: Path) -> None:
    """Write it all under a name of its own, then rename: nobody ever sees half a model."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=target.parent, prefix=target.name, suffix=".new"))
    try:
        for name, array in _arrays(made).items():
            np.save(new / f"{name}.npy", array)
        _give_name(new, target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _remove_former(target)


def _give_name(new: Path, target: Path) -> None:
    try:
        new.rename(target)
    except OSError:
        # Another process was first; what it made is the same.
        if not target.exists():
            raise


def _remove_former(target: Path) -> None:
    """Each release of the model is 24 MB. A process that still has the former open keeps it."""
    for path in target.parent.glob("e5-*"):
        if path != target and path.suffix != ".new":
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
