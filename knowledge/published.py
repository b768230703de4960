"""A published entry as the search knows it: a plain value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Published:
    """What the search needs to know of one entry; the days are its validity, None for open ends.

    `topic_links` are the editors' corrections: topic id, and whether the entry answers it.
    """

    entry_id: int
    number: str
    department_id: int
    department: str
    subject: str
    question: str
    phrasings: tuple[str, ...]
    keywords: tuple[str, ...]
    answer: str
    valid_from: date | None
    valid_to: date | None
    topic_links: Mapping[str, bool] = field(default_factory=dict)

    @property
    def wordings(self) -> tuple[str, ...]:
        """All ways of asking, the question first."""
        return (self.question, *self.phrasings)

    @property
    def passage(self) -> str:
        """The answer in its place: a title such as "Vem kan söka?" says nothing without department and subject."""
        return f"{self.department}. {self.subject}. {self.question} {self.answer}"

    @property
    def title_words(self) -> str:
        """What an editor wrote for finding the entry."""
        return " ".join((*self.wordings, *self.keywords))

    @property
    def all_words(self) -> str:
        """Everything a question can be compared with letter by letter."""
        return " ".join((self.department, self.subject, self.title_words, self.answer))
