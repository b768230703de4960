"""One found entry as a plain value, and the shape of a search, so that the engine knows no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from knowledge.audience import Audience
from knowledge.manner import Manner
from knowledge.topics import Authority


@dataclass(frozen=True)
class LinkText:
    """A link as it is shown: its text and its full address."""

    label: str
    url: str


@dataclass(frozen=True)
class Translated:
    """An entry's text in another language than Swedish, as its department has approved it."""

    question: str
    answer: str
    steps: tuple[str, ...]
    links: tuple[LinkText, ...]


@dataclass(frozen=True)
class Match:
    """An approved entry that may answer the question; `confidence` (0..1) is the chance that it does.

    `exact`: the question is one of the entry's own wordings, but for capitals and punctuation. `overdue`: so many days
    ago its text should have been reviewed anew, 0 where it is not late. `answer` is written in
    Markdown. `see_also` are other entries' numbers. `translations`: what may be said instead, by language (BCP 47).
    """

    entry_id: int
    number: str
    question: str
    answer: str
    links: tuple[LinkText, ...]
    subject: str
    audience: Audience
    department_id: int
    department: str
    group_id: int | None
    ask_resident: str
    hand_over_when: str
    score: float
    confidence: float
    exact: bool = False
    overdue: int = 0
    steps: tuple[str, ...] = ()
    e_service: str = ""
    see_also: tuple[str, ...] = ()
    translations: Mapping[str, Translated] = field(default_factory=dict)

    def in_language(self, code: str) -> Match:
        """The match as it is said in this language (BCP 47); in Swedish where no translation may be said."""
        text = self.translations.get(code)
        if text is None:
            return self
        return replace(self, question=text.question, answer=text.answer, steps=text.steps, links=text.links)


@dataclass(frozen=True)
class Hints:
    """What a text tells beside its nearest entries; with nothing known everything is empty.

    manners: the chance (0..1) of each manner of message. department_id: who most likely owns the matter, also when no
    entry fits. authority: whose business it is when it is not the municipality's, with the chance (0..1) of that.
    topic: the pack's name of the nearest matter.
    """

    manners: Mapping[Manner, float] = field(default_factory=dict)
    department_id: int | None = None
    authority: Authority | None = None
    elsewhere: float = 0.0
    topic: str = ""


class Search(Protocol):
    """Finds approved entries for a text, best first; raises SearchUnavailable when it cannot look."""

    def __call__(self, text: str, now: datetime, limit: int = 5, /) -> tuple[Match, ...]:
        """At most `limit` entries that may be used at `now`, best first; none when nothing is near."""
        ...

    def hints(self, text: str, now: datetime, /) -> Hints:
        """What else the text tells."""
        ...

    def by_id(self, entry_id: int, now: datetime, /) -> Match | None:
        """The entry that a resident chose, as a certain match; None when it may not be used at `now`."""
        ...
