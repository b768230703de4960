"""The word index over published entries: the only file that knows Whoosh."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Or, Term
from whoosh.searching import Searcher
from whoosh.util.filelock import FileLock, try_for

from knowledge.analysis import index_words
from knowledge.errors import SearchUnavailable

# Raised when the fields, the stems or the file change: an index of another form is left alone and a new one built.
FORM = 3
# How much a word counts by where it stands; the question and the ways of asking it weigh most.
_BOOSTS = {"question": 3.0, "phrasings": 3.0, "keywords": 2.0, "subject": 1.0, "answer": 1.0}
# A story holds a hundred words; the rarest tell what it is about, and each costs about 1 ms (at 5,000 entries).
_MOST_WORDS = 24
_DIGEST_LENGTH = hashlib.sha256().digest_size


@dataclass(frozen=True)
class IndexedText:
    """The words of one entry, as they go into the index."""

    entry_id: int
    question: str
    phrasings: str
    keywords: str
    subject: str
    answer: str


class _Memory(RamStorage):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's files in memory. Its own class keeps working files in /tmp, under one name for all processes."""

    def temp_storage(self, name: str | None = None) -> _Memory:
        """Working files, in memory too."""
        return _Memory()


@dataclass(frozen=True)
class _Held:
    """The index as it was read: which file it was, what it covers, and Whoosh's files, which nobody changes."""

    stamp: tuple[int, int, int]
    mark: str
    storage: _Memory


class LexicalIndex:
    """One index, built in memory and kept as one sealed file that any process may read and replace.

    A file is put in place at once and proves itself by its digest, so a reader meets the old index or the new
    one, never half of one; a torn file is as good as none. Raises SearchUnavailable when the folder cannot be
    used at all.
    """

    def __init__(self, folder: Path, wait_seconds: float = 20.0) -> None:
        # Writing all of 2,000 entries takes another process some eight seconds.
        self._wait_seconds = wait_seconds
        self._file = folder / f"lexical-{FORM}.index"
        self._lock = folder / f"lexical-{FORM}.lock"
        self._held: _Held | None = None
        self._reading = threading.Lock()
        # Whoosh's readers hold file positions, so each thread has its own (Whoosh manual, "threads").
        self._local = threading.local()

    def mark(self) -> str | None:
        """What the last writer said that the index covers; None when there is no sound index."""
        held = self._read()
        return held.mark if held else None

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Keep every other thread and process from writing; False when another was at it all the time we wait."""
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(str(self._lock))
            got = bool(try_for(lock.acquire, timeout=self._wait_seconds))
        except OSError as error:
            raise SearchUnavailable(f"the index folder {self._lock.parent} cannot be written: {error}") from error
        try:
            yield got
        finally:
            if got:
                lock.release()

    def write(
        self, mark: str, changed: Iterable[IndexedText], gone: Iterable[int] = (), *, since: str | None = None
    ) -> None:
        """Put changed entries in and take those away that are gone, all or nothing; only for whoever is `alone`.

        The changes are those after the mark `since`; without it all entries are given, and the old index is
        forgotten. Raises SearchUnavailable too when the index is no longer at `since`.
        """
        held = self._read() if since is not None else None
        if since is not None and (held is None or held.mark != since):
            raise SearchUnavailable(f"the index {self._file} was changed or lost while it was to be written")
        storage = _Memory()
        if held:
            # A copy of the names only: the readers of the old index keep theirs.
            storage.files = dict(held.storage.files)
        index = storage.open_index() if held else storage.create_index(_schema())
        with index.writer() as writer:
            for entry_id in gone:
                writer.delete_by_term("entry_id", str(entry_id))
            for text in changed:
                fields = {name: " ".join(index_words(getattr(text, name))) for name in _BOOSTS}
                writer.update_document(entry_id=str(text.entry_id), **fields)
        self._save(_sealed(mark, storage.files))

    def find(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Entry ids with their BM25F scores, best first; any of the words may be missing."""
        held = self._read()
        if held is None:
            raise SearchUnavailable(f"there is no index in {self._file}")
        searcher = self._searcher(held)
        words = _rarest(searcher, dict.fromkeys(index_words(text)))
        terms = [Term(field, word, boost=_BOOSTS[field]) for word, fields in words.items() for field in fields]
        if not terms:
            return []
        found = searcher.search(Or(terms), limit=limit)
        return [(int(hit["entry_id"]), float(hit.score)) for hit in found]

    def _searcher(self, held: _Held) -> Searcher:
        if getattr(self._local, "held", None) is not held:
            self._local.searcher = held.storage.open_index().searcher()
            self._local.held = held
        return self._local.searcher

    def _read(self) -> _Held | None:
        """The file's content, read again only when it has been replaced."""
        try:
            with self._reading, self._file.open("rb") as file:
                status = os.fstat(file.fileno())
                stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
                if self._held is None or self._held.stamp != stamp:
                    self._held = _unsealed(stamp, file.read())
                return self._held
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SearchUnavailable(f"the index {self._file} cannot be read: {error}") from error

    def _save(self, content: bytes) -> None:
        new = self._file.with_suffix(".new")
        try:
            new.write_bytes(content)
            # Not forced to the disk: a file that a power cut tears is noticed and built again.
            new.replace(self._file)
        except OSError as error:
            raise SearchUnavailable(f"the index {self._file} cannot be written: {error}") from error


def _rarest(searcher: Searcher, words: Iterable[str]) -> dict[str, list[str]]:
    """The words that the fewest entries hold, each with the fields that hold it; their order stays."""
    reader = searcher.reader()
    counts = {word: {field: reader.doc_frequency(field, word) for field in _BOOSTS} for word in words}
    held = {word: fields for word, fields in counts.items() if any(fields.values())}
    kept = set(sorted(held, key=lambda word: max(held[word].values()))[:_MOST_WORDS])
    return {word: [field for field, count in held[word].items() if count] for word in held if word in kept}


def _schema() -> Schema:
    words = {name: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for name in _BOOSTS}
    return Schema(entry_id=ID(unique=True, stored=True), **words)


def _sealed(mark: str, files: dict[str, bytes]) -> bytes:
    """Digest, one line of JSON with the mark and the files' lengths, and the files one after the other."""
    head = json.dumps({"mark": mark, "files": {name: len(content) for name, content in files.items()}})
    body = b"".join([head.encode("ascii"), b"\n", *files.values()])
    return hashlib.sha256(body).digest() + body


def _unsealed(stamp: tuple[int, int, int], content: bytes) -> _Held | None:
    """What `_sealed` put together; None when not every byte is as it was."""
    digest, body = content[:_DIGEST_LENGTH], content[_DIGEST_LENGTH:]
    if hashlib.sha256(body).digest() != digest:
        return None
    head, _, files = body.partition(b"\n")
    facts = json.loads(head)
    storage, start = _Memory(), 0
    for name, length in facts["files"].items():
        storage.files[name] = files[start : start + length]
        start += length
    return _Held(stamp, facts["mark"], storage)
