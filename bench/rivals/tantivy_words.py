"""tantivy, the search library in Rust, with its Swedish stemmer."""

from __future__ import annotations

from collections.abc import Sequence

from tantivy import Document, Filter, Index, Occur, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from bench.rivals.rival import LIMIT, Entry

_ANALYZER = "swedish"
_SMALLEST_HEAP = 15_000_000


class TantivyWords:
    """An index in memory; any of the stems may be missing."""

    name = "tantivy Swedish"
    calibrated = False

    def build(self, entries: Sequence[Entry]) -> None:
        """Index every entry's text with one thread, so that equal scores keep the documents' order."""
        builder = SchemaBuilder()
        builder.add_text_field("number", stored=True, tokenizer_name="raw")
        builder.add_text_field("text", tokenizer_name=_ANALYZER)
        self._schema = builder.build()
        stems = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.stemmer("swedish"))
        self._analyzer = stems.build()
        self._index = Index(self._schema)
        self._index.register_tokenizer(_ANALYZER, self._analyzer)
        writer = self._index.writer(_SMALLEST_HEAP, 1)
        for entry in entries:
            writer.add_document(Document(number=entry.number, text=entry.text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The entries by their BM25 score."""
        stems = dict.fromkeys(self._analyzer.analyze(text))
        if not stems:
            return []
        terms = [(Occur.Should, Query.term_query(self._schema, "text", stem)) for stem in stems]
        searcher = self._index.searcher()
        found = searcher.search(Query.boolean_query(terms), LIMIT).hits
        return [(str(searcher.doc(place)["number"][0]), float(score)) for score, place in found]
