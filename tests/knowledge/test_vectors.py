"""Vectors of entries are computed once for all, a resident's never leave memory, and no cache stops anybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select, text, update

from knowledge.database import Database
from knowledge.errors import EmbedderUnavailable
from knowledge.shipped import read_shipped
from knowledge.vectors import Embedding, Kind, VectorStore, vector_key, write_shipped
from tests.fakes import WordEmbedder

TEXTS = ["När plogas min gata?", "Hur söker jag bygglov?", "Var ligger biblioteket?"]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database of each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def embedder() -> WordEmbedder:
    """A model that tells what it was asked."""
    return WordEmbedder()


@pytest.fixture
def store(database: Database, embedder: WordEmbedder) -> VectorStore:
    """A store with nothing in it."""
    return VectorStore(database, embedder)


def kept(database: Database) -> list[str]:
    """The keys in the table."""
    with database.reading() as session:
        return list(session.scalars(select(Embedding.key).order_by(Embedding.key)))


def test_a_text_is_computed_once(database: Database, store: VectorStore, embedder: WordEmbedder) -> None:
    """Neither this process nor the next computes it again, and both get the very same numbers."""
    first = store.questions(TEXTS)
    assert embedder.asked == TEXTS
    assert (store.questions(TEXTS[::-1]) == first[::-1]).all()
    another = VectorStore(database, WordEmbedder())
    assert (another.questions(TEXTS) == first).all()
    assert (embedder.asked, another.embedder.asked) == (TEXTS, [])
    assert np.abs(first - WordEmbedder().questions(TEXTS)).max() < 0.001
    assert (first.dtype, first.shape) == (np.float32, (3, 64))
    assert np.allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)


def test_only_what_is_missing_is_computed(store: VectorStore, embedder: WordEmbedder) -> None:
    """One edited entry costs its own texts, each once however often it occurs."""
    store.questions(TEXTS[:1])
    embedder.asked.clear()
    found = store.questions([*TEXTS, TEXTS[1]])
    assert embedder.asked == TEXTS[1:]
    assert (found[3] == found[1]).all()


def test_kinds_and_embedders_are_kept_apart(database: Database, store: VectorStore) -> None:
    """The same words as a question, as an answer and by another model are three vectors."""
    question, passage = store.questions(TEXTS[:1])[0], store.passages(TEXTS[:1])[0]
    other = VectorStore(database, WordEmbedder("other")).questions(TEXTS[:1])[0]
    assert question @ passage < 0.99
    assert question @ other < 0.99
    assert len(kept(database)) == 3


def test_nothing_of_the_text_is_in_the_key() -> None:
    """A digest of 64 letters; the part of a text that no model reads makes no difference."""
    key = vector_key("e", Kind.QUESTION, TEXTS[0])
    assert len(key) == 64
    assert key == vector_key("e", Kind.QUESTION, f" {TEXTS[0]}\0")
    assert len({key, vector_key("e", Kind.PASSAGE, TEXTS[0]), vector_key("f", Kind.QUESTION, TEXTS[0])}) == 3
    assert vector_key("e", Kind.QUESTION, "\ud800") != key


def test_a_residents_text_is_kept_in_memory_only(
    database: Database, store: VectorStore, embedder: WordEmbedder
) -> None:
    """Asked twice, computed once, and the database neither holds it nor is asked for it."""
    first = store.ask(TEXTS[0])
    assert (store.ask(TEXTS[0]) == first).all()
    assert first.shape == (64,)
    both = store.ask_all([TEXTS[0], TEXTS[1], TEXTS[1]])
    assert (both[0] == first).all()
    assert both.shape == (3, 64)
    assert embedder.asked == TEXTS[:2]
    assert kept(database) == []
    database.close()


def test_memory_forgets_the_oldest_and_keeps_what_is_asked_for(store: VectorStore, embedder: WordEmbedder) -> None:
    """The last 2,000 texts stay, and one that is asked for now and then; memory does not grow for ever."""
    store.ask("ofta")
    for number in range(9_000):
        store.ask(str(number))
        if number % 1_000 == 0:
            store.ask("ofta")
    embedder.asked.clear()
    store.ask_all([str(number) for number in range(7_000, 9_000)] + ["ofta"])
    assert embedder.asked == []
    store.ask_all(["0", "4000"])
    assert embedder.asked == ["0", "4000"]


def test_an_empty_text_has_a_row(store: VectorStore) -> None:
    """Nothing means nothing, also when it comes back from the table; no text gives no row."""
    for _ in range(2):
        rows = store.questions(["", TEXTS[0]])
        assert (rows[0].any(), rows[1].any()) == (False, True)
    assert store.questions([]).shape == store.ask_all([]).shape == (0, 64)


def test_missing_and_progress_are_told(store: VectorStore) -> None:
    """A command can say beforehand how much there is to do, and meanwhile how far it has come."""
    texts = [f"fråga {number}" for number in range(120)]
    store.questions(texts[:10])
    heard: list[tuple[int, int]] = []
    assert store.missing(texts) == 110
    assert store.missing(texts + texts, texts) == 230
    store.questions(texts, lambda done, of: heard.append((done, of)))
    assert heard == [(50, 110), (100, 110), (110, 110)]
    assert (store.missing(texts), store.missing()) == (0, 0)


def test_many_texts_are_found_again(database: Database, store: VectorStore, embedder: WordEmbedder) -> None:
    """More than one question to the database can hold."""
    texts = [f"fråga {number}" for number in range(1_203)]
    first = store.questions(texts)
    assert len(kept(database)) == 1_203
    embedder.asked.clear()
    assert (store.questions(texts) == first).all()
    assert embedder.asked == []


def test_a_fault_half_way_keeps_what_is_done(database: Database, store: VectorStore, embedder: WordEmbedder) -> None:
    """When the embedder stops, the error reaches the caller, and the next try goes on from there."""
    texts = [f"fråga {number}" for number in range(120)]

    def stop(done: int, _: int) -> None:
        embedder.broken = done == 100

    with pytest.raises(EmbedderUnavailable):
        store.questions(texts, stop)
    assert len(kept(database)) == 100
    embedder.broken = False
    embedder.asked.clear()
    store.questions(texts)
    assert embedder.asked == texts[100:]


def test_processes_that_build_at_once_do_not_disturb_each_other(database: Database) -> None:
    """Four builders of the same texts, in different order, all succeed, and each text is kept once."""
    texts = [f"fråga {number}" for number in range(150)]
    start, found = threading.Barrier(4), []

    def build(order: int) -> None:
        own = VectorStore(database, WordEmbedder())
        start.wait()
        found.append(own.questions(texts[::order])[::order])

    threads = [threading.Thread(target=build, args=(order,)) for order in (1, -1, 1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all((rows == found[0]).all() for rows in found)
    # On SQLite a builder that would have to wait for another keeps nothing; the texts are the same, so none is lost.
    VectorStore(database, WordEmbedder()).questions(texts)
    assert len(kept(database)) == 150


@pytest.mark.timeout(20)
def test_a_caller_who_is_writing_gets_the_vectors(database: Database, store: VectorStore) -> None:
    """Inside the caller's own transaction SQLite cannot keep them, and must not wait half a minute for itself."""
    with database.transaction() as session:
        session.execute(update(Embedding).values(vector=b""))
        found = store.questions(TEXTS)
    assert (found == store.questions(TEXTS)).all()
    assert len(kept(database)) == 3
    with database.reading() as session:
        if database.engine.dialect.name == "sqlite":
            assert session.scalar(text("PRAGMA busy_timeout")) == 30_000


