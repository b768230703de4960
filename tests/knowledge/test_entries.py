"""An entry's history is kept, each change is counted, and only what is published and valid may be used."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from assistant.services import Services
from knowledge.audience import Audience
from knowledge.content import content_of
from knowledge.curation import archive, publish, save
from knowledge.entries import (
    Entry,
    EntryStatus,
    KnowledgeAge,
    Link,
    Phrasing,
    Revision,
    current_age,
    is_past,
    next_generation,
    usable_on,
)
from tests.factories import THEN, add_department, add_entry, add_staff

DAY = date(2026, 11, 18)


def test_every_change_raises_the_generation_by_one(services: Services) -> None:
    """An empty database is at 0; each save, publishing and archiving counts once, and the entry carries the count."""
    with services.database.transaction() as session:
        assert current_age(session).generation == 0
        entry = add_entry(session, add_department(session), "När?")
        assert (entry.generation, current_age(session).generation) == (1, 1)
        save(session, entry, "rättad", THEN)
        archive(session, entry, "gäller inte längre", THEN)
        assert (entry.generation, entry.status) == (3, EntryStatus.ARCHIVED)
    with services.database.reading() as session:
        assert current_age(session).generation == 3


def test_an_undone_change_is_not_counted(services: Services) -> None:
    """A transaction that fails takes its generation with it."""

    def fail_half_way() -> None:
        with services.database.transaction() as session:
            next_generation(session)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail_half_way()
    with services.database.reading() as session:
        assert current_age(session).generation == 0


def test_the_very_first_change_may_be_made_by_several_at_once(services: Services) -> None:
    """Where no row is there to lock, two first imports neither fail nor get the same generation."""
    start = threading.Barrier(6)
    given: list[int] = []

    def change() -> None:
        start.wait()
        with services.database.transaction() as session:
            given.append(next_generation(session))

    threads = [threading.Thread(target=change) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [1, 2, 3, 4, 5, 6]


def test_a_revision_keeps_the_whole_entry_as_it_was(services: Services) -> None:
    """Who, when, why and everything an editor can change; a later change leaves it alone."""
    later = THEN + timedelta(days=1)
    with services.database.transaction() as session:
        entry = add_entry(
            session,
            add_department(session),
            "Vad kostar det?",
            number="P-1",
            answer="Högst maxtaxan.",
            keywords=["avgift"],
            phrasings=["Avgift?", "Pris?"],
            links=[("Taxan", "https://www.prov.example/taxa")],
            audience=Audience.FIRST_LINE,
            valid_to=DAY,
        )
        editor = add_staff(session, "Eva Ek")
        entry.answer = "Det är gratis."
        entry.phrasings = [Phrasing(position=0, text="Pris?")]
        save(session, entry, "ny taxa", later, editor)
        entry_id, editor_id = entry.id, editor.id
    with services.database.reading() as session:
        first, second = session.scalars(select(Revision).order_by(Revision.id))
        assert (first.at, first.staff_id, first.reason) == (THEN, None, "publicerad")
        assert first.content["answer"] == "Högst maxtaxan."
        assert first.content["phrasings"] == ["Avgift?", "Pris?"]
        assert first.content["links"] == [["Taxan", "https://www.prov.example/taxa"]]
        assert (first.content["audience"], first.content["valid_to"]) == ("first_line", "2026-11-18")
        assert (second.entry_id, second.at, second.staff_id, second.reason) == (entry_id, later, editor_id, "ny taxa")
        entry = session.get_one(Entry, entry_id)
        assert second.content == content_of(entry)
        assert entry.updated_at == later


def test_what_an_entry_loses_is_gone(services: Services) -> None:
    """Replaced phrasings and links leave no rows behind, and keep the order they were given."""
    with services.database.transaction() as session:
        entry = add_entry(session, add_department(session), "När?", phrasings=["a", "b"], links=[("x", "https://x.se")])
        entry.phrasings = [Phrasing(position=0, text="c"), Phrasing(position=1, text="b")]
        entry.links = []
        save(session, entry, "rättad", THEN)
    with services.database.reading() as session:
        assert [row.text for row in session.scalars(select(Phrasing).order_by(Phrasing.position))] == ["c", "b"]
        assert session.scalars(select(Link)).all() == []


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "usable"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (DAY - timedelta(days=1), None, True),
        (DAY + timedelta(days=1), None, False),
        (None, DAY - timedelta(days=1), False),
        (None, DAY, True),
    ],
)
def test_an_entry_is_used_within_its_validity(
    services: Services, valid_from: date | None, valid_to: date | None, usable: bool
) -> None:
    """Both days of the span count; an entry without days is always valid."""
    with services.database.transaction() as session:
        add_entry(session, add_department(session), "När?", valid_from=valid_from, valid_to=valid_to)
    with services.database.reading() as session:
        assert bool(session.scalars(select(Entry).where(usable_on(DAY))).all()) is usable


@pytest.mark.parametrize("status", EntryStatus)
def test_only_published_entries_are_used(services: Services, status: EntryStatus) -> None:
    """A draft, one under review and an archived one are never said."""
    with services.database.transaction() as session:
        entry = add_entry(session, add_department(session), "När?")
        entry.status = status
    with services.database.reading() as session:
        found = session.scalars(select(Entry).where(usable_on(DAY))).all()
        assert bool(found) is (status is EntryStatus.PUBLISHED)


def test_publishing_takes_an_archived_entry_back(services: Services) -> None:
    """Nothing is lost by archiving: the same entry can be published again."""
    with services.database.transaction() as session:
        entry = add_entry(session, add_department(session), "När?")
        archive(session, entry, "fel", THEN)
        publish(session, entry, THEN)
        assert entry.status is EntryStatus.PUBLISHED
        reasons = session.scalars(select(Revision.reason).order_by(Revision.id)).all()
        assert reasons == ["publicerad", "fel", "publicerad"]


def test_an_age_tells_this_knowledge_from_another(services: Services) -> None:
    """An earlier age is past; one from another database, or from after a restored copy, is not."""
    with services.database.transaction() as session:
        empty = current_age(session)
        entry = add_entry(session, add_department(session), "När?")
        early = current_age(session)
        save(session, entry, "rättad", THEN + timedelta(days=1))
        late = current_age(session)
        assert [is_past(session, age) for age in (empty, early, late)] == [True, True, True]
        assert KnowledgeAge.parse(str(early)) == early != late
        assert not is_past(session, KnowledgeAge(3, late.revision))
        assert not is_past(session, KnowledgeAge(1, f"1@{datetime(2020, 1, 1, tzinfo=UTC).isoformat()}"))
        assert not is_past(session, KnowledgeAge(1, "99@2026-11-02T08:00:00+00:00"))
        assert not is_past(session, KnowledgeAge(1, ""))
