"""A search sees the committed, published and valid entries, in every process, whatever happens to the index."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge.curation import archive, save
from knowledge.database import Database
from knowledge.entries import Entry, EntryStatus, KnowledgeGeneration, Phrasing, Revision
from knowledge.errors import SearchUnavailable
from knowledge.lexical import LexicalIndex
from knowledge.match import LinkText
from knowledge.search import EntrySearch, refresh
from tests.factories import THEN, add_department, add_entry, group_of

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
LATER = THEN + timedelta(days=1)
PRESCHOOL, SNOW = "Hur säger jag upp en förskoleplats?", "När plogas min gata?"


def numbers(services: Services, question: str, index: LexicalIndex | None = None, now: datetime = NOW) -> list[str]:
    """The numbers of the entries that a new session finds, best first."""
    with services.database.reading() as session:
        return [match.number for match in EntrySearch(session, index or services.index)(question, now)]


def entry_numbered(session: Session, number: str) -> Entry:
    """The entry with this number."""
    return session.scalars(select(Entry).where(Entry.number == number)).one()


def index_file(services: Services) -> Path:
    """The index's one file."""
    (file,) = services.settings.index_folder.glob("*.index")
    return file


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
        matches = EntrySearch(session, town.index)("säga upp platsen på dagis", NOW)
        group = group_of(session, "Förskola")
        best = matches[0]
        assert (best.number, best.question, best.department) == ("FSK-01", PRESCHOOL, "Förskola")
        assert best.links == (LinkText("E-tjänst: Säg upp plats", "https://www.prov.example/sag-upp"),)
        assert (best.department_id, best.group_id) == (group.department_id, group.id)
        assert best.answer.startswith("Du säger upp platsen i e-tjänsten.")
    assert 0 < best.confidence <= 1
    assert all(best.confidence > other.confidence for other in matches[1:])
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)


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
        search = EntrySearch(session, town.index)
        assert [len(search("altan", NOW, limit)) for limit in (1, 3, 5)] == [1, 3, 5]


def test_equals_stand_in_the_same_order_everywhere(town: Services) -> None:
    """Where nothing tells two entries apart their numbers do, whatever the order in which an index met them."""
    with town.database.transaction() as session:
        department = add_department(session, "Bygglov")
        added = [add_entry(session, department, "Får jag bygga altan?", number=f"B-{n}") for n in (3, 1, 2)]
    assert numbers(town, "altan") == ["B-1", "B-2", "B-3"]
    with town.database.transaction() as session:
        save(session, session.get_one(Entry, added[1].id), "sparad", LATER)
    assert numbers(town, "altan") == ["B-1", "B-2", "B-3"]


@pytest.mark.parametrize("status", [EntryStatus.DRAFT, EntryStatus.REVIEW, EntryStatus.ARCHIVED])
def test_only_published_entries_are_found(town: Services, status: EntryStatus) -> None:
    """What nobody has approved is not found, nor is it in the index; once it is published it is."""
    with town.database.transaction() as session:
        entry = add_entry(session, add_department(session, "Hamnen"), "Var finns gästhamnen?", number="H-1")
        entry.status = status
        save(session, entry, "prov", THEN)
    assert numbers(town, "gästhamnen") == []
    assert town.index.find("gästhamnen", 5) == []
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
        search = EntrySearch(session, town.index)
        assert bool(search.by_id(entry_numbered(session, "B-1").id, now)) is bool(found)


def test_a_chosen_entry_is_certain_only_while_it_may_be_used(town: Services) -> None:
    """A resident's choice needs no search; an entry that has been archived or never was gives None."""
    with town.database.transaction() as session:
        entry_id = entry_numbered(session, "FSK-01").id
        match = EntrySearch(session, town.index).by_id(entry_id, NOW)
        assert match is not None
        assert (match.number, match.confidence > 0.9) == ("FSK-01", True)
        archive(session, entry_numbered(session, "FSK-01"), "gammal", LATER)
        search = EntrySearch(session, town.index)
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


