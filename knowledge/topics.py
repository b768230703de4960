"""The municipal pack: what residents of any Swedish municipality ask for, and in which words (knowledge/pack/)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PACK = Path(__file__).parent / "pack"
# The languages that the pack's phrasings are written in, as its files name them (ISO 639-1).
LANGUAGES = ("sv", "en", "fi", "ar", "so", "pl")


@dataclass(frozen=True)
class Topic:
    """One matter that residents write about, with its official name and the ways they put it.

    `authority`: whose business it is when it is not the municipality's; "" for the municipality's own.
    `phrasings`: by language code.
    """

    id: str
    name: str
    area: str
    about: str
    authority: str
    phrasings: Mapping[str, tuple[str, ...]]

    @property
    def wordings(self) -> tuple[str, ...]:
        """All phrasings, Swedish first."""
        return tuple(text for language in LANGUAGES for text in self.phrasings.get(language, ()))

    @property
    def official(self) -> str:
        """The topic in a municipality's own words: its name and what it is about."""
        return f"{self.name}. {self.about}"

    @property
    def words(self) -> str:
        """All Swedish words of the topic, for comparing letters."""
        return " ".join((self.name, self.area, self.about, *self.phrasings.get("sv", ())))


@dataclass(frozen=True)
class Authority:
    """Who answers what the municipality cannot: what they help with, in a sentence for residents, and their site."""

    name: str
    what: str
    web: str


@cache
def the_topics() -> tuple[Topic, ...]:
    """The shipped pack, read once, in a fixed order: by file, then as they stand there."""
    return tuple(topic for path in sorted((PACK / "topics").glob("*.toml")) for topic in _topics(path))


@cache
def the_authorities() -> Mapping[str, Authority]:
    """The authorities that the pack's topics name, by name."""
    table = tomllib.loads((PACK / "authorities.toml").read_text(encoding="utf-8"))
    return {row["name"]: Authority(**row) for row in table["authority"]}


def _topics(path: Path) -> Iterator[Topic]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return (_topic(table["area"], row) for row in table["topic"])


def _topic(area: str, row: Mapping[str, Any]) -> Topic:
    return Topic(
        id=row["id"],
        name=row["name"],
        area=area,
        about=row["about"],
        authority=row.get("authority", ""),
        phrasings={language: tuple(row[language]) for language in LANGUAGES if language in row},
    )
