"""The vectors of all entries' texts, computed once and kept: shipped with the program, in the database, in memory."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, LargeBinary, String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.database import Base, Database
from knowledge.semantic import Embedder, Floats, readable, unit
from knowledge.shipped import Shipped, save_shipped

# Keys in one question to the database, and vectors in one transaction: others may write in between.
_ASKED, _KEPT = 500, 50
# Residents' latest texts whose vectors stay in memory: a text is asked of several searches within one message.
_RECENT = 2_000
# How long keeping vectors waits for another writer on SQLite (milliseconds). The caller may itself be that writer,
# in the transaction that receives a message; then nothing is kept this time.
_PATIENCE = 250
Progress = Callable[[int, int], None]
_log = logging.getLogger(__name__)


class Kind(StrEnum):
    """What a text is to the model: the same words have another vector as an answer than as a question."""

    QUESTION = "question"
    PASSAGE = "passage"


class Embedding(Base):
    """One text's vector as float16, under a digest of embedder, kind and text: the text itself is not kept."""

    __tablename__ = "embedding"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


def vector_key(embedder: str, kind: Kind, text: str) -> str:
    """The 64 hexadecimal digits under which a text's vector is kept."""
    return sha256(f"{embedder}\0{kind}\0{readable(text)}".encode()).hexdigest()


