"""A question becomes ranked matches: six signals weighed together, and the chance that the best one is right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from knowledge.confidence import EXACT, Calibration
from knowledge.entries import KnowledgeAge, current_age
from knowledge.match import Hints, Match
from knowledge.ngrams import Floats
from knowledge.owners import Owners
from knowledge.ranking import SIGNALS, Asked, compare, features, fuse
from knowledge.snapshot import Snapshot
from knowledge.swedish import tokens
from knowledge.topic_space import TopicSpace
from knowledge.topics import Authority, Topic, the_authorities
from knowledge.worktime import STOCKHOLM

# How many entries the word index gives scores for.
_WORD_HITS = 30
# A long message is a story; its first part is enough (letters).
_LONGEST_QUERY = 1_000
# With nothing measured to weigh by, the ways to look count alike and no answer is certain.
_EVEN = (1.0, 1.0, 0.5, 0.7, 0.3, 1.0)
_UNCERTAIN = 0.3
# Without meaning an entry is offered only for a word in common, or for so large a part of the letters that could be
# found, or for so large a chance of one topic: some three letters are in everything.
_SHARED_LETTERS, _SHARED_TOPIC = 0.25, 0.25


@dataclass(frozen=True)
class Look:
    """One text compared with every entry of one snapshot."""

    snapshot: Snapshot
    asked: Asked
    signals: Floats
    fused: Floats

    @property
    def has_meaning(self) -> bool:
        """Whether the meaning of text and entries was compared, not words and letters alone."""
        return self.snapshot.has_vectors and self.asked.vector is not None


@dataclass(frozen=True)
class Ranked:
    """One entry that a text may mean: its score, and the chance (0..1) that it is the one; `exact` as in Match."""

    entry_id: int
    score: float
    confidence: float
    exact: bool


class Usable(Protocol):
    """Entries as residents are shown them."""

    def usable(
        self, session: Session, ids: Collection[int], day: date, age: KnowledgeAge | None = None
    ) -> dict[int, Match]:
        """Those of the entries that may be used on a (Stockholm) day; `age` is the knowledge's, where it is known."""


class Ground(Protocol):
    """What a search stands on: a process's `knowledge.matcher.Matcher`, or one with a change that is only tried."""

    @property
    def calibration(self) -> Calibration | None:
        """How the signals are weighed and what they promise."""

    @property
    def space(self) -> TopicSpace:
        """The pack."""

    @property
    def shown(self) -> Usable:
        """The entries' texts."""

    def at(self, session: Session, age: KnowledgeAge) -> Snapshot:
        """All entries at an age of the knowledge that has just been asked for, or newer."""

    def owners(self, snapshot: Snapshot) -> Owners:
        """Whose what is."""

    def asked(self, text: str) -> Asked:
        """A text made ready to be compared."""

    def heard(self, text: str) -> str:
        """What is searched for of a text."""

    def word_scores(self, text: str, limit: int) -> Mapping[int, float]:
        """The word index's scores by entry id."""


