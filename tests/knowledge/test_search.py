"""A search finds committed, published and valid entries for a text of any kind, with few statements."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event

from assistant.services import Services
from knowledge.curation import archive, save
from knowledge.database import Database
from knowledge.entries import Entry, EntryStatus
from knowledge.match import LinkText
from knowledge.search import EntrySearch
from tests.factories import THEN, add_department, add_entry, group_of
from tests.knowledge.asking import LATER, NOW, PRESCHOOL, SNOW, entry_numbered, numbers


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Every statement that goes to the database meanwhile, but for SQLite's BEGIN, which PostgreSQL's driver hides."""
    statements: list[str] = []

    def note(*given: object) -> None:
        if given[2] != "BEGIN":
            statements.append(str(given[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def test_a_question_finds_its_entry_with_everything_an_answer_needs(town: Services) -> None:
    """The best match is a plain value with answer, links, department and group, sure and before the others."""
    with town.database.reading() as session:
        matches = EntrySearch(session, town.matcher)("säga upp platsen på dagis", NOW)
        group = group_of(session, "Förskola")
        best = matches[0]
        assert (best.number, best.question, best.department) == ("FSK-01", PRESCHOOL, "Förskola")
        assert best.links == (LinkText("E-tjänst: Säg upp plats", "https://www.prov.example/sag-upp"),)
        assert (best.department_id, best.group_id) == (group.department_id, group.id)
        assert best.answer.startswith("Du säger upp platsen i e-tjänsten.")
    assert 0 < best.confidence <= 1
    assert all(best.confidence > other.confidence for other in matches[1:])
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)


@pytest.mark.parametrize("asked", ["Vem får skolskjuts?", "vem får  SKOLSKJUTS", "Vem får skolskjuts?!"])
def test_an_entrys_own_wording_stands_first(town: Services, asked: str) -> None:
    """Another entry holds the same words and comes first by its number: the one that is asked in full wins."""
    with town.database.transaction() as session:
        school = add_department(session, "Skola")
        add_entry(session, school, "Hur söker jag skolskjuts?", number="A-1", keywords=["får", "skolskjuts"])
        add_entry(session, school, "Åka buss?", number="A-2", phrasings=["Vem får skolskjuts?"])
    with town.database.reading() as session:
        first, second = EntrySearch(session, town.matcher)(asked, NOW)
    assert (first.number, first.exact, first.confidence) == ("A-2", True, 0.99)
    assert (second.number, second.exact) == ("A-1", False)


def test_one_word_is_nobodys_own_wording(town: Services) -> None:
    """Part of a wording is not the wording, though every word of the message stands in it."""
    with town.database.reading() as session:
        matches = EntrySearch(session, town.matcher)("förskoleplats", NOW)
    assert {match.number for match in matches[:2]} == {"FSK-01", "FSK-02"}
    assert not any(match.exact for match in matches)


def test_nothing_near_is_nothing_found(town: Services) -> None:
    """A question about something else finds no entry, and an empty knowledge finds none either."""
    assert numbers(town, "kvantmekanik") == []


def test_an_empty_knowledge_is_no_fault(services: Services) -> None:
    """A new installation finds nothing, twice, and finds the first entry as soon as it is there."""
    assert numbers(services, SNOW) == numbers(services, SNOW) == []
    with services.database.transaction() as session:
        add_entry(session, add_department(session), SNOW, number="GAT-01")
    assert numbers(services, SNOW) == ["GAT-01"]


def test_at_most_the_asked_number_of_matches(town: Services) -> None:
    """`limit` holds, also for a word that stands in many entries."""
    with town.database.transaction() as session:
        department = add_department(session, "Bygglov")
        for place in range(8):
            add_entry(session, department, f"Får jag bygga altan nummer {place}?")
    with town.database.reading() as session:
        search = EntrySearch(session, town.matcher)
        assert [len(search("altan", NOW, limit)) for limit in (1, 3, 5)] == [1, 3, 5]


def test_equals_stand_in_the_same_order_everywhere(town: Services) -> None:
    """Where nothing tells two entries apart their numbers do, whatever the order in which an index met them."""
    with town.database.transaction() as session:
        department = add_department(session, "Bygglov")
        added = [add_entry(session, department, "Får jag bygga altan?", number=f"B-{n}") for n in (3, 1, 2)]
    assert numbers(town, "altan")[:3] == ["B-1", "B-2", "B-3"]
    with town.database.transaction() as session:
        save(session, session.get_one(Entry, added[1].id), "sparad", LATER)
    assert numbers(town, "altan")[:3] == ["B-1", "B-2", "B-3"]


@pytest.mark.parametrize("status", [EntryStatus.DRAFT, EntryStatus.REVIEW, EntryStatus.ARCHIVED])
def test_only_published_entries_are_found(town: Services, status: EntryStatus) -> None:
    """What nobody has approved is not found, nor is it in the index; once it is published it is."""
    with town.database.transaction() as session:
        entry = add_entry(session, add_department(session, "Hamnen"), "Var finns gästhamnen?", number="H-1")
        entry.status = status
        save(session, entry, "prov", THEN)
    assert numbers(town, "gästhamnen") == []
    assert town.matcher.index.find("gästhamnen", 5) == []
    with town.database.transaction() as session:
        entry = entry_numbered(session, "H-1")
        entry.status = EntryStatus.PUBLISHED
        save(session, entry, "publicerad", LATER)
    assert numbers(town, "gästhamnen") == ["H-1"]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (datetime(2026, 5, 31, 21, 59, 59, tzinfo=UTC), []),
        (datetime(2026, 5, 31, 22, 0, tzinfo=UTC), ["B-1"]),
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), ["B-1"]),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), []),
        (datetime(2026, 12, 31, 18, 0, tzinfo=UTC), ["B-1"]),
    ],
)
def test_validity_follows_the_day_in_stockholm(town: Services, now: datetime, found: list[str]) -> None:
    """Valid from 1 June to 31 December: the day turns at midnight in Stockholm, in summer and winter time."""
    with town.database.transaction() as session:
        department = add_department(session, "Bad")
        days = {"valid_from": date(2026, 6, 1), "valid_to": date(2026, 12, 31)}
        add_entry(session, department, "När öppnar friluftsbadet?", number="B-1", **days)
    assert numbers(town, "friluftsbadet", now=now) == found
    with town.database.reading() as session:
        search = EntrySearch(session, town.matcher)
        assert bool(search.by_id(entry_numbered(session, "B-1").id, now)) is bool(found)


