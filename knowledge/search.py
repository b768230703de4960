"""A question becomes ranked matches: word index for the near ones, likeness of wording for the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.confidence import Features, probability
from knowledge.entries import Entry, EntryStatus, KnowledgeAge, current_age, is_past, usable_on
from knowledge.lexical import IndexedText, LexicalIndex
from knowledge.match import LinkText, Match
from knowledge.swedish import content_stems, tokens
from knowledge.worktime import STOCKHOLM

# How many entries the word index proposes for the closer look.
_CANDIDATES = 30
# How much the coverage by wordings and keywords counts beside the index's score; likeness of wording made the
# order worse on Ekberga (hit@1 .43 against .46) and is used for the confidence only.
_COVERAGE_WEIGHT = 1.0
# A long message is a story; its first part is enough to find candidates by (letters).
_LONGEST_QUERY = 2000


class EntrySearch:
    """A search over the entries of one session's database, with the index brought up to date first."""

    def __init__(self, session: Session, index: LexicalIndex) -> None:
        self._session = session
        self._index = index

    def __call__(self, text: str, now: datetime, limit: int = 5) -> tuple[Match, ...]:
        """At most `limit` entries that may be used at `now`, best first. Raises SearchUnavailable."""
        refresh(self._session, self._index)
        query = text[:_LONGEST_QUERY]
        hits = self._index.find(query, _CANDIDATES)
        entries = self._usable([entry_id for entry_id, _ in hits], now)
        best_score = max((score for _, score in hits), default=1.0)
        ranked = sorted(
            (
                _closer_look(query, entries[entry_id], score / best_score)
                for entry_id, score in hits
                if entry_id in entries
            ),
            # An entry's own wording beats every score. The number decides between equals: the index's own
            # order differs from one process to the next.
            key=lambda look: (not look.exact, -look.score, look.entry.number),
        )
        return tuple(_match(look, ranked, position) for position, look in enumerate(ranked[:limit]))

    def by_id(self, entry_id: int, now: datetime) -> Match | None:
        """The entry that a resident chose, as a certain match; None when it may not be used at `now`."""
        entry = self._usable([entry_id], now).get(entry_id)
        if entry is None:
            return None
        chosen = _Look(entry, likeness=1.0, coverage=1.0, score=1.0)
        return _match(chosen, [chosen], 0)

    def _usable(self, ids: Sequence[int], now: datetime) -> dict[int, Entry]:
        day = now.astimezone(STOCKHOLM).date()
        found = self._session.scalars(
            select(Entry)
            .where(Entry.id.in_(ids), usable_on(day))
            .options(joinedload(Entry.department), selectinload(Entry.phrasings), selectinload(Entry.links))
        )
        return {entry.id: entry for entry in found}


@dataclass(frozen=True)
class _Look:
    """One candidate after the closer look."""

    entry: Entry
    likeness: float
    coverage: float
    score: float
    exact: bool = False


def refresh(session: Session, index: LexicalIndex) -> None:
    """Bring the index to the knowledge's age: only what has changed since, all of it when it is new or not ours.

    The index holds what is committed. What `session` has written itself may yet be undone, and what it read
    earlier may be old; so when the two differ, the entries are read as everybody else sees them.
    """
    if index.mark() == str(current_age(session)):
        return
    with index.alone() as alone, Session(session.get_bind()) as committed:
        # When another process writes for longer than we wait, what there is has to do.
        if alone:
            _catch_up(committed, index)


def _catch_up(session: Session, index: LexicalIndex) -> None:
    mark = index.mark()
    goal = current_age(session)
    if mark == str(goal):
        return
    reached = KnowledgeAge.parse(mark) if mark is not None else None
    if reached is None or not is_past(session, reached):
        # There is none, or the database was restored from a copy or made anew: nothing in it can be trusted.
        index.write(str(goal), _published(session, since=0))
        return
    generation = reached.generation
    gone = session.scalars(select(Entry.id).where(Entry.generation > generation, Entry.status != EntryStatus.PUBLISHED))
    index.write(str(goal), _published(session, generation), gone, since=mark)


def _published(session: Session, since: int) -> list[IndexedText]:
    """The published entries that have changed after the generation `since`."""
    entries = session.scalars(
        select(Entry)
        .where(Entry.generation > since, Entry.status == EntryStatus.PUBLISHED)
        .options(joinedload(Entry.department), selectinload(Entry.phrasings))
    )
    return [_indexed(entry) for entry in entries]


def _indexed(entry: Entry) -> IndexedText:
    return IndexedText(
        entry_id=entry.id,
        question=entry.question,
        phrasings="\n".join(phrasing.text for phrasing in entry.phrasings),
        keywords=" ".join(entry.keywords),
        subject=f"{entry.subject} {entry.department.name}",
        answer=entry.answer,
    )


def _closer_look(query: str, entry: Entry, word_score: float) -> _Look:
    """Compare with every way of asking; `word_score` is the index's score as a share of the best (0..1)."""
    wordings = [entry.question, *(phrasing.text for phrasing in entry.phrasings)]
    stems = " ".join(content_stems(query))
    likeness = max(fuzz.token_set_ratio(stems, " ".join(content_stems(wording))) for wording in wordings) / 100
    coverage = _coverage(stems.split(), " ".join([*wordings, *entry.keywords]))
    exact = any(tokens(wording) == tokens(query) for wording in wordings)
    return _Look(entry, likeness, coverage, word_score + _COVERAGE_WEIGHT * coverage, exact)


def _coverage(stems: Sequence[str], text: str) -> float:
    """The share of the message's content words that stand in the entry's questions and keywords."""
    held = set(content_stems(text))
    return sum(stem in held for stem in stems) / len(stems) if stems else 0.0


def _match(look: _Look, ranked: Sequence[_Look], position: int) -> Match:
    others = [other.score for place, other in enumerate(ranked) if place != position]
    margin = max(0.0, (look.score - max(others, default=0.0)) / look.score) if look.score else 0.0
    entry = look.entry
    return Match(
        entry_id=entry.id,
        number=entry.number,
        question=entry.question,
        answer=entry.answer,
        links=tuple(LinkText(link.label, link.url) for link in entry.links),
        subject=entry.subject,
        audience=entry.audience,
        department_id=entry.department_id,
        department=entry.department.name,
        group_id=entry.group_id,
        ask_resident=entry.ask_resident,
        hand_over_when=entry.hand_over_when,
        score=look.score,
        confidence=probability(Features(look.likeness, look.coverage, margin, look.exact)),
        exact=look.exact,
    )
