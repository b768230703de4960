"""The index follows the database in every process, whatever happens to its files or to the database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from assistant.services import Services
from knowledge.curation import archive, save
from knowledge.database import Database
from knowledge.entries import EntryStatus, KnowledgeGeneration, Phrasing, Revision
from knowledge.lexical import LexicalIndex
from knowledge.search import EntrySearch
from tests.factories import add_department, add_entry
from tests.knowledge.asking import LATER, NOW, PRESCHOOL, SNOW, entry_numbered, index_file, numbers
from tests.one_database import on_sqlite


def test_an_edit_is_seen_by_every_index(town: Services, tmp_path: Path) -> None:
    """Another object on the same folder, one on a folder of its own, and another process: all see the new wording."""
    beside, elsewhere = LexicalIndex(town.settings.index_folder), LexicalIndex(tmp_path / "elsewhere")
    for index in (town.matcher.index, beside, elsewhere):
        assert numbers(town, "snöröjning", index) == ["GAT-01"]
    with town.database.transaction() as session:
        entry = entry_numbered(session, "GAT-01")
        entry.question, entry.keywords = "När sopas min gata?", []
        entry.phrasings = [Phrasing(position=0, text="Grussopning")]
        save(session, entry, "ny formulering", LATER)
    for index in (town.matcher.index, beside, elsewhere):
        assert numbers(town, "grussopning", index) == ["GAT-01"]
        assert index.find("snöröjning", 5) == []
    program = (
        "import sys; from datetime import *; from pathlib import Path\n"
        "from knowledge.database import Database; from knowledge.lexical import LexicalIndex\n"
        "from knowledge.matcher import Matcher; from knowledge.search import EntrySearch\n"
        "with Database(sys.argv[1]).reading() as session:\n"
        "    search = EntrySearch(session, Matcher(LexicalIndex(Path(sys.argv[2]))))\n"
        "    print(*[match.number for match in search('grussopning', datetime.now(UTC))])"
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


@on_sqlite
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
    index = town.matcher.index if same_object else LexicalIndex(town.settings.index_folder)
    assert numbers(town, SNOW, index)[0] == "GAT-01"
    assert numbers(town, PRESCHOOL, index)[0] == "FSK-01"
    assert index_file(town).stat().st_size > len(whole) // 2
    assert numbers(town, SNOW, LexicalIndex(town.settings.index_folder))[0] == "GAT-01"


def test_with_an_unusable_folder_the_search_goes_on_and_says_so(
    town: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """Letters still find the entry; the log and the health page tell, until the folder can be used again."""
    town.settings.index_folder.write_text("in the way", encoding="utf-8")
    assert numbers(town, SNOW)[0] == "GAT-01"
    assert numbers(town, "plogning av gatan")[0] == "GAT-01"
    assert any("word index is out of order" in trouble for trouble in town.matcher.troubles.values())
    assert "word index is out of order" in caplog.text
    town.settings.index_folder.unlink()
    assert numbers(town, SNOW)[0] == "GAT-01"
    assert not any("word index" in trouble for trouble in town.matcher.troubles.values())
    assert town.matcher.index.find("snöröjning", 5)


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
    assert town.matcher.index.find("snöröjning", 5) == []


def test_a_restored_copy_that_has_gone_on_rebuilds_the_index(town: Services) -> None:
    """Restored and then changed as many times again, it counts as far as the index: the history tells them apart."""
    assert numbers(town, "snöröjning") == ["GAT-01"]
    with town.database.transaction() as session:
        entry = entry_numbered(session, "GAT-01")
        entry.question, entry.keywords = "När sopas min gata?", []
        entry.phrasings = [Phrasing(position=0, text="Grussopning")]
        for revision in session.scalars(select(Revision)):
            revision.at = LATER
    assert numbers(town, "grussopning") == ["GAT-01"]
    assert town.matcher.index.find("snöröjning", 5) == []


def test_a_database_made_anew_does_not_use_the_old_index(
    services: Services, migrated_sqlite: Path, tmp_path: Path
) -> None:
    """Dropped and made again with other entries, as many or more: the old entries' words are forgotten."""
    old = Database(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'old.sqlite')}")
    with old.transaction() as session:
        add_entry(session, add_department(session), "Var finns gästhamnen?", number="H-1")
    with old.reading() as session:
        assert EntrySearch(session, services.matcher)("gästhamnen", NOW)
    old.close()
    with services.database.transaction() as session:
        department = add_department(session)
        for place, question in enumerate([SNOW, PRESCHOOL]):
            entry = add_entry(session, department, question, number=f"N-{place}", status=EntryStatus.DRAFT)
            save(session, entry, "sparad", LATER)
        session.execute(update(Revision).values(at=LATER))
    assert numbers(services, SNOW) == ["N-0"]
    assert services.matcher.index.find("gästhamnen", 5) == []


