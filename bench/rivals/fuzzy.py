"""Likeness of wording alone: rapidfuzz over every question and phrasing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process, utils

from bench.rivals.rival import LIMIT, Entry


class FuzzyQuestions:
    """The token set ratio of the nearest wording; of the answer where there is none."""

    name = "rapidfuzz token_set"
    calibrated = False

    def build(self, entries: Sequence[Entry]) -> None:
        """Keep the wordings, folded once."""
        self._numbers = [entry.number for entry in entries]
        rows = [entry.wordings or (entry.row.answer,) for entry in entries]
        self._wordings = [utils.default_process(wording) for row in rows for wording in row]
        self._starts = np.cumsum([0, *(len(row) for row in rows)])[:-1]

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The entries by their nearest wording; the first in the document wins between equals."""
        ratios = process.cdist([utils.default_process(text)], self._wordings, scorer=fuzz.token_set_ratio)[0]
        scores = np.maximum.reduceat(ratios, self._starts)
        best = np.argsort(-scores, kind="stable")[:LIMIT]
        return [(self._numbers[place], float(scores[place])) for place in best if scores[place] > 0]
