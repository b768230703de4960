"""PostgreSQL's full-text search with its `swedish` configuration."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from bench.rivals.rival import LIMIT, Entry

# As the manual's chapter 12.3 has it, all words must be there; OR is what one writes when that finds nothing.
_ALL = "plainto_tsquery('swedish', %s)"
_ANY = "replace(plainto_tsquery('swedish', %s)::text, '&', '|')::tsquery"


class PostgresFts:
    """A table with an indexed tsvector, ordered by ts_rank. `url` is SQLAlchemy's, of an empty database."""

    calibrated = False

    def __init__(self, name: str, url: str, query: str) -> None:
        self.name = name
        self._url = url.replace("+psycopg", "", 1)
        self._find = (
            f"SELECT number, ts_rank(words, query) AS score FROM pg_temp.entry, (SELECT {query} AS query) asked "  # noqa: S608 - ours
            "WHERE words @@ query ORDER BY score DESC, number LIMIT %s"
        )

    def build(self, entries: Sequence[Entry]) -> None:
        """Fill the table, which ends with the connection."""
        self._connection = psycopg.connect(self._url, autocommit=True)
        self._connection.execute("CREATE TEMPORARY TABLE entry (number text, words tsvector)")
        with self._connection.cursor() as cursor, self._connection.transaction():
            rows = [(entry.number, entry.text) for entry in entries]
            cursor.executemany("INSERT INTO entry VALUES (%s, to_tsvector('swedish', %s))", rows)
        self._connection.execute("CREATE INDEX ON entry USING gin (words)")
        self._connection.execute("ANALYZE entry")

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The entries by ts_rank."""
        found = self._connection.execute(self._find, (text, LIMIT)).fetchall()
        return [(str(number), float(score)) for number, score in found]

    def close(self) -> None:
        """End the connection, and the table with it."""
        self._connection.close()


def postgres_all(url: str) -> PostgresFts:
    """Every word of the question must be in the entry."""
    return PostgresFts("PostgreSQL swedish AND", url, _ALL)


def postgres_any(url: str) -> PostgresFts:
    """Any word of the question may be missing."""
    return PostgresFts("PostgreSQL swedish OR", url, _ANY)
