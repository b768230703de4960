"""What makes the search quick changes none of its results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from knowledge.database import Database
from knowledge.lexical import IndexedText, LexicalIndex
from knowledge.ranking import _through_topics
from knowledge.semantic import Floats
from knowledge.standard import log_shares
from knowledge.vectors import Embedding, VectorStore
from tests.fakes import WordEmbedder


def test_kept_rows_are_the_same_and_computed_once(tmp_path: Path) -> None:
    """What is kept is read as it was computed, in the order asked for, and only the missing are computed."""
    database = Database(f"sqlite:///{tmp_path / 'kept.sqlite'}")
    Embedding.metadata.create_all(database.engine)
    store = VectorStore(database, WordEmbedder())
    asked: list[list[int]] = []

    def compute(places: Sequence[int]) -> Floats:
        asked.append(list(places))
        return np.array([[place + 0.1, -20.3] for place in places], np.float32)

    first = store.derived("topics a", ["ett", "två"], 2, compute)
    again = store.derived("topics a", ["två", "tre", "ett"], 2, compute)
    assert asked == [[0, 1], [1]]
    assert np.array_equal(again[[2, 0]], first)
    assert np.allclose(first, [[0.1, -20.3], [1.1, -20.3]], atol=0.01)
    store.derived("topics b", ["ett"], 2, compute)
    assert asked[-1] == [0]
    database.close()


def test_chances_of_topics_are_those_of_the_logarithms() -> None:
    """Exponentials taken once give the same signal as exponentials taken at each question."""
    random = np.random.default_rng(1)
    entries = log_shares(random.standard_normal((30, 7)).astype(np.float32) * 3)
    message = log_shares(random.standard_normal(7).astype(np.float32) * 3)
    at_each_question = np.log(np.exp(message) @ np.exp(entries).T + 1e-4)
    assert np.allclose(_through_topics(message, np.exp(entries)), at_each_question, atol=1e-6)


def test_a_story_is_searched_by_its_rarest_words(tmp_path: Path) -> None:
    """The one telling word at the end of a long message is among those that are looked up."""
    index = LexicalIndex(tmp_path)
    common = " ".join(f"{letter}{letter}ord{letter}" for letter in "abcdefghijklmnopqrstuvwxyzåäö")
    texts = [IndexedText(place, common, "", "", "", common) for place in range(1, 9)]
    with index.alone():
        index.write("1", [*texts, IndexedText(9, "simhallen", "", "", "", "")])
    assert 9 in {found for found, _ in index.find(f"{common} simhallen", 20)}
    assert {found for found, _ in index.find(common, 20)} == set(range(1, 9))
