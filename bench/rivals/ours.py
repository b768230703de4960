"""This product, as a door would ask it: imported, published, and searched through the services."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from assistant.services import Services
from bench.ground import NOW, import_all, installation
from bench.keeping import kept_vectors, told
from bench.rivals.rival import LIMIT, Entry
from knowledge.checklists.rows import Checklist
from knowledge.entries import Entry as StoredEntry
from knowledge.lexical import LexicalIndex
from knowledge.matcher import Matcher
from knowledge.semantic import open_embedder
from knowledge.shipped import read_shipped


class Ours:
    """The real search on a fresh SQLite installation."""

    name = "Förstalinjen"
    calibrated = True

    def __init__(self, cache: Path) -> None:
        self._cache = cache

    def build(self, entries: Sequence[Entry]) -> None:
        """Import, publish and index; the entries' vectors are those kept in `cache`, as a restart would find them."""
        # The installation lives as long as this object; its folder goes with it.
        self._open = ExitStack()
        self._services = _with_kept_vectors(self._open.enter_context(installation()), self._cache)
        with self._services.database.transaction() as session:
            import_all(session, checklists_of(entries))
        with self._services.database.reading() as session:
            kept = session.scalar(select(func.count()).select_from(StoredEntry))
            assert kept == len(entries), f"{len(entries)} entries were given, {kept} imported: the ground is not even"
            self._services.matcher.refresh(session, told(self.name))

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The matches with the probability that each answers."""
        with self._services.database.reading() as session:
            matches = self._services.search(session)(text, NOW, LIMIT)
            return [(match.number, match.confidence) for match in matches]

    def close(self) -> None:
        """Take the installation away."""
        self._open.close()


def _with_kept_vectors(services: Services, cache: Path) -> Services:
    """The same parts as open_services gives, but that the vectors outlive the installation."""
    embedder = open_embedder(replace(services.settings, data=cache))
    assert embedder is not None, "what is compared is the search with its model"
    vectors = kept_vectors(cache, "ours", embedder, read_shipped())
    return replace(services, matcher=Matcher(LexicalIndex(services.settings.index_folder), vectors))


def checklists_of(entries: Sequence[Entry]) -> list[Checklist]:
    """The documents again, each with its rows."""
    documents: dict[str, list[Entry]] = {}
    for entry in entries:
        documents.setdefault(entry.source.document, []).append(entry)
    return [replace(of[0].source, rows=tuple(entry.row for entry in of)) for of in documents.values()]
