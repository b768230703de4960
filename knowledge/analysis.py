"""The words that the word index holds for a text: base forms, and the parts of compounds beside the whole."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.compounds import split
from knowledge.swedish import STOP_WORDS, base_forms, tokens


def index_words(text: str) -> list[str]:
    """Base forms in order; "förskoleplatsen" also gives what "förskola" and "plats" give."""
    return [form for word in tokens(text) if word not in STOP_WORDS for form in _forms(word)]


def _forms(word: str) -> Iterator[str]:
    yield from base_forms(word)
    for part in split(word):
        yield from base_forms(part)
