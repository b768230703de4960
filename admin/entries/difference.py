"""What differs between two texts of an entry, field by field and word by word, to be shown side by side; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from knowledge.content import Content, differing

# Longer texts (words and spaces) are compared line by line: comparing takes the square of their length.
_MOST_WORDS = 3000
# A word with the space after it: two texts that have but spaces in common have nothing in common.
_WORDS = re.compile(r"\w+ *|[^\w\s] *|\s")


@dataclass(frozen=True)
class Piece:
    """A part of a text; `changed`: the other side does not have it."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Difference:
    """One field that differs, as `name` in `knowledge.content.Content`, with both of its sides in pieces."""

    name: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """Every field that differs, in the order of `after`. A key that only an older text lacks counts as empty."""
    return tuple(
        Difference(name, *_sides(as_text(before.get(name)), as_text(after[name]))) for name in differing(before, after)
    )


def as_text(value: Any) -> str:
    """A field of an entry's content as one text: a list a line each, a link as its words and its address."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(": ".join(part for part in one if part) if isinstance(one, list) else one for one in value)
    return str(value)


def _sides(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    olds, news = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(olds), len(news)) > _MOST_WORDS:
        olds, news = before.splitlines(keepends=True), after.splitlines(keepends=True)
    steps = SequenceMatcher(None, olds, news, autojunk=False).get_opcodes()
    return (
        _pieces((olds[start:end], tag != "equal") for tag, start, end, _, _ in steps),
        _pieces((news[start:end], tag != "equal") for tag, _, _, start, end in steps),
    )


def _pieces(parts: Iterable[tuple[Sequence[str], bool]]) -> tuple[Piece, ...]:
    return tuple(Piece("".join(words), changed) for words, changed in parts if words)
