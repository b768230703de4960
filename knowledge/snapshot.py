"""All published entries of one knowledge age, as numbers in memory: what every question is compared with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

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


@dataclass(frozen=True)
class Meaning:
    """The vectors of all entries: wordings (ways of asking, dimensions), entry after entry; passages (entries, ...)."""

    wordings: Floats
    passages: Floats


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The entries in the order of their ids, and every array by that order. Never changed: a change makes a new one.

    `mark` names the knowledge age that it shows. `topic_chances` (entries, topics) are the shares themselves, so that
    no question takes all exponentials anew. `meaning` is None when any entry has no vectors: half of the entries
    would else always seem farther away.
    """

    mark: str
    entries: tuple[Published, ...]
    titles: NgramIndex
    all_words: NgramIndex
    topic_chances: Floats
    meaning: Meaning | None

    @property
    def has_vectors(self) -> bool:
        """Whether there are entries and all have vectors."""
        return self.meaning is not None

    @property
    def wordings(self) -> Floats:
        """The vectors of all ways of asking; only where there are vectors."""
        return self._known_meaning().wordings

    @property
    def passages(self) -> Floats:
        """The vectors of the answers; only where there are vectors."""
        return self._known_meaning().passages

    def _known_meaning(self) -> Meaning:
        if self.meaning is None:
            raise ValueError("asked for vectors that there are not")
        return self.meaning

    @cached_property
    def place(self) -> Mapping[int, int]:
        """Where an entry stands, by its id."""
        return {entry.entry_id: place for place, entry in enumerate(self.entries)}

    @cached_property
    def departments(self) -> npt.NDArray[np.int64]:
        """The entries' departments."""
        return np.array([entry.department_id for entry in self.entries], dtype=np.int64)

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where each entry's ways of asking begin."""
        sizes = [len(entry.wordings) for entry in self.entries]
        return np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)

    @cached_property
    def by_wording(self) -> Mapping[str, frozenset[int]]:
        """Which entries have a way of asking, by its bare words."""
        found: dict[str, set[int]] = {}
        for place, entry in enumerate(self.entries):
            for wording in entry.wordings:
                found.setdefault(" ".join(tokens(wording)), set()).add(place)
        found.pop("", None)
        return {wording: frozenset(places) for wording, places in found.items()}

    @cached_property
    def begun_words(self) -> Sequence[str]:
        """Each entry's own words in lower case, a blank before every one, to be looked through for their beginnings."""
        texts = (f"{entry.title_words} {entry.subject} {entry.department}" for entry in self.entries)
        return [" " + " ".join(tokens(text)) for text in texts]

    @cached_property
    def _limited(self) -> Sequence[int]:
        return [place for place, entry in enumerate(self.entries) if entry.valid_from or entry.valid_to]

    def usable(self, day: date) -> npt.NDArray[np.bool_]:
        """Which entries are within their validity on a (Stockholm) day."""
        usable = np.ones(len(self.entries), dtype=bool)
        for place in self._limited:
            start, end = self.entries[place].valid_from, self.entries[place].valid_to
            usable[place] = (start is None or start <= day) and (end is None or day <= end)
        return usable

    def changed(self, mark: str, made: Collection[Compared], gone: Collection[int] = ()) -> Snapshot:
        """The snapshot of another age: entries come, or take the place of those with their ids, and some are gone."""
        fresh = {one.entry.entry_id: one for one in made}
        left = {*gone, *fresh}
        kept = [place for place, entry in enumerate(self.entries) if entry.entry_id not in left]
        merged = sorted(
            [(self.entries[place].entry_id, place) for place in kept] + [(entry_id, -1) for entry_id in fresh]
        )
        moved = np.full(len(self.entries), -1, np.int64)
        for new, (_, old) in enumerate(merged):
            if old >= 0:
                moved[old] = new
        added = {new: fresh[entry_id] for new, (entry_id, old) in enumerate(merged) if old < 0}
        return Snapshot(
            mark,
            tuple(self.entries[old] if old >= 0 else fresh[entry_id].entry for entry_id, old in merged),
            self.titles.changed(moved, len(merged), {place: one.titles for place, one in added.items()}),
            self.all_words.changed(moved, len(merged), {place: one.all_words for place, one in added.items()}),
            _merged(self.topic_chances, moved, {place: np.exp(one.topics) for place, one in added.items()}),
            self._meaning_of(moved, added),
        )

    def _meaning_of(self, moved: npt.NDArray[np.int64], added: Mapping[int, Compared]) -> Meaning | None:
        passages = {place: one.passage for place, one in added.items() if one.passage is not None}
        wordings = {place: one.wordings for place, one in added.items() if one.wordings is not None}
        stays = np.flatnonzero(moved >= 0)
        if len(passages) < len(added) or not (added or len(stays)) or (self.meaning is None and len(stays)):
            return None
        if self.meaning is None:
            return Meaning(np.concatenate(list(wordings.values())), np.stack(list(passages.values())))
        ends = np.append(self.starts[1:], len(self.meaning.wordings))
        for old in stays.tolist():
            wordings[int(moved[old])] = self.meaning.wordings[self.starts[old] : ends[old]]
        return Meaning(
            np.concatenate([wordings[place] for place in sorted(wordings)]),
            _merged(self.meaning.passages, moved, passages),
        )


def _merged(old: Floats, moved: npt.NDArray[np.int64], added: Mapping[int, Floats]) -> Floats:
    """The rows at their new places; `added` by place."""
    stays = np.flatnonzero(moved >= 0)
    width = next((row.shape[-1] for row in added.values()), old.shape[1])
    rows = np.zeros((len(stays) + len(added), width), np.float32)
    if len(stays):
        rows[moved[stays]] = old[stays]
    for place, row in added.items():
        rows[place] = row
    return rows


def empty_snapshot(mark: str) -> Snapshot:
    """Before there is any entry."""
    nothing = NgramIndex([])
    return Snapshot(mark, (), nothing, nothing, np.zeros((0, 0), np.float32), None)
