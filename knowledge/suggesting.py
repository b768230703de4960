"""Entries that somebody who is still writing may mean: by letters and beginnings of words alone, in a millisecond."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.entries import Entry
from knowledge.finding import for_everyone
from knowledge.matcher import Matcher
from knowledge.ngrams import Floats
from knowledge.snapshot import Snapshot
from knowledge.swedish import STOP_WORDS, tokens
from knowledge.worktime import STOCKHOLM

# An entry that holds a smaller part of what was typed (0..1, by the weight of its letters) shares an ending alone.
_LEAST = 0.35
# Beside an entry in which the words begin so, one with this part of its score (0..1) or less is only noise.
_OF_THE_BEST = 0.4
# So many of the best are read: those that only staff may see go, and a town may have silenced a department.
_READ = 25


def suggested(session: Session, matcher: Matcher, text: str, now: datetime) -> tuple[Entry, ...]:
    """The entries for everyone that the text may be the beginning of, best first, at most 25.

    What stands in every word's beginning comes before what is only spelt alike. No language model is asked.
    """
    snapshot = matcher.refresh(session)
    scores = _scores(snapshot, text, snapshot.usable(now.astimezone(STOCKHOLM).date()).astype(np.float32))
    least = max(_LEAST, _OF_THE_BEST * float(scores.max(initial=0.0)))
    best = [place for place in np.argsort(-scores, kind="stable")[:_READ].tolist() if scores[place] >= least]
    ids = [snapshot.entries[place].entry_id for place in best]
    found = {one.id: one for one in session.scalars(select(Entry).where(Entry.id.in_(ids), for_everyone(now)))}
    return tuple(found[entry_id] for entry_id in ids if entry_id in found)


def _scores(snapshot: Snapshot, text: str, usable: Floats) -> Floats:
    """The part of the typed letters that each entry's ways of asking hold, and one more where its words begin so."""
    if not snapshot.entries:
        return usable
    return (snapshot.titles.reached(text) + _begun(snapshot.begun_words, _telling(text))) * usable


def _telling(text: str) -> list[str]:
    """The typed words that say what it is about, and the last one, which may still grow: "hu" may become "hund"."""
    words = tokens(text)
    return [word for word in words[:-1] if word not in STOP_WORDS] + words[-1:]


def _begun(entries: Sequence[str], words: Sequence[str]) -> Floats:
    wanted = [f" {word}" for word in words]
    held = [bool(wanted) and all(word in text for word in wanted) for text in entries]
    return np.array(held, dtype=np.float32)
