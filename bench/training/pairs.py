"""What the model is trained with: pairs of texts that mean the same, a batch at a time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.published import Published
from knowledge.topics import Topic

# Of each batch this share is the pack's, the rest the sample town's.
_PACK_SHARE = 0.75
# Of the pack's pairs: another language to Swedish, and a phrasing to the official text; the rest are two phrasings.
_FOREIGN, _OFFICIAL = 0.2, 0.4
# Of the town's pairs: two wordings, and a wording to the whole passage; the rest go to the bare answer.
_WORDINGS, _PASSAGE = 0.5, 0.75


@dataclass(frozen=True)
class Text:
    """A text, and whether the model reads it as a question or as a passage."""

    words: str
    is_query: bool = True


Pair = tuple[Text, Text]


def batch(chance: random.Random, topics: Sequence[Topic], entries: Sequence[Published], size: int) -> list[Pair]:
    """Pairs of different topics and entries, so that each pair's others are wrong answers to it."""
    from_pack = min(int(size * _PACK_SHARE), len(topics))
    return [_of_topic(chance, topic) for topic in chance.sample(topics, from_pack)] + [
        _of_entry(chance, entry) for entry in chance.sample(entries, size - int(size * _PACK_SHARE))
    ]


def _of_topic(chance: random.Random, topic: Topic) -> Pair:
    swedish = topic.phrasings["sv"]
    foreign = [text for language, texts in topic.phrasings.items() if language != "sv" for text in texts]
    one, other = chance.sample(swedish, 2)
    draw = chance.random()
    if draw < _FOREIGN and foreign:
        return Text(chance.choice(foreign)), Text(other)
    if draw < _OFFICIAL:
        return Text(one), Text(topic.official, is_query=False)
    return Text(one), Text(other)


def _of_entry(chance: random.Random, entry: Published) -> Pair:
    wording = chance.choice(entry.wordings)
    others = [other for other in entry.wordings if other != wording]
    draw = chance.random()
    if draw < _WORDINGS and others:
        return Text(wording), Text(chance.choice(others))
    return Text(wording), Text(entry.passage if draw < _PASSAGE else entry.answer, is_query=False)
