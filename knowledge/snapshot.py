"""All published entries of one knowledge age, as numbers in memory: what every question is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from knowledge.ngrams import Counted, Floats, NgramIndex, counted
from knowledge.published import Published
from knowledge.swedish import tokens


@dataclass(frozen=True)
class Compared:
    """One entry made ready: its texts counted, its vectors (None without an embedder) and how near each topic is.

    Shapes: wordings (ways of asking, dimensions), passage (dimensions,), topics (topics,) as logarithms of shares.
    """

    entry: Published
    titles: Counted
    all_words: Counted
    wordings: Floats | None
    passage: Floats | None
    topics: Floats


def made_ready(entry: Published, wordings: Floats | None, passage: Floats | None, topics: Floats) -> Compared:
    """Count an entry's texts once, for every snapshot that it will be part of."""
    return Compared(entry, counted(entry.title_words), counted(entry.all_words), wordings, passage, topics)


class Snapshot:
    """The entries in one order, and every array by that order. Never changed: a change makes a new one.

    `mark` names the knowledge age that it shows.
    """

    def __init__(self, mark: str, entries: Sequence[Compared]) -> None:
        self.mark = mark
        self.compared: Mapping[int, Compared] = {one.entry.entry_id: one for one in entries}
        self.entries = tuple(one.entry for one in entries)
        self.place: Mapping[int, int] = {entry.entry_id: place for place, entry in enumerate(self.entries)}
        self.departments = np.array([entry.department_id for entry in self.entries], dtype=np.int64)
        self.titles = NgramIndex([one.titles for one in entries])
        self.all_words = NgramIndex([one.all_words for one in entries])
        # The chances themselves, so that no question takes all entries' exponentials anew (2 ms at 5,000 entries).
        self.topic_chances = (
            np.exp(np.stack([one.topics for one in entries])) if entries else np.zeros((0, 0), np.float32)
        )
        self.by_wording = _by_wording(self.entries)
        self._bounds = [(entry.valid_from, entry.valid_to) for entry in self.entries]
        self._limited = [place for place, (start, end) in enumerate(self._bounds) if start or end]
        self.has_vectors = bool(entries) and all(one.wordings is not None for one in entries)
        if self.has_vectors:
            rows = [one.wordings for one in entries if one.wordings is not None]
            self.wordings = np.concatenate(rows)
            self.starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])[:-1]]).astype(np.int64)
            self.passages = np.stack([one.passage for one in entries if one.passage is not None])

    def usable(self, day: date) -> npt.NDArray[np.bool_]:
        """Which entries are within their validity on a (Stockholm) day."""
        usable = np.ones(len(self.entries), dtype=bool)
        for place in self._limited:
            start, end = self._bounds[place]
            usable[place] = (start is None or start <= day) and (end is None or day <= end)
        return usable


def _by_wording(entries: Sequence[Published]) -> Mapping[str, frozenset[int]]:
    """Which entries have a way of asking, by its bare words."""
    found: dict[str, set[int]] = {}
    for place, entry in enumerate(entries):
        for wording in entry.wordings:
            found.setdefault(" ".join(tokens(wording)), set()).add(place)
    found.pop("", None)
    return {wording: frozenset(places) for wording, places in found.items()}
