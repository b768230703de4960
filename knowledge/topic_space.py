"""Which of the pack's topics a text is near: the bridge between how residents write and what an entry is called."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from knowledge.ngrams import Floats, NgramIndex, counted
from knowledge.standard import log_shares, standing
from knowledge.topics import Topic, the_topics

# How much the letters count beside the meaning (measured on Ekberga: decision 0009).
_LETTERS = np.float32(0.5)
# How sharply the nearest topic is preferred: for a message, which has one matter, and for an entry, which may touch
# several. Multiples of the standing.
_MESSAGE_SHARPNESS, _ENTRY_SHARPNESS = np.float32(1.75), np.float32(1.67)
# A topic is as near as its two nearest phrasings; for a whole answer, its six nearest.
_NEAREST, _NEAREST_TO_PASSAGE = 2, 6


@dataclass(frozen=True)
class PackVectors:
    """What the pack's texts mean: all phrasings (topic by topic), and the topics in official words, row by row."""

    wordings: Floats
    official: Floats


class TopicSpace:
    """The pack, ready to be compared with. Everything is given as logarithms of shares over the topics.

    Without vectors (no embedder) the letters alone decide.
    """

    def __init__(self, topics: Sequence[Topic], vectors: PackVectors | None) -> None:
        self.topics = tuple(topics)
        sizes = [len(topic.wordings) for topic in topics]
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
        self._owners = np.repeat(np.arange(len(sizes)), sizes)
        self._others = np.array([bool(topic.authority) for topic in topics])
        self._vectors = vectors
        self._letters = NgramIndex([counted(topic.words) for topic in topics])

    @property
    def has_vectors(self) -> bool:
        """Whether meaning counts, or the letters alone."""
        return self._vectors is not None

    @cached_property
    def centre(self) -> Floats | None:
        """What all that residents ask for has in common, (dimensions,); None without vectors."""
        return None if self._vectors is None else self._vectors.wordings.mean(axis=0)

    def elsewhere(self, nearness: Floats) -> float:
        """The chance (0..1) that a message so near the topics is about another authority's business."""
        return float(np.exp(nearness)[self._others].sum())

    @cached_property
    def digest(self) -> str:
        """Names the pack's content: what was computed with another pack is not used."""
        text = "\0".join(f"{topic.id}\0{topic.words}\0{topic.wordings}" for topic in self.topics)
        return hashlib.sha256(f"{_LETTERS}\0{_ENTRY_SHARPNESS}\0{text}".encode()).hexdigest()[:16]

    def of_message(self, text: str, vector: Floats | None) -> Floats:
        """How near each topic is to a resident's text, (topics,)."""
        letters = standing(self._letters.score(text))
        if self._vectors is None or vector is None:
            return log_shares(letters * _MESSAGE_SHARPNESS)
        meaning = standing(self._nearest(vector @ self._vectors.wordings.T, _NEAREST))
        return log_shares((meaning + _LETTERS * letters) * _MESSAGE_SHARPNESS)

    def of_entry(self, text: str, wordings: Floats | None, passage: Floats | None) -> Floats:
        """How near each topic is to an entry, (topics,): by its words, its ways of asking and its answer."""
        letters = standing(self._letters.score(text))
        if self._vectors is None or wordings is None or passage is None:
            return log_shares(letters * _ENTRY_SHARPNESS)
        asked = self._nearest(wordings @ self._vectors.wordings.T, _NEAREST).max(axis=0)
        answered = self._nearest(passage @ self._vectors.wordings.T, _NEAREST_TO_PASSAGE)
        official = passage @ self._vectors.official.T
        meaning = standing(asked) + standing(answered) + standing(official)
        return log_shares((meaning + _LETTERS * letters) * _ENTRY_SHARPNESS)

    def _nearest(self, likeness: Floats, count: int) -> Floats:
        """The mean of each topic's `count` highest values; the last axis goes from wordings to topics."""
        rest = likeness.copy()
        total: Floats = np.zeros((*likeness.shape[:-1], len(self.topics)), dtype=np.float32)
        for _ in range(count):
            best = np.maximum.reduceat(rest, self._starts, axis=-1)
            total += best
            # The highest of each topic is taken away before the next round; equals go together, which changes nothing.
            rest = np.where(rest >= best[..., self._owners], np.float32(-1), rest)
        return np.divide(total, np.float32(count), dtype=np.float32)


@cache
def letters_only() -> TopicSpace:
    """The shipped pack without an embedder: the same for every matcher of the process."""
    return TopicSpace(the_topics(), None)
