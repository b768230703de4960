"""The town's own words: everyday words with the official ones, and stop phrases, which say nothing of the matter."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from knowledge.changes import published_entries
from knowledge.database import Base
from knowledge.entries import Entry, next_generation
from knowledge.lexicon import SWEDISH, LexiconLine, lexicon_of
from knowledge.organisation import StaffMember
from knowledge.swedish import tokens

LONGEST_SAID, LONGEST_OFFICIAL = 200, 500
# No database takes any number of ids in one question.
_PORTION = 500


class WordKind(enum.Enum):
    """PAIR: residents say this, the town's pages say that. STOP: leave it out of the search."""

    PAIR = "pair"
    STOP = "stop"


class TownWord(Base):
    """One pair or stop phrase. `key` is `said` as the search reads it; `official` is "" for a stop phrase.

    One that is not `active` has been taken away and can be taken back.
    """

    __tablename__ = "town_word"
    __table_args__ = (
        UniqueConstraint("kind", "language", "key"),
        Index("ix_town_word_active", "active", "kind", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[WordKind]
    language: Mapped[str] = mapped_column(String(5), default=SWEDISH)
    said: Mapped[str] = mapped_column(String(LONGEST_SAID))
    key: Mapped[str] = mapped_column(String(LONGEST_SAID))
    official: Mapped[str] = mapped_column(String(LONGEST_OFFICIAL), default="")
    active: Mapped[bool] = mapped_column(default=True)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    changed_at: Mapped[datetime]

    changed_by: Mapped[StaffMember | None] = relationship()


@dataclass(frozen=True, order=True)
class Word:
    """A pair or a stop phrase as a plain value."""

    kind: str
    language: str
    said: str
    official: str

    @property
    def key(self) -> str:
        """Its words as the search reads them."""
        return key_of(self.said)

    @property
    def line(self) -> LexiconLine:
        """The pair as a line of a word list."""
        return LexiconLine(self.language, tuple(tokens(self.said)), official_words(self.official))


@dataclass(frozen=True)
class WordChange:
    """What is to become of the words: `before` is what stands there now, `after` what shall stand there; None: nothing.

    The two may differ in their everyday words.
    """

    before: Word | None
    after: Word | None

    @property
    def words(self) -> tuple[Word, ...]:
        """Both, where they are."""
        return tuple(word for word in (self.before, self.after) if word is not None)


def key_of(said: str) -> str:
    """An expression as the search reads it: its bare words in lower case."""
    return " ".join(tokens(said))


def official_words(text: str) -> tuple[str, ...]:
    """The official words of a field, which commas part."""
    return tuple(word for word in map(str.strip, text.split(",")) if tokens(word))


def words_now(session: Session) -> tuple[Word, ...]:
    """All words in use, in a fixed order; a town has some hundred."""
    rows = select(TownWord.kind, TownWord.language, TownWord.said, TownWord.official).where(TownWord.active)
    return tuple(
        Word(kind.value, language, said, official)
        for kind, language, said, official in session.execute(rows.order_by(TownWord.id))
    )


def changed_words(words: Iterable[Word], change: WordChange) -> tuple[Word, ...]:
    """The words after a change."""
    kept = tuple(word for word in words if word != change.before)
    return (*kept, change.after) if change.after else kept


def spread(session: Session, change: WordChange) -> int:
    """Let every process's search know of a change of the words; gives how many entries are read anew.

    An entry's own words stand in the word index with their official ones, so the entries in which the expression
    stands have changed too. Takes a second at 5,000 entries.
    """
    generation = next_generation(session)
    touched = touched_entries(session, change)
    for start in range(0, len(touched), _PORTION):
        some = Entry.id.in_(touched[start : start + _PORTION])
        session.execute(update(Entry).where(some).values(generation=generation))
    return len(touched)


def touched_entries(session: Session, change: WordChange) -> Sequence[int]:
    """The ids of the published entries whose question or other wordings hold the expression of a pair."""
    lines = [word.line for word in change.words if word.kind == WordKind.PAIR.value]
    if not lines:
        return []
    alone = lexicon_of(lines)
    return [one.entry_id for one in published_entries(session) if alone.official("\n".join(one.wordings))]
