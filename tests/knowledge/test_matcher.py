"""A matcher follows the database, and goes on with what is left when something is broken."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.services import Services
from knowledge.confidence import Calibration
from knowledge.curation import archive, save
from knowledge.entries import Phrasing
from knowledge.lexical import LexicalIndex
from knowledge.matcher import Matcher, Part
from knowledge.ranking import FEATURES, SIGNALS
from knowledge.search import EntrySearch
from knowledge.semantic import Floats
from knowledge.topic_space import TopicSpace
from knowledge.vectors import VectorStore
from tests.fakes import WordEmbedder
from tests.knowledge.asking import LATER, NOW, SNOW, entry_numbered
from tests.one_database import on_sqlite

NEW = "Zebralampan blinkar"
TOWN_FILE = Calibration("stadens egen", (1.0,) * len(SIGNALS), 0.0, (0.0,) * len(FEATURES))


class SlowEmbedder(WordEmbedder):
    """Stops before a new way of asking until it may go on; `waits` tells that somebody is there."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go, self.waits = threading.Event(), threading.Event()

    def questions(self, texts: Sequence[str]) -> Floats:
        """As the other one, when it may."""
        if NEW in texts:
            self.waits.set()
            assert self.may_go.wait(30)
        return super().questions(texts)


class FailsAtFirst(WordEmbedder):
    """Out of order for the two first looks at the pack, and well again for the entries that follow at once."""

    faults = 2

    def questions(self, texts: Sequence[str]) -> Floats:
        """Two faults, then vectors."""
        self.broken = self.faults > 0
        self.faults -= 1
        try:
            return super().questions(texts)
        finally:
            self.broken = False


def matcher_of(town: Services, folder: str, embedder: WordEmbedder | None = None, **more: object) -> Matcher:
    """A matcher as another process has it: with files of its own, on the same database."""
    vectors = VectorStore(town.database, embedder) if embedder is not None else None
    return Matcher(LexicalIndex(town.settings.data / folder), vectors, **more)  # type: ignore[arg-type]


def best(town: Services, matcher: Matcher, text: str) -> str:
    """The number of the best entry; nothing when there is none."""
    with town.database.reading() as session:
        return next((match.number for match in EntrySearch(session, matcher)(text, NOW)), "")


@pytest.mark.parametrize("embedder", [None, WordEmbedder()])
def test_an_edit_is_searchable_at_once_everywhere(town: Services, embedder: WordEmbedder | None) -> None:
    """Two matchers that have both been used: a new wording is the entry's own in both, an archived entry gone."""
    one, other = matcher_of(town, "one", embedder), matcher_of(town, "other", embedder)
    assert [best(town, matcher, SNOW) for matcher in (one, other)] == ["GAT-01"] * 2
    with town.database.transaction() as session:
        entry = entry_numbered(session, "GAT-02")
        entry.phrasings = [Phrasing(position=0, text=NEW)]
        save(session, entry, "ny", LATER)
        archive(session, entry_numbered(session, "GAT-01"), "gammal", LATER)
    for matcher in (one, other):
        assert best(town, matcher, "zebralampan blinkar!") == "GAT-02"
        assert best(town, matcher, SNOW) != "GAT-01"
        with town.database.reading() as session:
            held = matcher.refresh(session)
        assert "GAT-01" not in {entry.number for entry in held.entries}
        assert held.has_vectors is (embedder is not None)


@on_sqlite
def test_without_its_embedder_the_search_goes_on_and_heals(town: Services) -> None:
    """Letters and words decide, the trouble is told, and at the next try pack and entries have their vectors."""
    embedder = WordEmbedder()
    embedder.broken = True
    matcher = matcher_of(town, "index", embedder, retry_seconds=0)
    assert best(town, matcher, SNOW) == "GAT-01"
    assert any("no vectors of meaning" in trouble for trouble in matcher.troubles.values())
    assert not matcher.space.has_vectors
    embedder.broken = False
    assert best(town, matcher, SNOW) == "GAT-01"
    assert not any("no vectors of meaning" in trouble for trouble in matcher.troubles.values())
    with town.database.reading() as session:
        assert matcher.refresh(session).has_vectors
    assert matcher.space.has_vectors


@on_sqlite
def test_a_broken_embedder_is_left_alone_for_a_while(town: Services) -> None:
    """A resident does not wait for it at every question."""
    embedder = WordEmbedder()
    embedder.broken = True
    matcher = matcher_of(town, "index", embedder, retry_seconds=3600)
    assert best(town, matcher, SNOW) == "GAT-01"
    embedder.broken = False
    assert best(town, matcher, SNOW) == "GAT-01"
    assert embedder.asked == []


@on_sqlite
def test_the_towns_calibration_comes_first(town: Services, tmp_path: Path) -> None:
    """Whatever is shipped."""
    file = tmp_path / "calibration.json"
    file.write_text(TOWN_FILE.as_json(), encoding="utf-8")
    matcher = matcher_of(town, "index", calibration_file=file)
    assert matcher.calibration == TOWN_FILE
    assert not any("calibration" in trouble for trouble in matcher.troubles.values())


@on_sqlite
@pytest.mark.parametrize("content", [None, "", "{", "[]"])
def test_without_its_calibration_only_an_own_wording_is_certain(
    town: Services, tmp_path: Path, content: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    """The town's file gone or torn: suggestions at most, and the trouble is told; the shipped one does not step in."""
    file = tmp_path / "torn.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    matcher = matcher_of(town, "index", WordEmbedder(), calibration_file=file)
    with town.database.reading() as session:
        own, near = (EntrySearch(session, matcher)(text, NOW)[0] for text in (SNOW, "När plogas gatan?"))
    assert (own.confidence, own.exact) == (0.99, True)
    assert (near.number, near.exact) == ("GAT-01", False)
    assert near.confidence <= 0.3
    assert list(matcher.troubles) == [Part.CALIBRATION]
    assert "torn.json" in caplog.text


def test_while_one_thread_reads_new_entries_the_others_go_on_with_the_old(town: Services) -> None:
    """A checklist's vectors take minutes; nobody waits for another's, and the edit is there when they are done."""
    embedder = SlowEmbedder()
    matcher = matcher_of(town, "index", embedder)
    assert best(town, matcher, SNOW) == "GAT-01"
    with town.database.transaction() as session:
        entry = entry_numbered(session, "GAT-02")
        entry.phrasings = [Phrasing(position=0, text=NEW)]
        save(session, entry, "ny", LATER)
    with ThreadPoolExecutor(1) as threads:
        building = threads.submit(best, town, matcher, NEW)
        try:
            assert embedder.waits.wait(20)
            assert best(town, matcher, SNOW) == "GAT-01"
            assert not building.done()
        finally:
            embedder.may_go.set()
        assert building.result(20) == "GAT-02"
    assert best(town, matcher, NEW) == "GAT-02"


@on_sqlite
def test_a_pack_without_vectors_leaves_the_entries_without(town: Services) -> None:
    """Else their topics, by letters alone, would be kept as those by meaning. The next try heals both."""
    matcher = matcher_of(town, "index", FailsAtFirst(), retry_seconds=0)
    with town.database.reading() as session:
        assert not matcher.refresh(session).has_vectors
        healed = matcher.refresh(session)
    assert healed.has_vectors
    assert matcher.space.has_vectors
    by_letters = TopicSpace(matcher.space.topics, None).of_entry(healed.entries[0].title_words, None, None)
    assert abs(healed.topic_chances[0] - np.exp(by_letters)).max() > 0.01
