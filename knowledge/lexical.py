"""The word index over published entries: the only file that knows Whoosh."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Term
from whoosh.searching import Searcher
from whoosh.util.filelock import FileLock, try_for

from knowledge.analysis import index_words
from knowledge.errors import SearchUnavailable

# Raised when the fields, the stems or the file change: an index of another form is left alone and a new one built.
FORM = 3
# How much a word counts by where it stands; the question and the ways of asking it weigh most.
_BOOSTS = {"question": 3.0, "phrasings": 3.0, "keywords": 2.0, "subject": 1.0, "answer": 1.0}
# A story holds a hundred words; the rarest tell what it is about.
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
        # Whoosh's readers hold file positions (Whoosh manual, "threads"): one thread at a time.
        self._searching = threading.Lock()
        self._words: tuple[_Held, _Words] | None = None

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
        self._save(_sealed(mark, _changed(held, changed, gone).files))

    def tried(self, changed: Iterable[IndexedText], gone: Iterable[int] = ()) -> TriedIndex:
        """The index as it would be with these changes; nothing is written. Raises SearchUnavailable without one."""
        held = self._read()
        if held is None:
            raise SearchUnavailable(f"there is no index in {self._file}")
        return TriedIndex(_Words(_changed(held, changed, gone).open_index().searcher()))

    def find(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Entry ids with their BM25F scores, best first; any of the words may be missing."""
        held = self._read()
        if held is None:
            raise SearchUnavailable(f"there is no index in {self._file}")
        wanted = list(dict.fromkeys(index_words(text)))
        with self._searching:
            if self._words is None or self._words[0] is not held:
                self._words = held, _Words(held.storage.open_index().searcher())
            return self._words[1].best(wanted, limit)

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


@dataclass(frozen=True)
class _Hits:
    """The documents that hold one word in one field, and the word's boosted score in each."""

    documents: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float64]


class _Words:
    """Whoosh's BM25F with whole lists at once: what each word scores in each document, read from Whoosh one time.

    Its own search scores every hit of every word anew: 20 ms a message at 5,000 entries, against less than 1 ms here.
    The scores and their order are the same. For one thread at a time, as Whoosh's searcher is.
    """

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._count: int = searcher.reader().doc_count_all()
        self._counts: dict[str, dict[str, int]] = {}
        self._hits: dict[tuple[str, str], _Hits] = {}

    def best(self, words: Iterable[str], limit: int) -> list[tuple[int, float]]:
        """Entry ids with their sums over the rarest words, best first; the earlier document among equals."""
        totals = np.zeros(self._count)
        for word in self._rarest(words):
            for field in self._fields(word):
                hits = self._of(field, word)
                totals[hits.documents] += hits.scores
        found = [place for place in np.argsort(-totals, kind="stable")[:limit].tolist() if totals[place] > 0]
        return [(int(self._searcher.stored_fields(place)["entry_id"]), float(totals[place])) for place in found]

    def _rarest(self, words: Iterable[str]) -> list[str]:
        """The words that the fewest entries hold; their order stays."""
        held = {word: max(fields.values()) for word in words if (fields := self._fields(word))}
        kept = set(sorted(held, key=lambda word: held[word])[:_MOST_WORDS])
        return [word for word in held if word in kept]

    def _fields(self, word: str) -> Mapping[str, int]:
        """The fields that hold a word, each with the number of entries; words of no entry are not remembered."""
        fields = self._counts.get(word)
        if fields is None:
            reader = self._searcher.reader()
            fields = {field: count for field in _BOOSTS if (count := reader.doc_frequency(field, word))}
            if fields:
                self._counts[word] = fields
        return fields

    def _of(self, field: str, word: str) -> _Hits:
        hits = self._hits.get((field, word))
        if hits is None:
            hits = self._hits[field, word] = self._scored(field, word)
        return hits

    def _scored(self, field: str, word: str) -> _Hits:
        documents: list[int] = []
        scores: list[float] = []
        for part, offset in self._searcher.leaf_searchers():
            found = Term(field, word, boost=_BOOSTS[field]).matcher(part)
            while found.is_active():
                documents.append(found.id() + offset)
                scores.append(found.score())
                found.next()
        return _Hits(np.array(documents, np.int32), np.array(scores))


class TriedIndex:
    """An index with changes that nobody has saved, for one thread."""

    def __init__(self, words: _Words) -> None:
        self._words = words

    def find(self, text: str, limit: int) -> list[tuple[int, float]]:
        """As `LexicalIndex.find`."""
        return self._words.best(list(dict.fromkeys(index_words(text))), limit)


def _changed(held: _Held | None, changed: Iterable[IndexedText], gone: Iterable[int]) -> _Memory:
    """An index's files with changes in them; a new one's where there is none to change."""
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
    return storage


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
