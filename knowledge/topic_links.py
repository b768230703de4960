"""Which topics of the pack an entry answers: what the machine computed, with an editor's corrections above it."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from knowledge.database import Base
from knowledge.ngrams import Floats
from knowledge.organisation import StaffMember
from knowledge.topics import Topic

# Below this share a computed topic says nothing of the entry: with 647 topics an even share is .0015.
FAINT = 0.05
# Below this share of its nearest topic an entry should be looked at: in Nystad 19 of 239, and several of those wrong.
WEAK = 0.75
_SHOWN = 5
# The logarithms of the share of a topic that an editor has confirmed, and of one that she has taken away.
_CERTAIN, _NEVER = np.float32(0), np.float32(-30)


class TopicLink(Base):
    """An editor's word that an entry answers a topic, or does not. `staff_id` is None from the command line.

    The topic is its id in the pack; one that a later pack no longer has is left alone and has no effect.
    """

    __tablename__ = "topic_link"
    __table_args__ = (UniqueConstraint("entry_id", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(String(100))
    holds: Mapped[bool]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[datetime]

    staff: Mapped[StaffMember | None] = relationship()


class LinkedBy(enum.Enum):
    """Who says that entry and topic belong together."""

    MACHINE = "machine"
    EDITOR = "editor"


@dataclass(frozen=True)
class LinkedTopic:
    """A topic and an entry: how near it is (a share, 0..1), by whose word, and whether the entry answers it.

    Only an editor says that it does not; such a topic's nearness is 0.
    """

    topic: Topic
    nearness: float
    by: LinkedBy
    holds: bool = True


def corrections_of(session: Session, entry_ids: Iterable[int]) -> dict[int, dict[str, bool]]:
    """The editors' corrections by entry id, then by topic id; entries without any are not in it. One query."""
    found: dict[int, dict[str, bool]] = {}
    rows = select(TopicLink.entry_id, TopicLink.topic, TopicLink.holds).where(TopicLink.entry_id.in_(list(entry_ids)))
    for entry_id, topic, holds in session.execute(rows.order_by(TopicLink.id)):
        found.setdefault(entry_id, {})[topic] = holds
    return found


def corrected(nearness: Floats, links: Mapping[str, bool], topics: Sequence[Topic]) -> Floats:
    """An entry's computed logarithms of shares, (topics,), with the corrections above them.

    A confirmed topic is as near as can be, a rejected one gone. The others keep their shares: that one topic is
    wrong makes no other right.
    """
    if not links:
        return nearness
    result = nearness.copy()
    for place, topic in enumerate(topics):
        if topic.id in links:
            result[place] = _CERTAIN if links[topic.id] else _NEVER
    return result


def linked_topics(
    chances: Floats | None, links: Mapping[str, bool], topics: Sequence[Topic], most: int = _SHOWN
) -> list[LinkedTopic]:
    """What an entry is linked to: confirmed topics, then at most `most` computed ones nearest first, then the rejected.

    `chances` are the entry's shares (topics,); None where nothing has been computed, as for a draft.
    """
    told = [
        LinkedTopic(topic, 1.0 if links[topic.id] else 0.0, LinkedBy.EDITOR, links[topic.id])
        for topic in topics
        if topic.id in links
    ]
    return [
        *(one for one in told if one.holds),
        *_computed(chances, links, topics, most),
        *(one for one in told if not one.holds),
    ]


def _computed(
    chances: Floats | None, links: Mapping[str, bool], topics: Sequence[Topic], most: int
) -> list[LinkedTopic]:
    if chances is None:
        return []
    near = [int(place) for place in np.argsort(-chances, kind="stable") if topics[place].id not in links][:most]
    # The nearest is shown however faint it is: it is what the search goes by.
    return [
        LinkedTopic(topics[place], float(chances[place]), LinkedBy.MACHINE)
        for rank, place in enumerate(near)
        if chances[place] >= FAINT or rank == 0
    ]


def is_weak(linked: Sequence[LinkedTopic]) -> bool:
    """Whether no topic is surely the entry's, so that somebody should look."""
    return not any(one.holds and one.nearness >= WEAK for one in linked)
