"""Vectors of meaning that outlive a run: embedding thousands of entries takes minutes, and comparing them seconds."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Table

from knowledge.database import Base, Database
from knowledge.semantic import Embedder
from knowledge.shipped import Shipped
from knowledge.vectors import Embedding, VectorStore

# A line of progress for so many texts: rare enough to read, often enough to see that it goes on.
_TOLD_EVERY = 250


def default_folder() -> Path:
    """Where a user's programs keep what can be computed again (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "forstalinjen-bench"


def kept_vectors(folder: Path, name: str, embedder: Embedder, shipped: Shipped | None = None) -> VectorStore:
    """The product's own store of vectors on a database that stays in `folder`.

    One file a system, because the store does not wait for another process that writes. Texts are kept as digests.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(f"sqlite:///{folder / name}.db")
    table = Embedding.__table__
    assert isinstance(table, Table), "the vectors are kept in a table of their own"
    Base.metadata.create_all(database.engine, tables=[table])
    return VectorStore(database, embedder, shipped)


def told(what: str) -> Callable[[int, int], None]:
    """Say on standard error how far embedding has come, so that the table on standard output stays whole."""
    last = 0

    def tell(done: int, of: int) -> None:
        nonlocal last
        if done - last >= _TOLD_EVERY or (done == of and of >= _TOLD_EVERY):
            last = done
            print(f"  {what}: {done} of {of} entries ready", file=sys.stderr, flush=True)

    return tell