class VectorStore:
    """An embedder that remembers. Rows are float32 of length one, (n, dimensions), in the order of the texts.

    Vectors of entries' texts are kept for all processes and for the next start, rounded to float16 (a cosine
    changes by less than 0.001), and are the same whether just computed or read. Methods raise EmbedderUnavailable.
    """

    def __init__(self, database: Database, embedder: Embedder, shipped: Shipped | None = None) -> None:
        """Loads and computes nothing. Shipped vectors of another embedder are not used."""
        self.embedder = embedder
        self._database = database
        self._shipped = shipped
        self._recent = _Recent(_RECENT)

    def questions(self, texts: Sequence[str], progress: Progress | None = None) -> Floats:
        """What entries' questions and phrasings mean. `progress` hears how many of the missing are done, of how many.

        Opens sessions of its own: call it outside a transaction when much is missing.
        """
        return self._remembered(Kind.QUESTION, texts, progress)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Floats:
        """What answers mean; otherwise as `questions`."""
        return self._remembered(Kind.PASSAGE, texts, progress)

    def ask(self, text: str) -> Floats:
        """What a resident's text means, (dimensions,). It is never kept in the database, nor is it asked."""
        vector: Floats = self.ask_all([text])[0]
        return vector

    def ask_all(self, texts: Sequence[str]) -> Floats:
        """The same for several texts of residents, such as a message and its sentences."""
        keys = [vector_key(self.embedder.name, Kind.QUESTION, text) for text in texts]
        found = self._from_memory(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            fresh = dict(zip(missing, self.embedder.questions(list(missing.values())), strict=True))
            self._recent.add(fresh)
            found |= fresh
        return self._rows(keys, found)

    def derived(
        self, label: str, texts: Sequence[str], width: int, compute: Callable[[Sequence[int]], Floats]
    ) -> Floats:
        """Rows (n, width) that follow from texts, the embedder and what `label` names, kept as the vectors are.

        `compute` gives the rows of the texts at these places; it is asked for what is not kept. Rounded to float16.
        """
        keys = [sha256(f"{self.embedder.name}\0{label}\0{text}".encode()).hexdigest() for text in texts]
        found = self._from_table(keys, width)
        missing = [place for place, key in enumerate(keys) if key not in found]
        if missing:
            rows = compute(missing)
            fresh = {keys[at]: row.astype(np.float16).tobytes() for at, row in zip(missing, rows, strict=True)}
            self._keep(fresh)
            found |= fresh
        return np.frombuffer(b"".join(found[key] for key in keys), np.float16).astype(np.float32).reshape(-1, width)

    def missing(self, questions: Sequence[str] = (), passages: Sequence[str] = ()) -> int:
        """How many different texts would have to be computed now."""
        keys = self._keys(Kind.QUESTION, questions) + self._keys(Kind.PASSAGE, passages)
        return len(set(keys)) - len(self._find(keys))

    def _remembered(self, kind: Kind, texts: Sequence[str], progress: Progress | None) -> Floats:
        keys = self._keys(kind, texts)
        found = self._find(keys)
        missing = [(key, text) for key, text in dict(zip(keys, texts, strict=True)).items() if key not in found]
        for start in range(0, len(missing), _KEPT):
            some = missing[start : start + _KEPT]
            fresh = self._compute(kind, some)
            self._keep(fresh)
            found |= {key: _unpacked(vector) for key, vector in fresh.items()}
            if progress:
                progress(start + len(some), len(missing))
        return self._rows(keys, found)

    def _keys(self, kind: Kind, texts: Sequence[str]) -> list[str]:
        name = self.embedder.name if texts else ""
        return [vector_key(name, kind, text) for text in texts]

    def _rows(self, keys: Sequence[str], found: Mapping[str, Floats]) -> Floats:
        if not keys:
            return np.zeros((0, self.embedder.dimensions), np.float32)
        return np.stack([found[key] for key in keys])

    def _from_memory(self, keys: Iterable[str]) -> dict[str, Floats]:
        found = {key: vector for key in keys if (vector := self._recent.get(key)) is not None}
        return found | self._from_shipped(key for key in keys if key not in found)

    def _from_shipped(self, keys: Iterable[str]) -> dict[str, Floats]:
        if self._shipped is None or self._shipped.name != self.embedder.name:
            return {}
        return self._shipped.find(keys)

    def _find(self, keys: Iterable[str]) -> dict[str, Floats]:
        found = self._from_shipped(dict.fromkeys(keys))
        wanted = [key for key in dict.fromkeys(keys) if key not in found]
        if wanted:
            # An endpoint that serves another model under the same name gives other lengths: those are computed anew.
            kept = self._from_table(wanted, self.embedder.dimensions)
            found |= {key: _unpacked(vector) for key, vector in kept.items()}
        return found

    def _from_table(self, keys: Sequence[str], width: int) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        size = width * np.dtype(np.float16).itemsize
        with self._database.reading() as session:
            for start in range(0, len(keys), _ASKED):
                some = select(Embedding.key, Embedding.vector).where(Embedding.key.in_(keys[start : start + _ASKED]))
                found |= {key: vector for key, vector in session.execute(some) if len(vector) == size}
        return found

    def _compute(self, kind: Kind, texts: Sequence[tuple[str, str]]) -> dict[str, bytes]:
        embed = self.embedder.questions if kind is Kind.QUESTION else self.embedder.passages
        vectors = embed([text for _, text in texts])
        return {key: vector.astype(np.float16).tobytes() for (key, _), vector in zip(texts, vectors, strict=True)}

    def _keep(self, vectors: Mapping[str, bytes]) -> None:
        """Keep them if that can be done soon: they can be computed again, and nobody should wait for a cache."""
        engine = self._database.engine
        # Another process may have kept the same text meanwhile; both databases say it alike, in dialects of their own.
        dialect = sqlite if engine.dialect.name == "sqlite" else postgresql
        insert = dialect.insert(Embedding).on_conflict_do_nothing()
        # In one order everywhere: two processes that keep the same texts must not wait for each other in a ring.
        rows = [{"key": key, "vector": vector} for key, vector in sorted(vectors.items())]
        try:
            with engine.connect() as connection, _impatient(connection), connection.begin():
                connection.execute(insert, rows)
        except DBAPIError as error:
            _log.info("%d vectors are not kept this time: %s", len(rows), type(error.orig).__name__)


def write_shipped(path: Path, embedder: Embedder, questions: Sequence[str], passages: Sequence[str]) -> None:
    """Compute these texts' vectors and write them where `read_shipped` reads them. Raises OSError."""
    name = embedder.name
    vectors = {
        vector_key(name, kind, text): vector
        for kind, texts, embed in (
            (Kind.QUESTION, questions, embedder.questions),
            (Kind.PASSAGE, passages, embedder.passages),
        )
        for text, vector in zip(texts, embed(texts), strict=True)
    }
    save_shipped(path, name, vectors)


class _Recent:
    """The vectors of the latest texts: at least the last `size`, at most twice as many.

    Two generations instead of a chain of uses: every step is one operation of a dict, so threads need no lock, which
    a forked child might inherit locked.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._new: dict[str, Floats] = {}
        self._old: dict[str, Floats] = {}

    def get(self, key: str) -> Floats | None:
        """The vector; one that is still asked for stays."""
        vector = self._new.get(key)
        if vector is None and (vector := self._old.get(key)) is not None:
            self.add({key: vector})
        return vector

    def add(self, vectors: Mapping[str, Floats]) -> None:
        """Remember these."""
        for key, vector in vectors.items():
            if len(self._new) >= self._size:
                self._old, self._new = self._new, {}
            self._new[key] = vector


def _unpacked(vector: bytes) -> Floats:
    return unit(np.frombuffer(vector, np.float16).astype(np.float32))


@contextmanager
def _impatient(connection: Connection) -> Iterator[None]:
    """Let SQLite wait shortly only; the connection waits as before when it is given back.

    PostgreSQL needs nothing: it locks rows, and only those with the same keys.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()
    before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    cursor.execute(f"PRAGMA busy_timeout={_PATIENCE}")
    try:
        yield
    finally:
        cursor.execute(f"PRAGMA busy_timeout={int(before)}")
        cursor.close()