class EntrySearch:
    """A search over the entries that are committed, with the process's matcher brought up to date at the first text.

    All that is searched for after it, such as a message's sentences, is compared with the same entries. So a search
    is made for one message: a door makes another for the next.
    """

    def __init__(self, session: Session, matcher: Ground, calibration: Calibration | None = None) -> None:
        """`calibration` is used instead of the process's, to judge it."""
        self._session = session
        self._matcher = matcher
        self._calibration = calibration or matcher.calibration
        self._last: Look | None = None
        self._age: KnowledgeAge | None = None
        self._held: Snapshot | None = None

    def __call__(self, text: str, now: datetime, limit: int = 5, /) -> tuple[Match, ...]:
        """At most `limit` entries that may be used at `now`, best first."""
        ranked = self.ranked(text, now, limit)
        entries = self._usable([one.entry_id for one in ranked], now)
        return tuple(
            replace(entries[one.entry_id], score=one.score, confidence=one.confidence, exact=one.exact)
            for one in ranked
            if one.entry_id in entries
        )

    def ranked(self, text: str, now: datetime, limit: int) -> tuple[Ranked, ...]:
        """The same as bare ids, for whoever shows a few of many."""
        look = self.look(text, heard=True)
        snapshot, fused = look.snapshot, look.fused
        usable = snapshot.usable(now.astimezone(STOCKHOLM).date())
        exact = _exact(snapshot, text)
        places = _best(snapshot, fused, usable & _is_near(look), exact, limit)
        chances = self._chances(look, usable, places)
        return tuple(
            Ranked(
                snapshot.entries[place].entry_id,
                float(fused[place]),
                EXACT if place in exact else chance,
                place in exact,
            )
            for place, chance in zip(places, chances, strict=True)
        )

    def hints(self, text: str, now: datetime, /) -> Hints:
        """What manner of message it is, whose matter, and whether it is another authority's."""
        look = self.look(text)
        topics = self._matcher.space.topics
        return Hints(
            manners=look.asked.manners,
            department_id=self._matcher.owners(look.snapshot).owner(look.asked, look.fused),
            authority=_authority(topics, np.exp(look.asked.topics)),
            elsewhere=look.asked.elsewhere,
            topic=topics[int(np.argmax(look.asked.topics))].name,
        )

    def by_id(self, entry_id: int, now: datetime, /) -> Match | None:
        """The entry that a resident chose, as a certain match; None when it may not be used at `now`."""
        entry = self._usable([entry_id], now).get(entry_id)
        return replace(entry, score=1.0, confidence=EXACT) if entry is not None else None

    def look(self, text: str, *, heard: bool = False) -> Look:
        """Compare with every entry; what is asked of one text twice is looked up once.

        `heard`: without the town's stop phrases. What manner of message it is is told by all its words: no phrase that
        a town leaves out of its searches may hide a danger.
        """
        snapshot = self._snapshot()
        query = (self._matcher.heard(text) if heard else text)[:_LONGEST_QUERY]
        if self._last is None or self._last.asked.text != query or self._last.snapshot is not snapshot:
            matcher = self._matcher
            asked = matcher.asked(query)
            words = matcher.word_scores(query, _WORD_HITS)
            signals = compare(asked, snapshot, words)
            weights = self._calibration.weights if self._calibration else _EVEN
            self._last = Look(snapshot, asked, signals, fuse(signals, weights))
        return self._last

    def _chances(self, look: Look, usable: npt.NDArray[np.bool_], ranked: Sequence[int]) -> list[float]:
        """The chance of each ranked entry. Without meaning or calibration nothing was measured: all are suggestions."""
        if self._calibration is None or not look.has_meaning:
            return [_UNCERTAIN for _ in ranked]
        rows = features(look.asked, look.signals, look.fused, usable, ranked)
        return [self._calibration.probability(row) for row in rows]

    def _snapshot(self) -> Snapshot:
        if self._held is None:
            self._age = current_age(self._session)
            self._held = self._matcher.at(self._session, self._age)
        return self._held

    def _usable(self, ids: Sequence[int], now: datetime) -> dict[int, Match]:
        return self._matcher.shown.usable(self._session, ids, now.astimezone(STOCKHOLM).date(), self._age)


def _authority(topics: Sequence[Topic], chances: Floats) -> Authority | None:
    """Whoever has the largest part of what is another authority's business."""
    parts: dict[str, float] = {}
    for topic, chance in zip(topics, chances.tolist(), strict=True):
        if topic.authority:
            parts[topic.authority] = parts.get(topic.authority, 0.0) + chance
    return the_authorities().get(max(parts, key=lambda name: parts[name], default=""))


def _exact(snapshot: Snapshot, text: str) -> frozenset[int]:
    """The places of entries of which the text is a wording, but for capitals and punctuation."""
    return snapshot.by_wording.get(" ".join(tokens(text)), frozenset())


def _is_near(look: Look) -> npt.NDArray[np.bool_]:
    """Which entries have anything in common with the question; the confidence judges all where meaning is known."""
    if look.has_meaning:
        return np.ones(len(look.snapshot.entries), dtype=np.bool_)
    signal = dict(zip(SIGNALS, look.signals, strict=True))
    near: npt.NDArray[np.bool_] = (signal["words"] > 0) | (signal["topics"] >= np.log(_SHARED_TOPIC))
    for letters in ("titles", "letters"):
        near |= signal[letters] >= _SHARED_LETTERS
    return near


def _best(
    snapshot: Snapshot, fused: Floats, usable: npt.NDArray[np.bool_], exact: frozenset[int], limit: int
) -> list[int]:
    """The best usable places. An entry's own wording beats every score; the number decides between equals."""
    order = np.argsort(-fused, kind="stable")
    near = order[usable[order]][: limit * 4].tolist() + [place for place in exact if usable[place]]
    ranked = sorted(set(near), key=lambda place: (place not in exact, -fused[place], snapshot.entries[place].number))
    return ranked[:limit]
