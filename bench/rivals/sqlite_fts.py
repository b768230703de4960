"""SQLite's full-text search (FTS5), by words and by trigrams of letters."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence

from bench.rivals.rival import LIMIT, Entry

_WORD = re.compile(r"\w+")


class SqliteFts:
    """An FTS5 table in memory, asked for any of the terms, ordered by its bm25()."""

    calibrated = False

    def __init__(self, name: str, tokenizer: str, terms: Callable[[str], list[str]]) -> None:
        self.name = name
        self._tokenizer = tokenizer
        self._terms = terms

    def build(self, entries: Sequence[Entry]) -> None:
        """Fill the table."""
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(
            f"CREATE VIRTUAL TABLE entry USING fts5(number UNINDEXED, text, tokenize='{self._tokenizer}')"
        )
        rows = [(entry.number, entry.text) for entry in entries]
        self._connection.executemany("INSERT INTO entry VALUES (?, ?)", rows)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The entries by their score; FTS5 counts downwards, so the sign is turned."""
        asked = " OR ".join(f'"{term}"' for term in dict.fromkeys(self._terms(text.lower())))
        if not asked:
            return []
        found = self._connection.execute(
            "SELECT number, -bm25(entry) FROM entry WHERE entry MATCH ? ORDER BY bm25(entry) LIMIT ?", (asked, LIMIT)
        )
        return [(str(number), float(score)) for number, score in found]

    def close(self) -> None:
        """Take the table away."""
        self._connection.close()


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _trigrams(text: str) -> list[str]:
    return [word[start : start + 3] for word in _words(text) for start in range(len(word) - 2)]


def fts_words() -> SqliteFts:
    """Words, which FTS5 folds as it does by default (å and ä become a)."""
    return SqliteFts("SQLite FTS5 unicode61", "unicode61", _words)


def fts_trigrams() -> SqliteFts:
    """Three letters at a time, so that parts of compounds are found."""
    return SqliteFts("SQLite FTS5 trigram", "trigram", _trigrams)
