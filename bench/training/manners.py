"""Makes knowledge/pack/manner.npz: the classifier of what manner of message a text is. Needs scikit-learn.

python -m bench.training.manners [OUT]
"""

from __future__ import annotations

import random
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench.training.vectors import TellingE5
from knowledge.manner import MANNERS, Manner
from knowledge.semantic import Embedder, Floats
from knowledge.shipped import read_shipped
from knowledge.topics import LANGUAGES, PACK, Topic, the_topics
from knowledge.vectors import Kind, vector_key

# How freely the weights may grow (the inverse of the penalty), and when the fit has surely come to rest.
_FREEDOM, _TURNS = 10.0, 400
# The pack's phrasings are plain questions by the thousand; at full weight they would drown the other manners.
_SWEDISH, _FOREIGN = 0.5, 0.4
_AT_RANDOM, _LAST = 5, 2


@dataclass(frozen=True)
class Example:
    """A text, what manner of message it is, and what it weighs in the fit."""

    text: str
    manner: Manner
    weight: float = 1.0


def main() -> None:
    """Fit to all examples, say how it fits them, and write."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else MANNERS
    examples = [*taught(), *plain_questions(random.Random(1))]  # noqa: S311 - the same choice each time
    with tempfile.TemporaryDirectory() as folder:
        embedder = TellingE5(Path(folder))
        vectors = vectors_of(embedder, [example.text for example in examples])
    order = list(Manner)
    labels = np.array([order.index(example.manner) for example in examples])
    fitted = LogisticRegression(C=_FREEDOM, max_iter=_TURNS).fit(
        vectors, labels, sample_weight=[example.weight for example in examples]
    )
    print(f"{len(examples)} texts, {(fitted.predict(vectors) == labels).mean():.3f} of them read as taught")
    np.savez_compressed(
        out,
        embedder=embedder.name,
        weights=fitted.coef_.T.astype(np.float16),
        bias=fitted.intercept_.astype(np.float32),
    )


def vectors_of(embedder: Embedder, texts: Sequence[str]) -> Floats:
    """The shipped vectors where they are this embedder's (the pack's phrasings), the others computed now."""
    shipped = read_shipped()
    keys = [vector_key(embedder.name, Kind.QUESTION, text) for text in texts]
    found = shipped.find(keys) if shipped is not None and shipped.name == embedder.name else {}
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
    found |= dict(zip(missing, embedder.questions(list(missing.values())), strict=True))
    return np.stack([found[key] for key in keys])


def taught() -> Iterator[Example]:
    """The pack's texts of each manner; who tries to steer the assistant has no errand, as in small talk."""
    for path in sorted((PACK / "manner").glob("*.toml")):
        manner = Manner(path.stem)
        for text in _texts(tomllib.loads(path.read_text(encoding="utf-8"))):
            yield Example(text, manner)


def plain_questions(chance: random.Random) -> Iterator[Example]:
    """Some phrasings of every topic: the last Swedish ones of each are long letters, the others mostly short."""
    for topic in the_topics():
        swedish = topic.phrasings["sv"]
        for text in (*chance.sample(swedish, _AT_RANDOM), *swedish[-_LAST:]):
            yield Example(text, Manner.ORDINARY, _SWEDISH)
        for text in _first_foreign(topic):
            yield Example(text, Manner.ORDINARY, _FOREIGN)


def _first_foreign(topic: Topic) -> Iterator[str]:
    return (topic.phrasings[language][0] for language in LANGUAGES[1:] if topic.phrasings.get(language))


def _texts(table: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a file, in any language and any table within it."""
    for value in table.values():
        if isinstance(value, Mapping):
            yield from _texts(value)
        else:
            yield from value


if __name__ == "__main__":
    main()
