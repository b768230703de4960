"""What a reader's search shows: entries for everyone, near in meaning or begun by the words that are being typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from knowledge.audience import Audience
from knowledge.entries import Entry, usable_on
from knowledge.matcher import Matcher
from knowledge.search import EntrySearch, Ranked
from knowledge.snapshot import Snapshot
from knowledge.swedish import tokens
from knowledge.worktime import STOCKHOLM

MOST_FOUND = 60
"""More hits than these nobody reads: another word is quicker."""
# A hit that holds no typed word is listed from this chance (0..1) on, and is among the best from the second on.
_FAINT, _LIKELY = 0.02, 0.5
# So many of the nearest are looked at to find some that everyone may read.
_NEIGHBOURS = 24
# One typed letter begins a word of nearly every entry; no database takes any number of ids in one question.
_MOST_WORDED = 500


def for_everyone(now: datetime) -> ColumnElement[bool]:
    """The entries that any resident may read at `now`: published, within their validity, and answered by all."""
    return usable_on(now.astimezone(STOCKHOLM).date()) & (Entry.audience == Audience.EVERYONE)


def find(session: Session, matcher: Matcher, text: str, now: datetime, least: float) -> tuple[int, ...]:
    """The ids of the entries that a reader's words may mean, best first, at most MOST_FOUND.

    None when no entry has words that begin so and the best one's chance (0..1) is below `least`: half-typed and
    foreign words always resemble something.
    """
    search = EntrySearch(session, matcher)
    ranked = search.ranked(text, now, MOST_FOUND)
    worded = _worded(search.look(text).snapshot, text)
    shown = _shown(session, [*(one.entry_id for one in ranked), *worded], now)
    near = [one for one in ranked if one.entry_id in shown and one.confidence >= _FAINT]
    begun = [entry_id for entry_id in worded if entry_id in shown]
    if not begun and max((one.confidence for one in near), default=0.0) < least:
        return ()
    return _in_order(near, begun)[:MOST_FOUND]


def related(session: Session, matcher: Matcher, entry: Entry, now: datetime, most: int) -> tuple[int, ...]:
    """The ids of the entries for everyone that are nearest in meaning to this one, nearest first.

    By letters and words where there are no vectors, and for an entry that is no longer in use.
    """
    snapshot = matcher.refresh(session)
    place = snapshot.place.get(entry.id)
    if place is not None and snapshot.has_vectors:
        nearness = snapshot.passages @ snapshot.passages[place]
        order = np.argsort(-nearness, kind="stable")[: _NEIGHBOURS + 1].tolist()
        ids = [snapshot.entries[other].entry_id for other in order]
    else:
        ids = [one.entry_id for one in EntrySearch(session, matcher).ranked(entry.question, now, _NEIGHBOURS)]
    shown = _shown(session, ids, now)
    return tuple(entry_id for entry_id in ids if entry_id in shown and entry_id != entry.id)[:most]


def _in_order(near: Sequence[Ranked], begun: Sequence[int]) -> tuple[int, ...]:
    """Whatever holds the words or is likely, by score; then the other ones that hold the words; then the faint."""
    best = [one.entry_id for one in near if one.confidence >= _LIKELY or one.entry_id in begun]
    faint = [one.entry_id for one in near]
    return tuple(dict.fromkeys([*best, *begun, *faint]))


def _worded(snapshot: Snapshot, text: str) -> list[int]:
    """The entries in which every word of the text begins a word, as it does while the last one is being typed."""
    wanted = [f" {word}" for word in tokens(text)]
    if not wanted:
        return []
    places = (place for place, words in enumerate(snapshot.begun_words) if all(word in words for word in wanted))
    return [snapshot.entries[place].entry_id for place in islice(places, _MOST_WORDED)]


def _shown(session: Session, ids: Sequence[int], now: datetime) -> frozenset[int]:
    return frozenset(session.scalars(select(Entry.id).where(Entry.id.in_(ids), for_everyone(now))))