def test_an_edit_is_seen_by_every_index(town: Services, tmp_path: Path) -> None:
    """Another object on the same folder, one on a folder of its own, and another process: all see the new wording."""
    beside, elsewhere = LexicalIndex(town.settings.index_folder), LexicalIndex(tmp_path / "elsewhere")
    for index in (town.index, beside, elsewhere):
        assert numbers(town, "snöröjning", index) == ["GAT-01"]
    with town.database.transaction() as session:
        entry = entry_numbered(session, "GAT-01")
        entry.phrasings = [Phrasing(position=0, text="Halkbekämpning")]
        save(session, entry, "ny formulering", LATER)
    for index in (town.index, beside, elsewhere):
        assert numbers(town, "halkbekämpning", index) == ["GAT-01"]
        assert numbers(town, "snöröjning", index) == []
    program = (
        "import sys; from datetime import *; from pathlib import Path\n"
        "from knowledge.database import Database; from knowledge.lexical import LexicalIndex\n"
        "from knowledge.search import EntrySearch\n"
        "with Database(sys.argv[1]).reading() as session:\n"
        "    search = EntrySearch(session, LexicalIndex(Path(sys.argv[2])))\n"
        "    print(*[match.number for match in search('halkbekämpning', datetime.now(UTC))])"
    )
    for folder in (town.settings.index_folder, tmp_path / "theirs"):
        command = [sys.executable, "-c", program, town.settings.database_url, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout.split() == ["GAT-01"]


def test_an_archived_entry_is_gone_from_every_index(town: Services) -> None:
    """Archived in one process, it is neither found nor indexed in another, and the rest still are."""
    beside = LexicalIndex(town.settings.index_folder)
    assert numbers(town, SNOW, beside)[0] == "GAT-01"
    with town.database.transaction() as session:
        archive(session, entry_numbered(session, "GAT-01"), "gäller inte", LATER)
    assert numbers(town, "snöröjning") == []
    assert numbers(town, "snöröjning", beside) == []
    assert beside.find("snöröjning", 5) == []
    assert numbers(town, PRESCHOOL, beside)[0] == "FSK-01"


@pytest.mark.parametrize("harm", ["folder", "file", "truncated", "garbage", "empty"])
@pytest.mark.parametrize("same_object", [True, False])
def test_a_lost_or_torn_index_heals_itself(town: Services, harm: str, same_object: bool) -> None:
    """Whatever happens to the files, the next question is answered from a new index, in old and new processes."""
    assert numbers(town, SNOW)[0] == "GAT-01"
    file = index_file(town)
    whole = file.read_bytes()
    if harm == "folder":
        shutil.rmtree(file.parent)
    elif harm == "file":
        file.unlink()
    else:
        file.write_bytes({"truncated": whole[: len(whole) // 2], "garbage": os.urandom(4096), "empty": b""}[harm])
    index = town.index if same_object else LexicalIndex(town.settings.index_folder)
    assert numbers(town, SNOW, index)[0] == "GAT-01"
    assert numbers(town, PRESCHOOL, index)[0] == "FSK-01"
    assert index_file(town).stat().st_size > len(whole) // 2
    assert numbers(town, SNOW, LexicalIndex(town.settings.index_folder))[0] == "GAT-01"


def test_an_unusable_folder_is_search_unavailable_and_passes(town: Services) -> None:
    """While the folder cannot be used the search says so, and works again as soon as it can."""
    town.settings.index_folder.write_text("in the way", encoding="utf-8")
    with pytest.raises(SearchUnavailable):
        numbers(town, SNOW)
    town.settings.index_folder.unlink()
    assert numbers(town, SNOW)[0] == "GAT-01"


def test_a_database_restored_from_a_copy_rebuilds_the_index(town: Services) -> None:
    """With an older generation than the index, nothing of the index is believed."""
    assert numbers(town, "snöröjning") == ["GAT-01"]
    with town.database.transaction() as session:
        # As it was before the last four changes: fewer generations, revisions and entries, and another wording.
        for number in ("GAT-01", "GAT-02"):
            session.delete(entry_numbered(session, number))
        session.get_one(KnowledgeGeneration, 1).number -= 4
        entry = entry_numbered(session, "FSK-03")
        entry.question = "När är simhallen stängd?"
        entry.generation = 1
        session.execute(text("DELETE FROM revision WHERE id > 5"))
    assert numbers(town, "simhallen") == ["FSK-03"]
    assert numbers(town, "snöröjning") == []
    assert town.index.find("snöröjning", 5) == []


def test_a_restored_copy_that_has_gone_on_rebuilds_the_index(town: Services) -> None:
    """Restored and then changed as many times again, it counts as far as the index: the history tells them apart."""
    assert numbers(town, "snöröjning") == ["GAT-01"]
    with town.database.transaction() as session:
        entry = entry_numbered(session, "GAT-01")
        entry.phrasings = [Phrasing(position=0, text="Halkbekämpning")]
        for revision in session.scalars(select(Revision)):
            revision.at = LATER
    assert numbers(town, "halkbekämpning") == ["GAT-01"]
    assert numbers(town, "snöröjning") == []


def test_a_database_made_anew_does_not_use_the_old_index(
    services: Services, migrated_sqlite: Path, tmp_path: Path
) -> None:
    """Dropped and made again with other entries, as many or more: the old entries' words are forgotten."""
    old = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'old.sqlite')}")
    with old.transaction() as session:
        add_entry(session, add_department(session), "Var finns gästhamnen?", number="H-1")
    with old.reading() as session:
        assert EntrySearch(session, services.index)("gästhamnen", NOW)
    old.close()
    with services.database.transaction() as session:
        department = add_department(session)
        for place, question in enumerate([SNOW, PRESCHOOL]):
            entry = add_entry(session, department, question, number=f"N-{place}", status=EntryStatus.DRAFT)
            save(session, entry, "sparad", LATER)
        session.execute(update(Revision).values(at=LATER))
    assert numbers(services, SNOW) == ["N-0"]
    assert services.index.find("gästhamnen", 5) == []


def test_what_is_not_committed_is_not_indexed(town: Services) -> None:
    """A change that is undone after a search in its own transaction leaves no trace, and hides no later change."""

    def change_and_fail() -> None:
        with town.database.transaction() as session:
            add_entry(session, add_department(session, "Hamnen"), "Var finns gästhamnen?", number="H-1")
            EntrySearch(session, town.index)("gästhamnen", NOW)
            raise ArithmeticError

    assert numbers(town, SNOW)[0] == "GAT-01"
    with pytest.raises(ArithmeticError):
        change_and_fail()
    assert town.index.find("gästhamnen", 5) == []
    with town.database.transaction() as session:
        add_entry(session, add_department(session, "Badet"), "När öppnar simhallen?", number="S-1")
    assert numbers(town, "simhallen") == ["S-1"]
    assert numbers(town, "gästhamnen") == []


def test_a_reader_of_yesterday_does_not_throw_the_index_back(town: Services) -> None:
    """A session that has read before a change was committed searches the newer index and leaves it as it is."""
    with town.database.reading() as old:
        assert EntrySearch(old, town.index)(SNOW, NOW)
        with town.database.transaction() as session:
            save(session, entry_numbered(session, "GAT-02"), "sparad", LATER)
        assert numbers(town, SNOW)[0] == "GAT-01"
        newest = index_file(town).stat()
        assert EntrySearch(old, town.index)(SNOW, NOW)[0].number == "GAT-01"
        assert index_file(town).stat().st_ino == newest.st_ino
        assert index_file(town).stat().st_mtime_ns == newest.st_mtime_ns


def test_a_search_inside_a_writing_transaction_works(town: Services) -> None:
    """intake.receive searches in the transaction that stores the message: also when the index must be made first."""
    shutil.rmtree(town.settings.index_folder, ignore_errors=True)
    with town.database.transaction() as session:
        add_department(session, "Bygglov")
        assert EntrySearch(session, town.index)(SNOW, NOW)[0].number == "GAT-01"


def test_the_old_index_serves_while_another_writes(town: Services) -> None:
    """A question does not wait for ever: with a writer stuck it is answered by what there is, or is unavailable."""
    hurried = LexicalIndex(town.settings.index_folder, wait_seconds=0)
    assert numbers(town, SNOW, hurried)[0] == "GAT-01"
    with town.database.transaction() as session:
        save(session, entry_numbered(session, "GAT-02"), "sparad", LATER)
    with town.index.alone() as alone:
        assert alone
        assert numbers(town, SNOW, hurried)[0] == "GAT-01"
        index_file(town).unlink()
        with pytest.raises(SearchUnavailable):
            numbers(town, SNOW, hurried)
    assert numbers(town, SNOW, hurried)[0] == "GAT-01"


def test_an_unchanged_index_is_not_written_again(town: Services) -> None:
    """Searching and refreshing twice leaves the file as it is."""
    numbers(town, SNOW)
    before = index_file(town).stat()
    with town.database.reading() as session:
        refresh(session, town.index)
    numbers(town, PRESCHOOL)
    after = index_file(town).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("torn", [False, True])
def test_searching_in_threads_while_one_edits(town: Services, torn: bool) -> None:
    """Four threads ask without a pause while entries change: each answer is right.

    None is an error; only while somebody tears the file under the search may it be unavailable for a moment.
    """
    done = threading.Event()
    results: list[list[list[str]]] = [[], [], [], []]

    def ask(seen: list[list[str]]) -> None:
        while not done.is_set() or not seen:
            with suppress(SearchUnavailable) if torn else nullcontext():
                seen.append(numbers(town, SNOW)[:1])

    threads = [threading.Thread(target=ask, args=(seen,)) for seen in results]
    for thread in threads:
        thread.start()
    for turn in range(15):
        with town.database.transaction() as session:
            entry = entry_numbered(session, "GAT-02")
            entry.answer = f"Svar {turn}"
            save(session, entry, "sparad", LATER + timedelta(minutes=turn))
        if torn and turn % 5 == 4:
            index_file(town).write_bytes(b"torn")
    done.set()
    for thread in threads:
        thread.join()
    assert [hits for seen in results for hits in seen if hits != ["GAT-01"]] == []
    assert all(results)
    assert numbers(town, SNOW)[0] == "GAT-01"


@pytest.mark.parametrize("entries", [3, 25])
def test_a_search_asks_the_database_as_often_for_many_entries_as_for_few(services: Services, entries: int) -> None:
    """With the index ready: the age, the entries with their department, their phrasings and their links. No more."""
    with services.database.transaction() as session:
        for place in range(entries):
            department = add_department(session, f"Kontor {place}")
            links = [("Länk", "https://www.prov.example/")]
            add_entry(session, department, f"Altan {place}?", phrasings=["Uteplats", "Trädäck"], links=links)
    with services.database.reading() as session, counted(services.database) as statements:
        refresh(session, services.index)
    # The age as we see it, the age as all see it, the entries with their departments, their phrasings.
    assert len(statements) == 4, statements
    with services.database.reading() as session, counted(services.database) as statements:
        matches = EntrySearch(session, services.index)("altan", NOW, limit=entries)
        assert len(matches) == entries
        assert all(match.links and match.department for match in matches)
    assert len(statements) == 4, statements


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
