"""The character index: inflections, compounds and slips meet, and any text gets a score."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.ngrams import NgramIndex, counted, pieces

_TEXTS = ("Säga upp platsen på förskolan", "Söka bygglov för altan", "Beställa en större soptunna")


def _best(question: str) -> int:
    index = NgramIndex([counted(text) for text in _TEXTS])
    return int(np.argmax(index.score(question)))


@pytest.mark.parametrize(
    ("question", "expected"),
    [("uppsägning av förskoleplats", 0), ("bygglovsansökan altanen", 1), ("soptunnnan är för liten", 2)],
)
def test_other_forms_of_a_word_are_found(question: str, expected: int) -> None:
    """An inflection, a compound and a slip of the keyboard all share pieces with the word meant."""
    assert _best(question) == expected


def test_pieces_keep_to_their_word() -> None:
    """No piece spans two words: the order of words does not count."""
    assert set(pieces("sop tunna")) == set(pieces("tunna sop"))


@pytest.mark.parametrize("text", ["", "   ", "!?", "a", "\0", "😀😀", "ab" * 30_000])
def test_any_text_has_a_score(text: str) -> None:
    """Nothing a resident writes makes the index fail, and what shares no piece scores nothing."""
    index = NgramIndex([counted(text) for text in _TEXTS])
    assert index.score(text).tolist() == [0.0, 0.0, 0.0]
    assert index.most(text) > 0


def test_an_empty_index_scores_nothing() -> None:
    """A town without entries has an index too."""
    assert NgramIndex([]).score("bygglov").shape == (0,)


def test_rare_pieces_weigh_more() -> None:
    """A word that every text holds tells nothing; the one that only one holds decides."""
    index = NgramIndex([counted("kommunen altan"), counted("kommunen plank"), counted("kommunen mur")])
    scores = index.score("kommunen plank")
    assert int(np.argmax(scores)) == 1
    assert scores[1] > 3 * scores[0]


def test_a_text_that_holds_the_question_reaches_most() -> None:
    """`most` is the score's own measure: a text with exactly the question's pieces comes near it."""
    index = NgramIndex([counted(text) for text in _TEXTS])
    assert index.score(_TEXTS[1])[1] / index.most(_TEXTS[1]) == pytest.approx(1.0, abs=0.25)


def test_a_changed_index_scores_as_a_new_one() -> None:
    """Texts that come, move and go leave nothing behind: each piece weighs what it weighs among the texts there are."""
    old = NgramIndex([counted(text) for text in (*_TEXTS, "Soptunna och sopor")])
    changed = old.changed(np.array([1, -1, 3, -1]), 4, {0: counted("Altan mot gatan"), 2: counted("Soptunnan")})
    new = NgramIndex([counted(text) for text in ("Altan mot gatan", _TEXTS[0], "Soptunnan", _TEXTS[2])])
    for question in (*_TEXTS, "sop", "gatan"):
        assert changed.score(question).tolist() == new.score(question).tolist()
        assert changed.most(question) == new.most(question)
