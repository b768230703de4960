"""A text is near the topic whose words or meaning it has."""

from __future__ import annotations

import numpy as np

from knowledge.topic_space import PackVectors, TopicSpace
from knowledge.topics import Topic
from tests.fakes import WordEmbedder

TOPICS = tuple(
    Topic(name, name, "Prov", about, authority, {"sv": phrasings})
    for name, about, authority, phrasings in (
        ("Snöröjning", "Plogning av gator", "", ("plogas gatan snart", "snö på vägen")),
        ("Pass", "Resehandlingar", "Polisen", ("förnya mitt pass", "resa utomlands")),
        ("Bibliotek", "Låna böcker", "", ("låna en bok", "öppettider biblioteket")),
    )
)


def with_meaning(embedder: WordEmbedder) -> TopicSpace:
    """The topics with vectors."""
    wordings = embedder.questions([text for topic in TOPICS for text in topic.wordings])
    return TopicSpace(TOPICS, PackVectors(wordings, embedder.passages([topic.official for topic in TOPICS])))


def test_letters_alone_find_the_topic() -> None:
    """Without an embedder; and the chances sum to one."""
    nearness = TopicSpace(TOPICS, None).of_message("När plogas gatorna?", None)
    assert int(nearness.argmax()) == 0
    assert np.isclose(np.exp(nearness).sum(), 1)


def test_meaning_finds_the_topic_of_message_and_entry() -> None:
    """Both ways over the pack lead to the same topic."""
    embedder = WordEmbedder()
    space = with_meaning(embedder)
    text = "låna en bok"
    asked = embedder.questions([text])
    assert int(space.of_message(text, asked[0]).argmax()) == 2
    assert int(space.of_entry(text, asked, embedder.passages(["Bibliotek. Låna böcker"])[0]).argmax()) == 2


def test_anothers_business_is_heard() -> None:
    """The chance of all topics that belong to an authority."""
    space = TopicSpace(TOPICS, None)
    passport, snow = (space.of_message(text, None) for text in ("förnya mitt pass utomlands", "snö på vägen plogas"))
    assert space.elsewhere(passport) > 0.6 > 0.4 > space.elsewhere(snow)


def test_a_text_that_says_nothing_is_as_near_all_topics() -> None:
    """No words, or only pictures: equal shares, no fault."""
    for text in ("", "🙏", "\0"):
        assert np.allclose(np.exp(TopicSpace(TOPICS, None).of_message(text, None)), 1 / 3)


def test_the_digest_names_the_content() -> None:
    """Another pack has another digest, the same pack the same."""
    assert TopicSpace(TOPICS, None).digest == TopicSpace(TOPICS, None).digest
    assert TopicSpace(TOPICS, None).digest != TopicSpace(TOPICS[:2], None).digest