def test_a_chosen_entry_is_certain_only_while_it_may_be_used(town: Services) -> None:
    """A resident's choice needs no search; an entry that has been archived or never was gives None."""
    with town.database.transaction() as session:
        entry_id = entry_numbered(session, "FSK-01").id
        match = EntrySearch(session, town.matcher).by_id(entry_id, NOW)
        assert match is not None
        assert (match.number, match.confidence > 0.9) == ("FSK-01", True)
        archive(session, entry_numbered(session, "FSK-01"), "gammal", LATER)
        search = EntrySearch(session, town.matcher)
        assert (search.by_id(entry_id, NOW), search.by_id(987654, NOW)) == (None, None)


@pytest.mark.parametrize(
    "question",
    [
        "När plogas min gata? " + "Jag undrar verkligen över detta. " * 1600,
        "När plogas\x00 min\x07 gata?\x1b[31m",
        "❄️🚜 När plogas min gata? 🙏🏽",
        "NÄR PLOGAS MIN GATA",
        "När plogas min gata? \ud83d",
        "När\u00a0plogas\u200bmin gata",
    ],
)
def test_a_text_of_any_kind_gives_a_result(town: Services, question: str) -> None:
    """50,000 letters, pictures, control characters, capitals and half characters: the entry is found all the same."""
    assert numbers(town, question)[:1] == ["GAT-01"]


@pytest.mark.parametrize("question", ["", " \n", "?!", "🙏" * 12_000, "\x00" * 50_000, "a" * 50_000, "hej och tack"])
def test_a_text_that_asks_nothing_finds_nothing(town: Services, question: str) -> None:
    """No words that mean anything, or one endless one: an empty result, not an error."""
    assert numbers(town, question) == []


@pytest.mark.parametrize("entries", [3, 25])
def test_a_search_asks_the_database_as_often_for_many_entries_as_for_few(services: Services, entries: int) -> None:
    """The same number when everything is read for the first time, and the same, fewer, when it is ready."""
    with services.database.transaction() as session:
        for place in range(entries):
            department = add_department(session, f"Kontor {place}")
            links = [("Länk", "https://www.prov.example/")]
            add_entry(session, department, f"Altan {place}?", phrasings=["Uteplats", "Trädäck"], links=links)
    with services.database.reading() as session, counted(services.database) as statements:
        services.matcher.refresh(session)
    # The age as we see it; for the snapshot and for the word index: the age as all see it, who is gone, the entries
    # with their departments, phrasings, translations and corrected topics, and that there are no more; and the town's
    # words.
    assert len(statements) == 15, statements
    for known in (False, True):
        with services.database.reading() as session, counted(services.database) as statements:
            matches = EntrySearch(session, services.matcher)("altan", NOW, entries)
            assert len(matches) == entries
            assert all(match.links and match.department for match in matches)
        # The age; before the entries are known also the age as all see it, they, their links and their translations.
        assert len(statements) == (1 if known else 5), statements


def test_sqlite_files_are_not_held_by_a_search(town: Services) -> None:
    """After a search no read lock is left that would keep SQLite's log from being folded in."""
    if town.database.engine.dialect.name != "sqlite":
        assert numbers(town, SNOW)
        return
    assert numbers(town, SNOW)
    with sqlite3.connect(town.settings.data / "forstalinjen.sqlite") as connection:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    assert busy == 0
