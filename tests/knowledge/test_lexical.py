"""The word index is whole or not there: never torn, never half new, shared by threads and processes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.errors import SearchUnavailable
from knowledge.lexical import IndexedText, LexicalIndex


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    """An index of three entries, at the mark "one"."""
    made = LexicalIndex(tmp_path / "index")
    write(
        made, "one", [entry(1, "Hur säger jag upp förskoleplatsen?"), entry(2, "När plogas gatan?"), entry(3, "Altan")]
    )
    return made


def entry(number: int, question: str, **words: str) -> IndexedText:
    """The words of an entry that has a question and little else."""
    given = {"phrasings": "", "keywords": "", "subject": "", "answer": "", **words}
    return IndexedText(number, question, **given)


def write(index: LexicalIndex, mark: str, changed: list[IndexedText], gone: list[int] | None = None) -> None:
    """Write alone, on top of what the index has."""
    with index.alone() as alone:
        assert alone
        index.write(mark, changed, gone or [], since=index.mark())


def found(index: LexicalIndex, text: str) -> list[int]:
    """The ids that the text finds, best first."""
    return [number for number, _ in index.find(text, 10)]


def file_of(tmp_path: Path) -> Path:
    """The index's one file."""
    (file,) = (tmp_path / "index").glob("*.index")
    return file


def test_an_entry_is_found_by_each_of_its_texts(index: LexicalIndex) -> None:
    """Question, phrasings, keywords, subject and answer; in other forms of the words, å, ä and ö exact."""
    write(
        index, "two", [entry(9, "Båthamn", phrasings="snöröjning", keywords="sopning", subject="Väg", answer="Maskin")]
    )
    for word in ("båthamnen", "snöröjningen", "sopningen", "vägen", "maskinen"):
        assert found(index, word) == [9]
    assert found(index, "vag") == []
    assert found(index, "ett hus") == []


def test_the_question_weighs_more_than_the_answer(index: LexicalIndex) -> None:
    """A word in the question says more of what an entry is about than the same word in an answer."""
    write(index, "two", [entry(7, "Bygglov krävs det?", answer="ja"), entry(8, "Ja krävs det?", answer="bygglov")])
    assert found(index, "bygglov") == [7, 8]


def test_what_is_given_again_replaces_and_what_is_gone_goes(index: LexicalIndex) -> None:
    """No old wording of a changed entry is left to be found, and the others stay."""
    write(index, "two", [entry(2, "Hur felanmäls belysningen?")], [3])
    assert (found(index, "plogas"), found(index, "belysning"), found(index, "altan")) == ([], [2], [])
    assert found(index, "förskoleplatsen") == [1]
    assert index.mark() == "two"


def test_starting_anew_forgets_all(index: LexicalIndex) -> None:
    """Nothing of the old index is in the new one."""
    with index.alone():
        index.write("new", [entry(5, "Båthamn")])
    assert (found(index, "förskoleplatsen"), found(index, "båthamnen"), index.mark()) == ([], [5], "new")


@pytest.mark.parametrize("lost", [True, False])
def test_changes_are_not_put_on_another_index(index: LexicalIndex, tmp_path: Path, lost: bool) -> None:
    """Changes since a mark on an index that is lost, or at another mark, would hide all that is missing below them."""
    if lost:
        file_of(tmp_path).unlink()
    with index.alone(), pytest.raises(SearchUnavailable):
        index.write("three", [entry(5, "Båthamn")], since="one" if lost else "two")
    assert index.mark() == (None if lost else "one")


def test_no_index_has_no_mark_and_finds_nothing(tmp_path: Path) -> None:
    """An index that was never written is told from one that is empty."""
    index = LexicalIndex(tmp_path / "index")
    assert index.mark() is None
    with pytest.raises(SearchUnavailable):
        index.find("altan", 5)
    write(index, "empty", [])
    assert (index.mark(), index.find("altan", 5)) == ("empty", [])


def test_a_deleted_folder_is_no_index(index: LexicalIndex, tmp_path: Path) -> None:
    """Whoever deletes the folder under a running program gets a new index, not the old one from memory."""
    file_of(tmp_path).unlink()
    assert index.mark() is None
    write(index, "again", [entry(4, "Altan")])
    assert (found(index, "altan"), index.mark()) == ([4], "again")


