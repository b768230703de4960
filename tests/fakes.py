"""What cannot be real in a test: time, and a language model where its slowness or its faults would be in the way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np

from knowledge.errors import EmbedderUnavailable
from knowledge.semantic import Floats, unit


class Clock:
    """A clock that stands still until a test moves it. It starts on a Wednesday at 10.00 in Stockholm."""

    def __init__(self, now: datetime = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it stands on."""
        return self.now

    def forward(self, **parts: float) -> None:
        """Move on, by timedelta's parts."""
        self.now += timedelta(**parts)


class WordEmbedder:
    """An embedder to whom texts are near that share words; it remembers what it was asked, and can be out of order."""

    def __init__(self, name: str = "words", dimensions: int = 64) -> None:
        self.name = name
        self.dimensions = dimensions
        self.asked: list[str] = []
        self.broken = False

    def questions(self, texts: Sequence[str]) -> Floats:
        """The sum of the words' directions."""
        return self._embed("", texts)

    def passages(self, texts: Sequence[str]) -> Floats:
        """The same with one direction more, so that an answer is not quite the question in the same words."""
        return self._embed("svar ", texts)

    def _embed(self, prefix: str, texts: Sequence[str]) -> Floats:
        if self.broken:
            raise EmbedderUnavailable("out of order", permanent=False)
        self.asked += texts
        rows = [
            sum((self._direction(word) for word in (prefix + text).lower().split()), self._zero()) for text in texts
        ]
        return unit(np.array(rows, np.float32).reshape(len(texts), self.dimensions))

    def _direction(self, word: str) -> Floats:
        return _direction(f"{self.name} {word}", self.dimensions)

    def _zero(self) -> Floats:
        return np.zeros(self.dimensions, np.float32)


@cache
def _direction(word: str, dimensions: int) -> Floats:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
    return np.random.default_rng(seed).standard_normal(dimensions).astype(np.float32)
