"""How alike residents' questions are: by the matters that they are near, and by what they mean or how they sound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.errors import EmbedderUnavailable
from knowledge.matcher import Matcher
from knowledge.ngrams import Floats, pieces
from knowledge.semantic import unit

ALIKE = 0.55
"""Two questions with at least this cosine are mostly of one matter.

Measured on the sample town's 956 wordings of 239 entries, grouped one after the other: of the pairs that came together
53 % belong to one entry and most others to its neighbours, and 40 % of an entry's own pairs come together. The
embedder's cosines alone tell hardly anything (23 % and 13 % at their best): everything that residents write is alike.
"""
# Pieces of words are counted at so many places where nothing knows what they mean.
_PLACES = 1024


def made_with(matcher: Matcher) -> str:
    """Names what `signatures` are made of: those of another name cannot be compared."""
    embedder = matcher.vectors.embedder.name if matcher.vectors is not None else "letters"
    return f"{embedder} {matcher.space.digest}"[:200]


def signatures(matcher: Matcher, texts: Sequence[str]) -> Floats:
    """A row of length one for each text, (n, width). Raises EmbedderUnavailable where the embedder is out of order."""
    return np.stack([_signature(matcher, text) for text in texts])


def _signature(matcher: Matcher, text: str) -> Floats:
    space, vector = matcher.space, matcher.meaning(text)
    if vector is None and matcher.vectors is not None:
        raise EmbedderUnavailable("questions cannot be compared without their meaning", permanent=False)
    own = _sound(text) if vector is None or space.centre is None else vector - space.centre
    matters = np.sqrt(np.exp(space.of_message(text, vector)))
    # Each half has length one, so that they count alike.
    both: Floats = unit(np.concatenate([unit(own), unit(matters)]).astype(np.float32))
    return both


def _sound(text: str) -> Floats:
    """How often each piece of the text's words comes, roughly."""
    counts = np.bincount(pieces(text) % _PLACES, minlength=_PLACES)
    return counts.astype(np.float32)
