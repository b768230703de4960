"""A snapshot that is kept comes back as it was, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from assistant.services import Services
from knowledge.curation import archive
from knowledge.published import Published
from knowledge.search import EntrySearch
from knowledge.snapshot import Snapshot, empty_snapshot, made_ready
from knowledge.snapshot_file import read_snapshot, write_snapshot
from tests.fakes import WordEmbedder
from tests.knowledge.asking import LATER, NOW, SNOW, entry_numbered
from tests.knowledge.test_matcher import matcher_of
from tests.one_database import on_sqlite

TEXT = "Bada i sjön"


def snapshot() -> Snapshot:
    """Two entries with vectors; the second has a validity and an editor's word on a topic."""
    chance = np.random.default_rng(1)
    entries = [
        Published(1, "A-1", 1, "Bad", "Bad", "När öppnar badet?", ("Bada",), ("sjö",), "Klockan tio.", None, None),
        Published(2, "A-2", 2, "Väg", "Snö", "Plogas det?", (), (), "Ja.", date(2026, 1, 1), None, {"snow": True}),
    ]
    return empty_snapshot("m").changed(
        "m",
        [
            made_ready(one, chance.random((len(one.wordings), 4), np.float32), chance.random(4, np.float32), topics)
            for one, topics in zip(entries, np.log(np.eye(2, dtype=np.float32) + 1), strict=True)
        ],
    )


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """Entries with their days and corrections, vectors, chances, and scores of letters."""
    kept = snapshot()
    write_snapshot(tmp_path / "new" / "file", "e p", kept)
    read = read_snapshot(tmp_path / "new" / "file", "e p")
    assert read is not None
    assert (read.mark, read.entries, read.by_wording) == (kept.mark, kept.entries, kept.by_wording)
    for name in ("wordings", "passages", "topic_chances", "starts"):
        assert np.array_equal(getattr(read, name), getattr(kept, name)), name
    assert read.titles.score(TEXT).tolist() == kept.titles.score(TEXT).tolist() != [0.0, 0.0]
    assert read.all_words.reached(TEXT).tolist() == kept.all_words.reached(TEXT).tolist()
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["file"]


@pytest.mark.parametrize("length", range(1, 5))
def test_numpy_uses_the_arrays_as_they_lie_there(tmp_path: Path, length: int) -> None:
    """However long what is told of them is: else every question would copy all vectors first."""
    write_snapshot(tmp_path / "file", "e p", replace(snapshot(), mark="m" * length))
    read = read_snapshot(tmp_path / "file", "e p")
    assert read is not None
    postings = (read.titles.postings, read.all_words.postings)
    arrays = [read.wordings, read.passages, read.topic_chances, *(one.owners for one in postings)]
    assert [array.flags.aligned for array in arrays] == [True] * 5


@pytest.mark.parametrize("made_with", ["e other", "other p"])
def test_of_another_embedder_or_pack_it_is_not_used(tmp_path: Path, made_with: str) -> None:
    """Their numbers cannot be compared."""
    write_snapshot(tmp_path / "file", "e p", snapshot())
    assert read_snapshot(tmp_path / "file", made_with) is None


def test_a_torn_file_is_none(tmp_path: Path) -> None:
    """Wherever it was cut or changed; and where there is none."""
    file = tmp_path / "file"
    assert read_snapshot(file, "e p") is None
    write_snapshot(file, "e p", snapshot())
    whole = file.read_bytes()
    for torn in (b"", whole[:20], whole[:100], whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
        file.write_bytes(torn)
        assert read_snapshot(file, "e p") is None


@on_sqlite
@pytest.mark.parametrize("torn", [b"", b"\0" * 4_000, None])
def test_a_start_with_a_torn_file_reads_the_entries_and_keeps_a_whole_one(
    town: Services, tmp_path: Path, torn: bytes | None
) -> None:
    """The answers are the same as from the whole file, and the next start reads it again. None: cut in the middle."""
    file = tmp_path / "snapshot"
    with town.database.reading() as session:
        first = matcher_of(town, "one", WordEmbedder(), snapshot_file=file)
        first.warm(session)
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2] if torn is None else torn)
        other = matcher_of(town, "two", WordEmbedder(), snapshot_file=file)
        other.warm(session)
        found = [[match.number for match in EntrySearch(session, one)(SNOW, NOW)] for one in (first, other)]
    assert found[0] == found[1]
    assert found[0][0] == "GAT-01"
    assert other.troubles == {}
    assert file.read_bytes() == whole


@on_sqlite
def test_a_model_of_other_dimensions_under_the_same_name_is_another(town: Services, tmp_path: Path) -> None:
    """An endpoint may change its model: old and new vectors cannot be compared, and all is computed anew."""
    file = tmp_path / "snapshot"
    with town.database.reading() as session:
        matcher_of(town, "one", WordEmbedder(dimensions=64), snapshot_file=file).warm(session)
        other = matcher_of(town, "two", WordEmbedder(dimensions=48), snapshot_file=file)
        other.warm(session)
        assert other.refresh(session).passages.shape[1] == 48
        assert EntrySearch(session, other)("När plogas gatan?", NOW)[0].number == "GAT-01"


def test_a_file_of_entries_with_other_facts_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new release may know more of an entry than the file does."""
    with monkeypatch.context() as former:
        former.setattr("knowledge.snapshot_file._FACTS", ["entry_id", "question"])
        write_snapshot(tmp_path / "file", "e p", snapshot())
        assert read_snapshot(tmp_path / "file", "e p") is not None
    assert read_snapshot(tmp_path / "file", "e p") is None


def test_a_folder_that_cannot_be_used_costs_only_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The reason is logged."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    write_snapshot(tmp_path / "taken" / "file", "e p", snapshot())
    assert "cannot be kept" in caplog.text


@on_sqlite
def test_a_start_reads_what_the_last_kept_and_what_changed_since(town: Services, tmp_path: Path) -> None:
    """The second process embeds no entry anew, and an entry archived in between is gone."""
    file = tmp_path / "snapshot"
    with town.database.reading() as session:
        matcher_of(town, "one", WordEmbedder(), snapshot_file=file).warm(session)
    with town.database.transaction() as session:
        archive(session, entry_numbered(session, "GAT-02"), "gammal", LATER)
    other = matcher_of(town, "two", WordEmbedder(), snapshot_file=file)
    with town.database.reading() as session:
        before = file.read_bytes()
        other.warm(session)
        found = [match.number for match in EntrySearch(session, other)(SNOW, NOW)]
    assert found[0] == "GAT-01"
    assert "GAT-02" not in found
    assert file.read_bytes() != before
