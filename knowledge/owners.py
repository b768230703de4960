"""Which department most likely owns a question, also when no entry fits it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from knowledge.manner import Manner
from knowledge.ngrams import Floats
from knowledge.ranking import Asked
from knowledge.snapshot import Snapshot
from knowledge.standard import shares
from knowledge.topics import Topic

# How sharply the nearest entries and the nearest department as a whole are preferred.
_NEAR, _WHOLE = np.float32(1.5), np.float32(20)
# A topic that none of a town's entries touches is judged by its area: how much that counts beside real entries.
_AREA = 0.3
_LITTLE = 0.05
# What a department keeps of a chance when one of the ways speaks against it: the single entry, the topic, the whole.
_DOUBTS = (0.05, 0.02, 0.05)
# What danger is about, whatever words it is told in: a message of danger leans to whoever owns these topics.
_REFUGE = frozenset(
    ("barn-och-familj-orosanmalan", "stod-och-beroende-vald-i-nara-relation", "stod-och-beroende-socialjour")
)
_LEANING_DOUBT = 0.02


class Owners:
    """Three ways to an owner: its nearest entries, the topics its entries are about, and its answers as a whole.

    Measured on Ekberga where no entry fits: the nearest entry's department was right for .57 of the uncovered
    questions, the three ways together for .83. Of the messages of danger, which are told in every department's words,
    the leaning took the right ones from 15 to 18 of 24 (decision 0009).
    """

    def __init__(self, snapshot: Snapshot, topics: Sequence[Topic]) -> None:
        self._ids: npt.NDArray[np.int64] = np.unique(snapshot.departments)
        self._of_entry = np.searchsorted(self._ids, snapshot.departments)
        count = len(self._ids)
        told = np.zeros((count, len(topics)), dtype=np.float64)
        if count:
            np.add.at(told, self._of_entry, snapshot.topic_chances)
        self._of_topic = _with_areas(told, topics)
        self._refuge = _refuge(self._of_topic, topics)
        self._whole = _middles(snapshot, self._of_entry, count) if snapshot.has_vectors else None

    def owner(self, asked: Asked, fused: Floats) -> int | None:
        """The department's id; None in a town without entries."""
        if not len(self._ids):
            return None
        near = np.bincount(self._of_entry, weights=shares(fused * _NEAR), minlength=len(self._ids))
        by_topic = self._of_topic @ np.exp(asked.topics)
        chances = np.log(near + _DOUBTS[0]) + np.log(by_topic / max(float(by_topic.sum()), 1e-9) + _DOUBTS[1])
        if self._whole is not None and asked.vector is not None:
            chances = chances + np.log(shares(self._whole @ asked.vector * _WHOLE) + _DOUBTS[2])
        chances = chances + asked.manners.get(Manner.DANGER, 0.0) * np.log(self._refuge + _LEANING_DOUBT)
        return int(self._ids[int(np.argmax(chances))])


def _refuge(of_topic: npt.NDArray[np.float64], topics: Sequence[Topic]) -> npt.NDArray[np.float64]:
    """Each department's part of the topics of danger, (departments,)."""
    told = of_topic[:, [topic.id in _REFUGE for topic in topics]].sum(axis=1)
    parts: npt.NDArray[np.float64] = told / max(float(told.sum()), 1e-9)
    return parts


def _with_areas(told: npt.NDArray[np.float64], topics: Sequence[Topic]) -> npt.NDArray[np.float64]:
    """Each department's part of each topic, (departments, topics), by its entries and by the topic's area."""
    areas, of_topic = np.unique([topic.area for topic in topics], return_inverse=True)
    by_area = np.zeros((len(told), len(areas)))
    np.add.at(by_area.T, of_topic, told.T)
    by_area /= by_area.sum(axis=0) + _LITTLE
    parts: npt.NDArray[np.float64] = (told + _AREA * by_area[:, of_topic]) / (told.sum(axis=0) + _AREA)
    return parts


def _middles(snapshot: Snapshot, of_entry: npt.NDArray[np.intp], count: int) -> Floats:
    """The mean direction of each department's answers, (departments, dimensions)."""
    middles = np.zeros((count, snapshot.passages.shape[1]), dtype=np.float32)
    np.add.at(middles, of_entry, snapshot.passages)
    lengths: Floats = np.linalg.norm(middles, axis=1, keepdims=True)
    return np.divide(middles, np.maximum(lengths, np.float32(1e-9)), dtype=np.float32)
