"""The list of entries with their topics: searched, filtered and cut into pages without asking the database again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.ngrams import Floats
from knowledge.published import Published
from knowledge.snapshot import Snapshot
from knowledge.topic_links import LinkedTopic, is_weak, linked_topics
from knowledge.topic_space import TopicSpace
from knowledge.topics import Topic

PAGE_SIZE = 25
_TOPICS_FOUND = 8
# A topic that shares no word with the query is shown only when it surely means the same.
_SURELY = 0.2
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Row:
    """An entry and what it is linked to, nearest first; without the topics that an editor has rejected."""

    entry: Published
    linked: Sequence[LinkedTopic]


@dataclass(frozen=True)
class Listing:
    """One page of the list. `found` is how many entries all pages have together, `total` how many there are."""

    rows: Sequence[Row]
    found: int
    total: int
    page: int
    pages: int


def listing(snapshot: Snapshot, topics: Sequence[Topic], query: str, only_weak: bool, page: int) -> Listing:
    """The entries whose words hold the whole query, by number; a page beyond the last is the last."""
    found = sorted(_found(snapshot, topics, query, only_weak), key=lambda row: row.entry.number)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    return Listing(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], len(found), len(snapshot.entries), page, pages)


def chances_of(snapshot: Snapshot, entry_id: int) -> Floats | None:
    """An entry's computed shares, (topics,), corrections included; None for one that is not published."""
    place = snapshot.place.get(entry_id)
    chances: Floats | None = snapshot.topic_chances[place] if place is not None else None
    return chances


def find_topics(space: TopicSpace, query: str, vector: Floats | None, taken: Collection[str]) -> list[Topic]:
    """Topics to link by hand: those that hold the query's words, the nearest in meaning first, then other near ones.

    `vector` is what the query means. Topics whose ids are in `taken` stand on the page already and are left out.
    """
    if not query.strip():
        return []
    nearness = space.of_message(query, vector)
    order = [(place, space.topics[place]) for place in np.argsort(-nearness, kind="stable").tolist()]
    free = [(place, topic) for place, topic in order if topic.id not in taken]
    worded = [topic for _, topic in free if _begins(_words_of(topic), query)]
    # Letters alone always find something somewhere: only the meaning can be trusted beyond the words.
    sure = [topic for place, topic in free if vector is not None and np.exp(nearness[place]) >= _SURELY]
    return [*worded, *(topic for topic in sure if topic not in worded)][:_TOPICS_FOUND]


def _found(snapshot: Snapshot, topics: Sequence[Topic], query: str, only_weak: bool) -> Iterator[Row]:
    for place, entry in enumerate(snapshot.entries):
        if not _holds(f"{entry.number} {entry.department} {entry.subject} {entry.title_words}", query):
            continue
        linked = linked_topics(snapshot.topic_chances[place], entry.topic_links, topics)
        if not only_weak or is_weak(linked):
            yield Row(entry, [one for one in linked if one.holds])


def _words_of(topic: Topic) -> str:
    return " ".join((topic.name, topic.area, *topic.wordings))


def _begins(text: str, query: str) -> bool:
    """Whether each word of the query begins a word of the text: inside a word it is mostly another (Minnesota)."""
    told = " " + " ".join(_WORD.findall(text.casefold()))
    return all(f" {word}" in told for word in _WORD.findall(query.casefold()))


def _holds(text: str, query: str) -> bool:
    folded = text.casefold()
    return all(word in folded for word in query.casefold().split())
