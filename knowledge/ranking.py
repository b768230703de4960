"""How near each entry is to a question: six signals, weighed together, and what they tell of the best one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.manner import Manner, MannerReader
from knowledge.ngrams import Floats
from knowledge.snapshot import Snapshot
from knowledge.standard import shares, standing
from knowledge.topic_space import TopicSpace

# In the order of every array of signals and weights:
# asked: the meaning of the nearest way of asking; answered: the meaning of the answer in its place; titles and
# letters: pieces of words in the ways of asking and in everything; words: Whoosh's BM25F; topics: the way over the
# pack.
SIGNALS = ("asked", "answered", "titles", "letters", "words", "topics")
# What is known of one ranked entry, in the order of the confidence's coefficients. `nearness` is its weighed score,
# `lead` how far it lies before the next, `share` its softmax share of all; the values of the single signals follow
# as they are (cosines, shares of the reachable), how far three of them lie before the best other entry's (below zero:
# behind), then how many signals put it first, how clear the message's topic is, how many words there were to go by
# (logarithm), and the chances (0..1) that the message is an ordinary question and that the matter is another
# authority's.
FEATURES = (
    "nearness",
    "lead",
    "share",
    "asked",
    "answered",
    "titles",
    "letters",
    "topics",
    "asked_lead",
    "answered_lead",
    "topics_lead",
    "agreeing",
    "topic_clarity",
    "length",
    "ordinary",
    "elsewhere",
)
_FEWEST_PIECES = 1e-6


@dataclass(frozen=True)
class Asked:
    """A question made ready: its text, its meaning (None without an embedder), and each topic's nearness.

    `manners`: the chance of each manner of message, empty where nothing could tell. `elsewhere`: the chance that the
    matter is another authority's.
    """

    text: str
    vector: Floats | None
    topics: Floats
    manners: Mapping[Manner, float]
    elsewhere: float


def ask(text: str, vector: Floats | None, space: TopicSpace, reader: MannerReader | None) -> Asked:
    """Make a question ready to be compared."""
    topics = space.of_message(text, vector)
    manners = reader.read(vector) if reader is not None and vector is not None else {}
    return Asked(text, vector, topics, manners, space.elsewhere(topics))


def compare(asked: Asked, snapshot: Snapshot, word_scores: Mapping[int, float]) -> Floats:
    """All signals for all entries, (signals, entries); `word_scores` are BM25F by entry id, of those found."""
    signals = np.zeros((len(SIGNALS), len(snapshot.entries)), dtype=np.float32)
    if not snapshot.entries:
        return signals
    if snapshot.has_vectors and asked.vector is not None:
        signals[0] = np.maximum.reduceat(snapshot.wordings @ asked.vector, snapshot.starts)
        signals[1] = snapshot.passages @ asked.vector
    signals[2] = snapshot.titles.reached(asked.text)
    signals[3] = snapshot.all_words.reached(asked.text)
    for entry_id, score in word_scores.items():
        if entry_id in snapshot.place:
            signals[4, snapshot.place[entry_id]] = score
    signals[5] = _through_topics(asked.topics, snapshot.topic_chances)
    return signals


def _through_topics(message: Floats, chances: Floats) -> Floats:
    """The logarithm of the chance that message and entry mean the same topic, kept above a floor for the far ones.

    `chances` are the entries' (entries, topics), the message's nearness is a logarithm.
    """
    together: Floats = chances @ np.exp(message)
    result: Floats = np.log(together + 1e-4)
    return result


def fuse(signals: Floats, weights: Sequence[float]) -> Floats:
    """One score an entry: each signal's standing among all entries, weighed."""
    result: Floats = np.asarray(weights, dtype=np.float32) @ standing(signals)
    return result


def features(
    asked: Asked, signals: Floats, fused: Floats, usable: npt.NDArray[np.bool_], places: Sequence[int]
) -> npt.NDArray[np.float64]:
    """The features of the ranked entries at `places` (best first), (places, features)."""
    if not len(places):
        return np.zeros((0, len(FEATURES)))
    among = np.where(usable, fused, -np.inf)
    share = shares(among)
    firsts = [int(np.argmax(np.where(usable, row, -np.inf))) for row in signals if np.ptp(row) > _FEWEST_PIECES]
    rivals = among[usable]
    best = np.sort(np.partition(rivals, -2)[-2:])[::-1] if len(rivals) > 1 else rivals
    clarity = float(np.exp(asked.topics.max())) if asked.topics.size else 0.0
    told = [clarity, float(np.log1p(len(asked.text.split()))), asked.manners.get(Manner.ORDINARY, 1.0), asked.elsewhere]
    rows = []
    for place in places:
        other = best[1] if len(best) > 1 and fused[place] >= best[0] else best[0]
        rows.append(
            [
                float(fused[place]),
                float(fused[place] - other) if len(best) > 1 else float(fused[place]),
                float(share[place]),
                float(signals[0, place]),
                float(signals[1, place]),
                float(signals[2, place]),
                float(signals[3, place]),
                float(signals[5, place]),
                *(float(signals[row, place] - _best_other(signals[row], usable, place)) for row in (0, 1, 5)),
                float(firsts.count(place)),
                *told,
            ]
        )
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))


def _best_other(signal: Floats, usable: npt.NDArray[np.bool_], place: int) -> float:
    """The highest value of any other usable entry; the entry's own when it is alone."""
    others = usable.copy()
    others[place] = False
    return float(signal[others].max()) if others.any() else float(signal[place])
