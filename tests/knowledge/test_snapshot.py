"""A snapshot keeps the entries in one order, with their days and their wordings."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from knowledge.published import Published
from knowledge.snapshot import Compared, empty_snapshot, made_ready

FLAT = np.zeros(2, np.float32)


def published(entry_id: int, question: str, start: date | None = None, end: date | None = None) -> Published:
    """A published entry with this question and validity."""
    return Published(entry_id, f"P-{entry_id}", 1, "Bad", "Bad", question, ("Bada",), (), "Ja.", start, end)


def test_validity_includes_both_days() -> None:
    """Open ends have no limit; a summer's entry holds from its first to its last day."""
    entries = [
        published(1, "Alltid?"),
        published(2, "Sommar?", date(2026, 6, 1), date(2026, 8, 31)),
        published(3, "Sedan?", date(2026, 6, 1)),
        published(4, "Förr?", None, date(2026, 6, 1)),
    ]
    snapshot = empty_snapshot("m").changed("m", [made_ready(entry, None, None, FLAT) for entry in entries])
    seen = {
        day: snapshot.usable(day).tolist()
        for day in (date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1))
    }
    assert seen == {
        date(2026, 5, 31): [True, False, False, True],
        date(2026, 6, 1): [True, True, True, True],
        date(2026, 8, 31): [True, True, True, False],
        date(2026, 9, 1): [True, False, True, False],
    }


def test_an_entry_is_found_by_its_bare_wording() -> None:
    """Capitals and marks do not count; a wording that two entries share belongs to both; an empty one to none."""
    questions = ("När öppnar badet?", "?!")
    entries = [made_ready(published(place, text), None, None, FLAT) for place, text in enumerate(questions)]
    snapshot = empty_snapshot("m").changed("m", entries)
    assert snapshot.by_wording == {"när öppnar badet": {0}, "bada": {0, 1}}


def test_without_entries_there_is_a_snapshot_too() -> None:
    """A new installation compares with nothing."""
    snapshot = empty_snapshot("m")
    assert (snapshot.entries, snapshot.has_vectors, snapshot.usable(date(2026, 1, 1)).tolist()) == ((), False, [])


@pytest.mark.parametrize("missing", [0, 1])
def test_one_entry_without_vectors_leaves_all_without(missing: int) -> None:
    """Half of the entries would otherwise always seem farther away than the rest."""
    vectors = np.eye(2, dtype=np.float32)
    entries = [
        made_ready(published(place, "Bad?"), *((None, None) if place == missing else (vectors, vectors[0])), FLAT)
        for place in range(2)
    ]
    assert not empty_snapshot("m").changed("m", entries).has_vectors
    whole = empty_snapshot("m").changed(
        "m", [made_ready(published(place, "Bad?"), vectors, vectors[0], FLAT) for place in range(2)]
    )
    assert whole.has_vectors
    assert (whole.wordings.shape, whole.starts.tolist(), whole.passages.shape) == ((4, 2), [0, 2], (2, 2))


def test_a_change_gives_what_building_anew_gives() -> None:
    """An entry is replaced, one goes and one comes between: order, vectors and chances follow."""
    chance = np.random.default_rng(1)

    def made(entry_id: int, question: str) -> Compared:
        vectors = chance.random((3, 2), np.float32)
        return made_ready(published(entry_id, question), vectors[:2], vectors[2], np.log(chance.random(2, np.float32)))

    one, two, four, five = made(1, "Ett?"), made(2, "Två?"), made(4, "Fyra?"), made(5, "Fem?")
    three, other = made(3, "Tre?"), made(4, "Annat?")
    changed = empty_snapshot("a").changed("a", [five, one, two, four]).changed("b", [other, three], [2])
    anew = empty_snapshot("b").changed("b", [one, three, other, five])
    assert changed.mark == "b"
    assert [entry.question for entry in changed.entries] == ["Ett?", "Tre?", "Annat?", "Fem?"]
    assert changed.place == {1: 0, 3: 1, 4: 2, 5: 3}
    for name in ("wordings", "passages", "topic_chances", "starts"):
        assert np.array_equal(getattr(changed, name), getattr(anew, name)), name
    assert changed.all_words.score("Annat").tolist() == anew.all_words.score("Annat").tolist()
