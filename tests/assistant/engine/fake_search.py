"""A search that finds what it is told to, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from assistant.engine.answer import Policy
from knowledge.audience import Audience
from knowledge.errors import SearchUnavailable
from knowledge.match import Hints, LinkText, Match

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
CHAT = Policy(automatic=True, answer_at=0.75, clarify_at=0.25, may_clarify=True)
EMAIL = Policy(automatic=True, answer_at=0.85, clarify_at=0.25, may_clarify=False, chat=False)


def found(
    entry_id: int,
    confidence: float,
    *,
    audience: Audience = Audience.EVERYONE,
    department_id: int = 1,
    exact: bool = False,
) -> Match:
    """One match; everything that does not matter is filled in."""
    return Match(
        entry_id=entry_id,
        number=f"P-{entry_id}",
        question=f"Fråga {entry_id}?",
        answer=f"Svar {entry_id}.",
        links=(LinkText("E-tjänst", "https://www.prov.example/e"),),
        subject="Plats",
        audience=audience,
        department_id=department_id,
        department="Förskola",
        group_id=None,
        ask_resident="",
        hand_over_when="",
        score=confidence,
        confidence=confidence,
        exact=exact,
    )


class FakeSearch:
    """Gives these matches and hints, whatever is asked; `asked` holds the texts. `by_text` answers these otherwise."""

    def __init__(
        self, *matches: Match, told: Hints | None = None, by_text: Mapping[str, tuple[Match, ...]] | None = None
    ) -> None:
        self.matches = matches
        self.told = told or Hints()
        self.by_text = by_text or {}
        self.asked: list[str] = []

    def __call__(self, text: str, now: datetime, limit: int = 5, /) -> tuple[Match, ...]:
        """Remember the text, give the matches."""
        self.asked.append(text)
        return self.by_text.get(text, self.matches)[:limit]

    def hints(self, text: str, now: datetime, /) -> Hints:
        """Give the hints."""
        return self.told

    def by_id(self, entry_id: int, now: datetime, /) -> Match | None:
        """One of the matches, chosen; what is not among them may not be used."""
        return next((match for match in self.matches if match.entry_id == entry_id), None)


class BrokenSearch:
    """An index that can neither be read nor rebuilt."""

    def __call__(self, text: str, now: datetime, limit: int = 5, /) -> tuple[Match, ...]:
        """Fail as the real one does."""
        raise SearchUnavailable("the index is torn")

    def hints(self, text: str, now: datetime, /) -> Hints:
        """Fail as the real one does."""
        raise SearchUnavailable("the index is torn")

    def by_id(self, entry_id: int, now: datetime, /) -> Match | None:
        """An entry that has been lost."""
        return None
