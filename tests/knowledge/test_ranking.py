"""Each signal sees what it is for, and the features tell how the best entry stands against the others."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.manner import Manner, MannerReader
from knowledge.ngrams import Floats
from knowledge.published import Published
from knowledge.ranking import FEATURES, SIGNALS, Asked, ask, compare, features, fuse
from knowledge.snapshot import Snapshot, empty_snapshot, made_ready
from knowledge.topic_space import letters_only

QUESTIONS = ("Plogas min gata?", "När öppnar badet?", "Hur hyr jag en lokal?")
EVEN = (1.0,) * len(SIGNALS)


def direction(place: int) -> Floats:
    """One of four directions."""
    row: Floats = np.eye(4, dtype=np.float32)[place]
    return row


def snapshot(*, vectors: bool = True) -> Snapshot:
    """Three entries; each has its question, a phrasing in the next direction, its answer in its own, and a topic."""
    made = []
    for place, question in enumerate(QUESTIONS):
        entry = Published(place + 10, f"P-{place}", 1, "Prov", "Prov", question, ("Annat",), (), "Ja.", None, None)
        wordings = np.stack([direction(place), direction(place + 1)]) if vectors else None
        topics = np.log(np.eye(3, dtype=np.float32)[place] * 0.9 + 0.03)
        made.append(made_ready(entry, wordings, direction(place) if vectors else None, topics))
    return empty_snapshot("m").changed("m", made)


def asked(text: str, vector: Floats | None = None, topic: int = 0, **manners: float) -> Asked:
    """A question about one of the three topics."""
    topics = np.log(np.eye(3, dtype=np.float32)[topic] * 0.9 + 0.03)
    return Asked(text, vector, topics, {Manner[name]: chance for name, chance in manners.items()}, 0.25)


def signal(signals: Floats, name: str) -> list[float]:
    """One row by its name."""
    return [round(value, 3) for value in signals[SIGNALS.index(name)].tolist()]


def test_each_signal_sees_its_own() -> None:
    """The nearest way of asking, the answer, letters, the word index by entry id, and the topic."""
    signals = compare(asked("plogas gatan", direction(1), topic=2), snapshot(), {12: 4.5, 99: 7.0})
    assert signal(signals, "asked") == [1, 1, 0]
    assert signal(signals, "answered") == [0, 1, 0]
    assert signal(signals, "words") == [0, 0, 4.5]
    for name, best in (("titles", 0), ("letters", 0), ("topics", 2)):
        row = signal(signals, name)
        assert row.index(max(row)) == best, name
        assert row.count(max(row)) == 1, name


@pytest.mark.parametrize(("vectors", "vector"), [(False, direction(1)), (True, None)])
def test_without_vectors_on_either_side_meaning_says_nothing(vectors: bool, vector: Floats | None) -> None:
    """Zeros, and the letters go on."""
    signals = compare(asked("plogas gatan", vector), snapshot(vectors=vectors), {})
    assert signal(signals, "asked") == signal(signals, "answered") == [0, 0, 0]
    assert max(signal(signals, "titles")) > 0


def test_a_town_without_entries_has_empty_signals() -> None:
    """And no features."""
    signals = compare(asked("plogas gatan"), empty_snapshot("m"), {1: 1.0})
    assert signals.shape == (len(SIGNALS), 0)
    fused = fuse(signals, EVEN)
    assert features(asked("plogas"), signals, fused, np.zeros(0, bool), []).shape == (0, len(FEATURES))


def test_a_weight_of_nothing_silences_its_signal() -> None:
    """The word index says the third, everything else the second."""
    signals = compare(asked("när öppnar badet", direction(1), topic=1), snapshot(), {12: 9.0})
    only_words = [float(name == "words") for name in SIGNALS]
    assert int(np.argmax(fuse(signals, only_words))) == 2
    assert int(np.argmax(fuse(signals, [1 - weight for weight in only_words]))) == 1


def test_the_features_tell_how_the_best_stands_against_the_others() -> None:
    """The first leads by what the second is behind; signals that put it first are counted; the shares are parts."""
    question = asked("när öppnar badet", direction(1), topic=1, ORDINARY=0.8)
    signals = compare(question, snapshot(), {})
    fused, usable = fuse(signals, EVEN), np.ones(3, bool)
    first, second = (
        dict(zip(FEATURES, row, strict=True)) for row in features(question, signals, fused, usable, [1, 0])
    )
    assert first["lead"] == pytest.approx(-second["lead"])
    assert first["lead"] > 0
    assert first["answered_lead"] == 1
    assert second["answered_lead"] == -1
    assert first["agreeing"] >= 4 > second["agreeing"]
    assert 0 < second["share"] < first["share"] < 1
    assert (first["ordinary"], first["elsewhere"]) == (0.8, 0.25)
    assert first["topic_clarity"] == pytest.approx(0.93)
    assert first["length"] == pytest.approx(np.log(4))


def test_an_entry_that_may_not_be_used_is_no_rival() -> None:
    """The lead is measured to the best of the others; alone, it is the entry's own nearness."""
    question = asked("när öppnar badet", direction(1), topic=1)
    signals = compare(question, snapshot(), {})
    fused = fuse(signals, EVEN)
    alone = np.array([False, True, False])
    (row,) = (dict(zip(FEATURES, row, strict=True)) for row in features(question, signals, fused, alone, [1]))
    assert row["lead"] == row["nearness"] == pytest.approx(float(fused[1]))
    assert (row["share"], row["asked_lead"]) == (1, 0)


def test_manners_are_read_only_where_there_is_a_vector() -> None:
    """Without one nothing is known of the manner; the topics are found by letters."""
    reader = MannerReader("ord", np.zeros((4, len(Manner)), np.float32), np.zeros(len(Manner), np.float32))
    heard = ask("Snöröjning av gatan", direction(0), letters_only(), reader).manners
    assert heard == pytest.approx(dict.fromkeys(Manner, 1 / len(Manner)))
    deaf = ask("Snöröjning av gatan", None, letters_only(), reader)
    assert deaf.manners == {}
    assert "snö" in letters_only().topics[int(np.argmax(deaf.topics))].words.lower()