def test_what_is_not_committed_is_not_indexed(town: Services) -> None:
    """A change that is undone after a search in its own transaction leaves no trace, and hides no later change."""

    def change_and_fail() -> None:
        with town.database.transaction() as session:
            add_entry(session, add_department(session, "Hamnen"), "Var finns gästhamnen?", number="H-1")
            EntrySearch(session, town.matcher)("gästhamnen", NOW)
            raise ArithmeticError

    assert numbers(town, SNOW)[0] == "GAT-01"
    with pytest.raises(ArithmeticError):
        change_and_fail()
    assert town.matcher.index.find("gästhamnen", 5) == []
    with town.database.transaction() as session:
        add_entry(session, add_department(session, "Badet"), "När öppnar simhallen?", number="S-1")
    assert numbers(town, "simhallen") == ["S-1"]
    assert numbers(town, "gästhamnen") == []


def test_a_reader_of_yesterday_does_not_throw_the_index_back(town: Services) -> None:
    """A session that has read before a change was committed searches the newer index and leaves it as it is."""
    with town.database.reading() as old:
        assert EntrySearch(old, town.matcher)(SNOW, NOW)
        with town.database.transaction() as session:
            save(session, entry_numbered(session, "GAT-02"), "sparad", LATER)
        assert numbers(town, SNOW)[0] == "GAT-01"
        newest = index_file(town).stat()
        assert EntrySearch(old, town.matcher)(SNOW, NOW)[0].number == "GAT-01"
        assert index_file(town).stat().st_ino == newest.st_ino
        assert index_file(town).stat().st_mtime_ns == newest.st_mtime_ns


def test_a_search_inside_a_writing_transaction_works(town: Services) -> None:
    """intake.receive searches in the transaction that stores the message: also when the index must be made first."""
    shutil.rmtree(town.settings.index_folder, ignore_errors=True)
    with town.database.transaction() as session:
        add_department(session, "Bygglov")
        assert EntrySearch(session, town.matcher)(SNOW, NOW)[0].number == "GAT-01"


def test_the_old_index_serves_while_another_writes(town: Services) -> None:
    """A question does not wait for ever: with a writer stuck it is answered by what there is, also by letters alone."""
    hurried = LexicalIndex(town.settings.index_folder, wait_seconds=0)
    assert numbers(town, SNOW, hurried)[0] == "GAT-01"
    with town.database.transaction() as session:
        save(session, entry_numbered(session, "GAT-02"), "sparad", LATER)
    with town.matcher.index.alone() as alone:
        assert alone
        assert numbers(town, SNOW, hurried)[0] == "GAT-01"
        index_file(town).unlink()
        assert numbers(town, SNOW, hurried)[0] == "GAT-01"
        assert hurried.mark() is None
    assert numbers(town, SNOW, hurried)[0] == "GAT-01"


def test_an_unchanged_index_is_not_written_again(town: Services) -> None:
    """Searching and refreshing twice leaves the file as it is."""
    numbers(town, SNOW)
    before = index_file(town).stat()
    with town.database.reading() as session:
        town.matcher.refresh(session)
    numbers(town, PRESCHOOL)
    after = index_file(town).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("torn", [False, True])
def test_searching_in_threads_while_one_edits(town: Services, torn: bool) -> None:
    """Four threads ask without a pause while entries change: each answer is right.

    None is an error, not even while somebody tears the file under the search.
    """
    done = threading.Event()
    results: list[list[list[str]]] = [[], [], [], []]

    def ask(seen: list[list[str]]) -> None:
        while not done.is_set() or not seen:
            seen.append(numbers(town, SNOW)[:1])

    assert numbers(town, SNOW)[:1] == ["GAT-01"]
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
