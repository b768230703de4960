"""The municipal pack is as large, as whole and as free of doubles as it says."""

from __future__ import annotations

import re
from collections import Counter

from knowledge.topics import LANGUAGES, the_authorities, the_topics


def test_the_pack_is_broad() -> None:
    """At least 500 topics over many areas, with at least 7,500 phrasings (the plan, part 2)."""
    topics = the_topics()
    assert len(topics) >= 500
    assert len({topic.area for topic in topics}) >= 40
    assert sum(len(topic.wordings) for topic in topics) >= 7_500


def test_every_topic_is_whole() -> None:
    """Each has an id of its own, a name, a description, and 12-25 phrasings in all six languages."""
    topics = the_topics()
    assert [twice for twice, count in Counter(topic.id for topic in topics).items() if count > 1] == []
    for topic in topics:
        assert re.fullmatch(r"[a-z0-9-]+", topic.id), topic.id
        assert topic.name, topic.id
        assert len(topic.about.split()) >= 8, topic.id
        assert 12 <= len(topic.wordings) <= 25, topic.id
        assert set(topic.phrasings) == set(LANGUAGES), topic.id


def test_no_phrasing_stands_twice() -> None:
    """A phrasing that belonged to two topics would teach nothing."""
    counts = Counter(_plain(text) for topic in the_topics() for text in topic.wordings)
    assert [text for text, count in counts.items() if count > 1] == []


def test_every_authority_is_described() -> None:
    """Whoever is sent elsewhere is told where, with a secure address."""
    named = {topic.authority for topic in the_topics()} - {""}
    described = the_authorities()
    assert len(named) >= 30
    assert named == set(described)
    assert all(
        authority.web.startswith("https://") and authority.what.endswith(".") for authority in described.values()
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
