"""A fit learns which signal tells, promises what it keeps, and works on the smallest towns."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from assistant.services import Services
from knowledge.calibrating import Example, chances, example, fit
from knowledge.ranking import FEATURES, SIGNALS, Asked
from knowledge.search import EntrySearch
from tests.knowledge.asking import SNOW

_TELLING = SIGNALS.index("answered")
_ASKED = Asked("när plogas det", None, np.log(np.array([0.5, 0.5], np.float32)), {}, 0.0)


def messages(count: int, *, entries: int = 8, right: bool = True) -> list[Example]:
    """Messages in whose `answered` the right entry stands out; every other signal is chance."""
    chance = np.random.default_rng(7)
    made = []
    for number in range(count):
        signals = chance.random((len(SIGNALS), entries), np.float32)
        place = number % entries
        signals[_TELLING, place] += 1.0 if right else 0.0
        made.append(Example(_ASKED, signals, frozenset({place} if right else ())))
    return made


def hits(found: Iterable[tuple[float, bool]]) -> int:
    """How many best entries were right."""
    return sum(right for _, right in found)


def test_the_signal_that_tells_gains_and_no_weight_falls_below_zero() -> None:
    """The weights put more entries first than those it began with."""
    fitted, untaught = fit(messages(60), "prov"), fit([], "inget")
    gained = np.array(fitted.weights) - np.array(untaught.weights)
    assert int(np.argmax(gained)) == _TELLING
    assert gained[_TELLING] > 0
    assert min(fitted.weights) >= 0
    assert hits(chances(messages(60), fitted)) > hits(chances(messages(60), untaught))
    assert fitted.fitted_on == "prov"


def test_what_has_an_answer_is_believed_more_than_what_has_none() -> None:
    """Half of the messages have no entry; the right ones are promised more, and the mean is about what is kept."""
    mixed = messages(60) + messages(60, right=False)
    found = chances(mixed, fit(mixed, "prov"))
    sure = [chance for chance, right in found if right]
    unsure = [chance for chance, right in found if not right]
    assert len(sure) > 40
    assert len(unsure) >= 60
    assert np.mean(sure) > 0.6 > 0.4 > np.mean(unsure)
    assert np.mean([chance for chance, _ in found]) == pytest.approx(hits(found) / len(found), abs=0.15)


def test_with_nothing_to_learn_from_nothing_is_certain() -> None:
    """No message at all: the weights are the first ones, and every chance is small."""
    untaught = fit([], "inget")
    assert set(untaught.coefficients) == {0.0}
    assert untaught.probability([1.0] * len(FEATURES)) < 0.1


def test_a_town_whose_every_entry_answers_can_be_fitted() -> None:
    """With all right entries taken away none is left to be wrong about, which is no fault."""
    alone = messages(5, entries=1)
    assert hits(chances(alone, fit(alone, "en"))) == 5


def test_a_town_without_entries_promises_nothing() -> None:
    """Neither a fault nor a row."""
    empty = [Example(_ASKED, np.zeros((len(SIGNALS), 0), np.float32), frozenset())]
    assert chances(empty, fit(empty, "tom")) == []


def test_an_example_is_what_the_search_sees(town: Services) -> None:
    """The right entries are named by their place; a number that the town does not have is right nowhere."""
    with town.database.reading() as session:
        search = EntrySearch(session, town.matcher)
        seen, unknown = example(search, SNOW, ["GAT-01", "X-1"]), example(search, SNOW, ["X-1"])
        numbers = [entry.number for entry in search.look(SNOW).snapshot.entries]
    assert [numbers[place] for place in seen.right] == ["GAT-01"]
    assert seen.signals.shape == (len(SIGNALS), len(numbers))
    assert unknown.right == frozenset()
