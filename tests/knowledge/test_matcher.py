"""A matcher follows the database, and goes on with what is left when something is broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.services import Services
from knowledge.confidence import Calibration
from knowledge.curation import archive, save
from knowledge.entries import Phrasing
from knowledge.lexical import LexicalIndex
from knowledge.matcher import Matcher
from knowledge.ranking import FEATURES, SIGNALS
from knowledge.search import EntrySearch
from knowledge.vectors import VectorStore
from tests.fakes import WordEmbedder
from tests.knowledge.asking import LATER, NOW, SNOW, entry_numbered

TOWN_FILE = Calibration("stadens egen", (1.0,) * len(SIGNALS), 0.0, (0.0,) * len(FEATURES))


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
        entry.phrasings = [Phrasing(position=0, text="Zebralampan blinkar")]
        save(session, entry, "ny", LATER)
        archive(session, entry_numbered(session, "GAT-01"), "gammal", LATER)
    for matcher in (one, other):
        assert best(town, matcher, "zebralampan blinkar!") == "GAT-02"
        assert best(town, matcher, SNOW) != "GAT-01"
        with town.database.reading() as session:
            held = matcher.refresh(session)
        assert "GAT-01" not in {entry.number for entry in held.entries}
        assert held.has_vectors is (embedder is not None)


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


def test_a_broken_embedder_is_left_alone_for_a_while(town: Services) -> None:
    """A resident does not wait for it at every question."""
    embedder = WordEmbedder()
    embedder.broken = True
    matcher = matcher_of(town, "index", embedder, retry_seconds=3600)
    assert best(town, matcher, SNOW) == "GAT-01"
    embedder.broken = False
    assert best(town, matcher, SNOW) == "GAT-01"
    assert embedder.asked == []


def test_the_towns_calibration_comes_first(town: Services, tmp_path: Path) -> None:
    """Whatever is shipped."""
    file = tmp_path / "calibration.json"
    file.write_text(TOWN_FILE.as_json(), encoding="utf-8")
    matcher = matcher_of(town, "index", calibration_file=file)
    assert matcher.calibration == TOWN_FILE
    assert not any("calibration" in trouble for trouble in matcher.troubles.values())


def test_a_broken_town_file_falls_back_on_the_shipped(
    town: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The fault is logged, and what is shipped decides."""
    shipped, torn = tmp_path / "shipped.json", tmp_path / "torn.json"
    shipped.write_text(TOWN_FILE.as_json(), encoding="utf-8")
    torn.write_text("{", encoding="utf-8")
    monkeypatch.setattr("knowledge.matcher.SHIPPED_CALIBRATION", shipped)
    assert matcher_of(town, "index", calibration_file=torn).calibration == TOWN_FILE
    assert "torn.json" in caplog.text


def test_without_any_calibration_only_an_own_wording_is_certain(
    town: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Town's and shipped both gone: suggestions at most, and the trouble is told."""
    monkeypatch.setattr("knowledge.matcher.SHIPPED_CALIBRATION", tmp_path / "none.json")
    matcher = matcher_of(town, "index", WordEmbedder(), calibration_file=tmp_path / "neither.json")
    with town.database.reading() as session:
        own, near = (EntrySearch(session, matcher)(text, NOW)[0] for text in (SNOW, "När plogas gatan?"))
    assert (own.confidence, own.exact) == (0.99, True)
    assert (near.number, near.exact) == ("GAT-01", False)
    assert near.confidence <= 0.3
    assert any("no usable calibration" in trouble for trouble in matcher.troubles.values())
