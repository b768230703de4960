"""This product, as a door would ask it: imported, published, and searched through the services."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from sqlalchemy import func, select

from bench.ground import NOW, import_all, installation
from bench.rivals.rival import LIMIT, Entry
from knowledge.checklists.rows import Checklist
from knowledge.entries import Entry as StoredEntry


class Ours:
    """The real search on a fresh SQLite installation."""

    name = "Förstalinjen"
    calibrated = True

    def build(self, entries: Sequence[Entry]) -> None:
        """Import, publish and index."""
        # The installation lives as long as this object; its folder goes with it.
        self._open = ExitStack()
        self._services = self._open.enter_context(installation())
        with self._services.database.transaction() as session:
            import_all(session, checklists_of(entries))
        with self._services.database.reading() as session:
            kept = session.scalar(select(func.count()).select_from(StoredEntry))
            assert kept == len(entries), f"{len(entries)} entries were given, {kept} imported: the ground is not even"
            self._services.matcher.refresh(session)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The matches with the probability that each answers."""
        with self._services.database.reading() as session:
            matches = self._services.search(session)(text, NOW, LIMIT)
            return [(match.number, match.confidence) for match in matches]

    def close(self) -> None:
        """Take the installation away."""
        self._open.close()


def checklists_of(entries: Sequence[Entry]) -> list[Checklist]:
    """The documents again, each with its rows."""
    documents: dict[str, list[Entry]] = {}
    for entry in entries:
        documents.setdefault(entry.source.document, []).append(entry)
    return [replace(of[0].source, rows=tuple(entry.row for entry in of)) for of in documents.values()]