def test_a_row_of_another_length_is_not_used(database: Database, store: VectorStore) -> None:
    """An endpoint that changed its model under the same name: computed anew, not misread."""
    before = store.questions(TEXTS)
    with database.transaction() as session:
        session.execute(update(Embedding).values(vector=b"\0\0"))
    assert (store.questions(TEXTS) == before).all()


def test_shipped_vectors_spare_the_computing(tmp_path: Path, database: Database) -> None:
    """What the program brings is neither computed nor kept; it is near the real, of length one."""
    write_shipped(tmp_path / "vectors.npz", WordEmbedder(), [*TEXTS, ""], TEXTS)
    store = VectorStore(database, WordEmbedder(), read_shipped(tmp_path / "vectors.npz"))
    rows = np.concatenate([store.questions([*TEXTS[::-1], ""]), store.passages(TEXTS), [store.ask(TEXTS[0])]])
    real = WordEmbedder()
    expected = np.concatenate([real.questions([*TEXTS[::-1], ""]), real.passages(TEXTS), real.questions(TEXTS[:1])])
    assert store.embedder.asked == []
    assert kept(database) == []
    assert np.abs(rows - expected).max() < 0.005
    assert np.allclose(np.linalg.norm(rows[:3], axis=1), 1, atol=1e-5)
    assert not rows[3].any()
    assert store.missing([*TEXTS, "ny"], TEXTS) == 1
    assert store.questions(["ny", TEXTS[0]]).any(axis=1).all()
    assert store.embedder.asked == ["ny"]


def test_shipped_vectors_of_another_embedder_are_not_used(tmp_path: Path, database: Database) -> None:
    """Vectors of two models mean nothing to each other."""
    write_shipped(tmp_path / "vectors.npz", WordEmbedder("other"), TEXTS, [])
    store = VectorStore(database, WordEmbedder(), read_shipped(tmp_path / "vectors.npz"))
    store.questions(TEXTS)
    assert store.embedder.asked == TEXTS


def test_the_table_is_small(database: Database, store: VectorStore) -> None:
    """Two bytes a dimension."""
    store.questions(TEXTS)
    with database.reading() as session:
        assert session.scalar(select(func.max(func.length(Embedding.vector)))) == 128
