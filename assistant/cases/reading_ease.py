"""How heavy a text is to read: LIX, words and sentences (C. H. Björnsson, Läsbarhet, 1968); pure."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
# A line of a list is a sentence of its own, and so is what stands before a colon.
_SENTENCE = re.compile(r"[.!?:]+(?=\s|$)|\n+")
_ADDRESS = re.compile(r"\S+://\S+|\S+@\S+")
_LONG = 7
# Fewer words say nothing of how a text reads.
_FEWEST = 20


class Ease(enum.Enum):
    """Björnsson's steps; the value is the highest LIX of each."""

    VERY_EASY = 30
    EASY = 40
    MEDIUM = 50
    HARD = 60
    VERY_HARD = 1_000


@dataclass(frozen=True)
class ReadingEase:
    """Words, sentences, and LIX with its step; LIX is None for a text that is too short to judge."""

    words: int
    sentences: int
    lix: int | None
    ease: Ease | None


def reading_ease(text: str) -> ReadingEase:
    """LIX = words a sentence + long words in a hundred, a word being long from seven letters on."""
    bare = _ADDRESS.sub(" ", text)
    words = _WORD.findall(bare)
    sentences = max(1, sum(1 for part in _SENTENCE.split(bare) if _WORD.search(part)))
    if len(words) < _FEWEST:
        return ReadingEase(len(words), sentences, None, None)
    long_words = sum(1 for word in words if len(word) >= _LONG)
    lix = round(len(words) / sentences + 100 * long_words / len(words))
    return ReadingEase(len(words), sentences, lix, next(step for step in Ease if lix <= step.value))
