"""A snapshot kept as one sealed file, so that a start at 5,000 entries reads 50 MB instead of building them anew."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.ngrams import NgramIndex, Postings
from knowledge.published import Published
from knowledge.snapshot import Meaning, Snapshot

log = logging.getLogger(__name__)
# Raised when pieces, chances or the file change their meaning: a file of another form is not read.
FORM = 2
_DIGEST_LENGTH = hashlib.sha256().digest_size
# Where an array begins, so that numpy may use it as it lies there (bytes).
_ALIGNED = 64
# An entry that was kept with fewer or other facts is not read either.
_FACTS = [field.name for field in fields(Published)]
_Arrays = Mapping[str, npt.NDArray[Any]]


def read_snapshot(path: Path, made_with: str) -> Snapshot | None:
    """The snapshot in the file; None without one that is whole and `made_with` the same embedder and pack."""
    try:
        with path.open("rb") as file:
            digest, size = file.read(_DIGEST_LENGTH), file.read(8)
            told = file.read(int.from_bytes(size, "big"))
            # Apart from what is told of them, which nobody needs any more: the arrays keep all that they lie in.
            content = file.read()
    except (OSError, OverflowError, MemoryError):
        return None
    if _digest(size, told, content) != digest:
        return None
    head = json.loads(told)
    if (head["form"], head.get("facts"), head["made_with"]) != (FORM, _FACTS, made_with):
        return None
    return _snapshot(head, dict(_arrays(content, head, _DIGEST_LENGTH + len(size) + len(told))))


def _digest(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def write_snapshot(path: Path, made_with: str, snapshot: Snapshot) -> None:
    """Put the file in place at once. One that cannot be written is logged: the next start then takes longer.

    Only what is published is in it, and nothing of residents.
    """
    if snapshot.meaning is None:
        return
    arrays = _named(snapshot)
    head = {
        "form": FORM,
        "facts": _FACTS,
        "made_with": made_with,
        "mark": snapshot.mark,
        "arrays": [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()],
        "entries": [asdict(entry) for entry in snapshot.entries],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, _filled(json.dumps(head, default=date.isoformat).encode("ascii")), arrays)
    except OSError as error:
        log.warning("the snapshot %s cannot be kept: %s", path, error)


def _filled(head: bytes) -> bytes:
    """The head with blanks after it: the arrays are read by themselves, and begin where an array may begin then too."""
    return head + b" " * (-(_DIGEST_LENGTH + 8 + len(head)) % _ALIGNED)


def _write(path: Path, head: bytes, arrays: _Arrays) -> None:
    descriptor, new = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(_DIGEST_LENGTH))
            digest = hashlib.sha256()
            for part in _parts(head, arrays):
                digest.update(part)
                file.write(part)
            file.seek(0)
            file.write(digest.digest())
        Path(new).replace(path)
    finally:
        Path(new).unlink(missing_ok=True)


def _parts(head: bytes, arrays: _Arrays) -> Iterator[bytes | memoryview]:
    yield len(head).to_bytes(8, "big")
    yield head
    place = _DIGEST_LENGTH + 8 + len(head)
    for array in arrays.values():
        yield bytes(-place % _ALIGNED)
        place += -place % _ALIGNED + array.nbytes
        yield np.ascontiguousarray(array).data.cast("B") if array.size else b""


def _arrays(content: bytes, head: Mapping[str, Any], begin: int) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """The arrays of a file whose bytes from `begin` on are these."""
    place = begin
    for name, kind, shape in head["arrays"]:
        place += -place % _ALIGNED
        count = int(np.prod(shape))
        array = np.frombuffer(content, np.dtype(kind), count, place - begin)
        place += array.nbytes
        yield name, array.reshape(shape)


def _named(snapshot: Snapshot) -> _Arrays:
    named: dict[str, npt.NDArray[Any]] = {
        "wordings": snapshot.wordings,
        "passages": snapshot.passages,
        "chances": snapshot.topic_chances,
    }
    for part, index in (("titles", snapshot.titles), ("all_words", snapshot.all_words)):
        postings = index.postings
        named |= {
            f"{part} lengths": postings.lengths,
            f"{part} held": postings.held,
            f"{part} owners": postings.owners,
            f"{part} counts": postings.counts,
        }
    return named


def _snapshot(head: Mapping[str, Any], arrays: _Arrays) -> Snapshot:
    titles, all_words = (
        NgramIndex.of(Postings(*(arrays[f"{part} {name}"] for name in ("lengths", "held", "owners", "counts"))))
        for part in ("titles", "all_words")
    )
    entries = tuple(_published(entry) for entry in head["entries"])
    meaning = Meaning(arrays["wordings"], arrays["passages"])
    return Snapshot(head["mark"], entries, titles, all_words, arrays["chances"], meaning)


def _published(entry: dict[str, Any]) -> Published:
    days = {name: date.fromisoformat(entry[name]) if entry[name] else None for name in ("valid_from", "valid_to")}
    texts = {name: tuple(entry[name]) for name in ("phrasings", "keywords")}
    return Published(**{**entry, **days, **texts})
