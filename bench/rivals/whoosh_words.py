"""Whoosh as its manual shows it: BM25F over words, plain or through its Swedish analyzer."""

from __future__ import annotations

from collections.abc import Sequence

from whoosh.analysis import Analyzer, LanguageAnalyzer, StandardAnalyzer
from whoosh.fields import STORED, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Or, Term

from bench.rivals.rival import LIMIT, Entry


class WhooshWords:
    """An index in memory; any of the words may be missing."""

    calibrated = False

    def __init__(self, name: str, analyzer: Analyzer) -> None:
        self.name = name
        self._analyzer = analyzer

    def build(self, entries: Sequence[Entry]) -> None:
        """Index every entry's text."""
        index = RamStorage().create_index(Schema(number=STORED, text=TEXT(analyzer=self._analyzer, phrase=False)))
        with index.writer() as writer:
            for entry in entries:
                writer.add_document(number=entry.number, text=entry.text)
        # The default weighting is BM25F.
        self._searcher = index.searcher()

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The entries by their score."""
        words = dict.fromkeys(token.text for token in self._analyzer(text, mode="query"))
        if not words:
            return []
        found = self._searcher.search(Or([Term("text", word) for word in words]), limit=LIMIT)
        return [(hit["number"], float(hit.score)) for hit in found]


def plain_whoosh() -> WhooshWords:
    """Words as they are written (Whoosh's default, which drops English stop words)."""
    return WhooshWords("Whoosh BM25F", StandardAnalyzer())


def swedish_whoosh() -> WhooshWords:
    """Whoosh's Swedish Snowball stems without its Swedish stop words."""
    return WhooshWords("Whoosh Swedish", LanguageAnalyzer("sv"))
