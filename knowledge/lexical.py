"""The word index over published entries: the only file that knows Whoosh."""

from __future__ import annotations

import pickle
import shutil
import struct
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, StorageError
from whoosh.filedb.filetables import FileFormatError
from whoosh.index import FileIndex, LockError
from whoosh.index import IndexError as WhooshIndexError
from whoosh.query import Or, Term
from whoosh.searching import Searcher

from knowledge.errors import SearchUnavailable
from knowledge.swedish import content_stems

# Raised when the fields or the stems change: an index of another form is left alone and a new one built.
FORM = 1
# How much a word counts by where it stands; the question and the ways of asking it weigh most.
_BOOSTS = {"question": 3.0, "phrasings": 3.0, "keywords": 2.0, "subject": 1.0, "answer": 1.0}
# The row that keeps the index's own generation, written in the same commit as the entries.
_GENERATION_ROW = "generation"
# What a torn or foreign index raises when Whoosh reads it.
_BROKEN = (
    WhooshIndexError,
    StorageError,
    FileFormatError,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    struct.error,
    pickle.UnpicklingError,
)
_WAIT_FOR_WRITER_SECONDS = 5.0


@dataclass(frozen=True)
class IndexedText:
    """The words of one entry, as they go into the index."""

    entry_id: int
    question: str
    phrasings: str
    keywords: str
    subject: str
    answer: str


class LexicalIndex:
    """One index folder. Any process may read; whoever finds it stale brings it up to date.

    Raises SearchUnavailable when the folder can be neither read nor written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / f"form-{FORM}"
        # Whoosh's readers share file positions, so each thread has its own (Whoosh manual, "threads").
        self._local = threading.local()
        self._opening = threading.Lock()
        self._index: FileIndex | None = None

    def generation(self) -> int:
        """The knowledge's generation that this index has reached; 0 when it is new."""
        row = self._searcher().document(entry_id=_GENERATION_ROW)
        return int(row["number"]) if row else 0

    def update(self, generation: int, changed: Iterable[IndexedText], gone: Iterable[int]) -> bool:
        """Write changed entries, take away those that are gone; False when another process is at it."""
        try:
            writer = self._open().writer(timeout=_WAIT_FOR_WRITER_SECONDS)
        except LockError:
            return False
        for entry_id in gone:
            writer.delete_by_term("entry_id", str(entry_id))
        for text in changed:
            fields = {name: " ".join(content_stems(getattr(text, name))) for name in _BOOSTS}
            writer.update_document(entry_id=str(text.entry_id), **fields)
        writer.update_document(entry_id=_GENERATION_ROW, number=generation)
        writer.commit()
        return True

    def find(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Entry ids with their BM25F scores, best first; any of the words may be missing."""
        stems = dict.fromkeys(content_stems(text))
        terms = [Term(field, stem, boost=boost) for stem in stems for field, boost in _BOOSTS.items()]
        if not terms:
            return []
        found = self._searcher().search(Or(terms), limit=limit)
        return [(int(hit["entry_id"]), float(hit.score)) for hit in found]

    def clear(self) -> None:
        """Throw the index away; the tables hold everything it had."""
        with self._opening:
            self._index = None
            self._local = threading.local()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _searcher(self) -> Searcher:
        index = self._open()
        known: Searcher | None = getattr(self._local, "searcher", None)
        try:
            self._local.searcher = known.refresh() if known else index.searcher()
        except _BROKEN as error:
            raise SearchUnavailable(f"the index in {self._folder} cannot be read: {error}") from error
        return self._local.searcher

    def _open(self) -> FileIndex:
        with self._opening:
            if self._index is None:
                self._index = self._open_or_create()
            return self._index

    def _open_or_create(self) -> FileIndex:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            storage = FileStorage(str(self._folder))
            return storage.open_index() if storage.index_exists() else storage.create_index(_schema())
        except _BROKEN as error:
            raise SearchUnavailable(f"the index in {self._folder} cannot be opened: {error}") from error


def _schema() -> Schema:
    words = {name: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for name in _BOOSTS}
    return Schema(entry_id=ID(unique=True, stored=True), number=STORED, **words)
