"""An editor's word on which topics an entry answers: given, taken back, and kept in the entry's history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from knowledge.curation import save
from knowledge.entries import Entry
from knowledge.errors import KnowledgeError
from knowledge.organisation import StaffMember
from knowledge.topic_links import TopicLink
from knowledge.topics import Topic, the_topics

# A revision's reason holds 300 signs, and the words around a topic's name some 40.
_LONGEST_NAME = 200


class UnknownTopic(KnowledgeError):
    """The pack has no topic of this id."""

    def __init__(self, topic: str) -> None:
        super().__init__(f"the pack has no topic {topic}")
        self.topic = topic


class UnknownEntry(KnowledgeError):
    """There is no entry of this number."""

    def __init__(self, number: str) -> None:
        super().__init__(f"there is no entry {number}")
        self.number = number


def correct(session: Session, entry: Entry, topic: str, holds: bool, by: StaffMember | None, now: datetime) -> bool:
    """Say that the entry answers the topic (`holds`) or does not; whether that changed anything.

    Every process's search follows, and the entry gets a revision. Raises UnknownTopic.
    """
    known = topic_of(topic)
    link = _link(session, entry, topic)
    if link is not None and link.holds is holds:
        return False
    if link is None:
        link = TopicLink(entry_id=entry.id, topic=topic)
        session.add(link)
    link.holds, link.staff, link.at = holds, by, now
    save(session, entry, _reason("svarar på ämnet {name}" if holds else "svarar inte på ämnet {name}", known), now, by)
    return True


def forget(session: Session, entry: Entry, topic: str, by: StaffMember | None, now: datetime) -> bool:
    """Take the correction back, so that the computed link holds again; whether there was one. Raises UnknownTopic.

    A correction for a topic that the pack no longer has cannot be seen anywhere, so there is none to take back.
    """
    known = topic_of(topic)
    link = _link(session, entry, topic)
    if link is None:
        return False
    session.delete(link)
    save(session, entry, _reason("rättelsen av ämnet {name} är ångrad", known), now, by)
    return True


def links_of(session: Session, entry: Entry) -> Sequence[TopicLink]:
    """The entry's corrections with who made them, oldest first."""
    chosen = select(TopicLink).where(TopicLink.entry_id == entry.id).options(joinedload(TopicLink.staff))
    return session.scalars(chosen.order_by(TopicLink.id)).all()


def entry_numbered(session: Session, number: str) -> Entry:
    """The entry with this number. Raises UnknownEntry."""
    entry = session.scalar(select(Entry).where(Entry.number == number))
    if entry is None:
        raise UnknownEntry(number)
    return entry


def topic_of(topic_id: str) -> Topic:
    """The pack's topic. Raises UnknownTopic."""
    topic = _by_id().get(topic_id)
    if topic is None:
        raise UnknownTopic(topic_id)
    return topic


@cache
def _by_id() -> Mapping[str, Topic]:
    return {topic.id: topic for topic in the_topics()}


def _link(session: Session, entry: Entry, topic: str) -> TopicLink | None:
    return session.scalar(select(TopicLink).where(TopicLink.entry_id == entry.id, TopicLink.topic == topic))


def _reason(words: str, topic: Topic) -> str:
    return words.format(name=topic.name[:_LONGEST_NAME])
