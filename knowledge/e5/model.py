"""The language model as one thing: a text in, its vector out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np

from knowledge.e5.adaptation import read_adaptation
from knowledge.e5.model_file import Floats, ModelFile
from knowledge.e5.network import Network
from knowledge.e5.pieces import Pieces
from knowledge.e5.prepared import prepared

# The model was trained to tell what is asked from what answers.
PREFIXES = {True: "query: ", False: "passage: "}
# The marks of beginning and end.
MARKS = 2


class E5:
    """One model, loaded: `identity` names the file and the adaptation; equal identities give equal vectors."""

    def __init__(self, path: Path, adaptation: Path, folder: Path) -> None:
        """`folder` keeps what is computed once. Raises OSError or ValueError without a usable model file."""
        file = ModelFile(path)
        adapted = read_adaptation(adaptation, file)
        published = _digest(path)
        self.identity = f"{published}-{_digest(adaptation)}" if adapted else published
        kept = prepared(file, published, folder)
        self._pieces = Pieces(file.pieces, kept.numbers)
        self._network = Network(file, kept.weights, adapted)
        self._begin, self._end = file.pieces.begin, file.pieces.end
        self._most = file.shape.positions - MARKS

    def embed(self, text: str, *, is_query: bool) -> Floats:
        """A vector of length one: the mean over the text's windows of 510 pieces, each by its number of pieces."""
        pieces = self._pieces.tokens(PREFIXES[is_query] + text)
        windows = [pieces[start : start + self._most] for start in range(0, len(pieces), self._most)]
        states = [self._network.mean_state([self._begin, *window, self._end]) for window in windows]
        mean = np.average(states, axis=0, weights=[len(window) for window in windows])
        return (mean / np.linalg.norm(mean)).astype(np.float32)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]