def test_every_torn_file_is_no_index(index: LexicalIndex, tmp_path: Path) -> None:
    """Wherever the file is cut, and whichever byte is wrong, it is no index, and it can be written anew."""
    file = file_of(tmp_path)
    whole = file.read_bytes()
    cuts = [whole[:end] for end in (0, 1, 31, 32, 33, 40, len(whole) // 2, len(whole) - 1)]
    wrong = [
        whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in range(0, len(whole), len(whole) // 50 or 1)
    ]
    for content in (*cuts, *wrong, whole + b"x", b"\x00" * len(whole), os.urandom(5000)):
        file.write_bytes(content)
        assert LexicalIndex(tmp_path / "index").mark() is None
        assert index.mark() is None
    write(index, "healed", [entry(4, "Altan")])
    assert (index.mark(), found(index, "altan"), found(index, "plogas")) == ("healed", [4], [])


def test_another_object_and_another_process_see_a_change(index: LexicalIndex, tmp_path: Path) -> None:
    """Web and post-room share the folder: what one writes the other finds, without being told."""
    other = LexicalIndex(tmp_path / "index")
    assert found(other, "altan") == [3]
    program = (
        "import sys; from pathlib import Path; from knowledge.lexical import *\n"
        "index = LexicalIndex(Path(sys.argv[1]))\n"
        "with index.alone(): index.write('theirs', [IndexedText(4, 'Badhus', '', '', '', '')], [3], since='one')"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "index")], check=True, timeout=60)
    for seen in (index, other):
        assert (seen.mark(), found(seen, "badhus"), found(seen, "altan")) == ("theirs", [4], [])


def test_a_failed_write_leaves_the_old_index(index: LexicalIndex, tmp_path: Path) -> None:
    """An error half-way, in our words or on the disk, changes nothing, and the next write goes through."""

    def broken() -> Iterator[IndexedText]:
        yield entry(2, "Badhus")
        raise ArithmeticError

    with index.alone(), pytest.raises(ArithmeticError):
        index.write("two", broken(), since="one")
    new = file_of(tmp_path).with_suffix(".new")
    new.mkdir()
    with index.alone(), pytest.raises(SearchUnavailable):
        index.write("two", [entry(2, "Badhus")], since="one")
    assert (index.mark(), found(index, "plogas"), found(index, "badhus")) == ("one", [2], [])
    new.rmdir()
    write(index, "two", [entry(2, "Badhus")])
    assert (index.mark(), found(index, "badhus")) == ("two", [2])


def test_only_one_writes_at_a_time(index: LexicalIndex, tmp_path: Path) -> None:
    """While one is alone another thread and another process are not, and both are when it has finished."""
    program = (
        "import sys; from pathlib import Path; from knowledge.lexical import LexicalIndex\n"
        "with LexicalIndex(Path(sys.argv[1]), wait_seconds=0).alone() as alone: sys.exit(0 if alone else 3)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "index")]
    with index.alone() as first, LexicalIndex(tmp_path / "index", wait_seconds=0).alone() as second:
        assert (first, second) == (True, False)
        assert subprocess.run(command, check=False, timeout=60).returncode == 3
        assert found(index, "altan") == [3]
    assert subprocess.run(command, check=False, timeout=60).returncode == 0
    with index.alone() as alone:
        assert alone


def test_a_writer_that_dies_leaves_the_way_free(index: LexicalIndex, tmp_path: Path) -> None:
    """A process killed while it writes holds no lock, and what it left behind is no index."""
    program = (
        "import sys, os, signal; from pathlib import Path; from knowledge.lexical import LexicalIndex\n"
        "with LexicalIndex(Path(sys.argv[1]), wait_seconds=0).alone() as alone:\n"
        "    Path(sys.argv[1], 'lexical-2.new').write_bytes(b'half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "index")], check=False, timeout=60)
    assert done.returncode == -9
    assert index.mark() == "one"
    write(index, "two", [], [3])
    assert found(index, "altan") == []


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """A file where the folder should be is a search that is unavailable, not a fault of the program's."""
    (tmp_path / "index").write_text("", encoding="utf-8")
    index = LexicalIndex(tmp_path / "index")
    with pytest.raises(SearchUnavailable) as raised:
        index.mark()
    assert not raised.value.permanent
    with pytest.raises(SearchUnavailable), index.alone():
        pass


@pytest.mark.parametrize("text", ["", "   ", "?", "😀" * 500, "\x00\x01", "och att det", "\ud800"])
def test_a_text_without_words_finds_nothing(index: LexicalIndex, text: str) -> None:
    """Nothing to look for is nothing found."""
    assert index.find(text, 5) == []


@pytest.mark.parametrize("text", ["(altan OR *", 'question:"altan', "altan^9 -gata", "[altan TO", "altan\x00\ufffe"])
def test_a_text_is_words_and_never_a_query(index: LexicalIndex, text: str) -> None:
    """Residents write signs that mean something in query languages; here they mean nothing."""
    assert 3 in found(index, text)


def test_long_words_and_texts_are_kept(index: LexicalIndex) -> None:
    """A word of 70,000 letters, and an answer as long as a book's chapter, are indexed and found."""
    word = "å" * 70_000
    write(index, "two", [entry(6, word, answer="badhus " * 10_000)])
    assert found(index, word) == [6]
    assert found(index, "badhus") == [6]


def test_reading_while_writing_never_fails(index: LexicalIndex) -> None:
    """Four threads search without a pause while a fifth replaces the index 40 times: all find one whole index."""
    done = threading.Event()
    results: list[list[set[int]]] = [[], [], [], []]

    def look(seen: list[set[int]]) -> None:
        while not done.is_set() or not seen:
            seen.append(set(found(index, "altan gatan förskoleplatsen")))

    threads = [threading.Thread(target=look, args=(seen,)) for seen in results]
    for thread in threads:
        thread.start()
    for turn in range(40):
        texts = [entry(1, "Förskoleplatsen"), entry(2, f"Gatan {turn}"), entry(3, "Altanen")]
        with index.alone():
            index.write(str(turn), texts, since=None if turn % 10 == 9 else index.mark())
    done.set()
    for thread in threads:
        thread.join()
    # A thread that met an error has ended, and pytest makes that error this test's.
    assert all({1, 2, 3} == hits for seen in results for hits in seen)
    assert all(results)


def test_many_writes_leave_no_open_files(index: LexicalIndex, tmp_path: Path) -> None:
    """A program that runs for months keeps no old index open, and the folder holds its two files only."""
    open_before = len(os.listdir("/proc/self/fd"))
    for turn in range(30):
        write(index, str(turn), [entry(3, f"Altan {turn}")])
        assert found(index, "altan") == [3]
    assert len(os.listdir("/proc/self/fd")) <= open_before + 1
    assert sorted(path.suffix for path in (tmp_path / "index").iterdir()) == [".index", ".lock"]


def test_working_files_are_not_left_in_shared_folders(tmp_path: Path) -> None:
    """Whoosh's memory storage would work in /tmp/MAIN.tmp, which is everybody's: two writers would share it."""
    temp = tmp_path / "temp"
    temp.mkdir()
    program = (
        "import sys; from pathlib import Path; from knowledge.lexical import *\n"
        "seen = []\n"
        "sys.addaudithook(lambda name, args: seen.append(str(args[0])) if name in ('open', 'os.mkdir') else None)\n"
        "index = LexicalIndex(Path(sys.argv[1]))\n"
        "with index.alone(): index.write('w', [IndexedText(4, 'Badhus', '', '', '', '')])\n"
        "import json; print(json.dumps(seen))"
    )
    environment = {**os.environ, "TMPDIR": str(temp)}
    command = [sys.executable, "-c", program, str(tmp_path / "index")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    opened = json.loads(done.stdout)
    assert any("lexical" in name for name in opened)
    assert not any(name.startswith(str(temp)) or "MAIN.tmp" in name for name in opened)


def test_writing_says_nothing_aloud(index: LexicalIndex) -> None:
    """`forstalinjen ask --json` prints one object: the index adds nothing to it."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        write(index, "two", [entry(n, f"Fråga {n} om badhus") for n in range(200)])
        assert found(index, "badhus")
    assert said.getvalue() == ""
