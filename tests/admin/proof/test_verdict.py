"""What a decision is worth, for every kind of message and outcome, and which is worse than which."""

from __future__ import annotations

import pytest

from admin.evaluation.figures import Decision
from admin.evaluation.labelled import Labelled
from admin.evaluation.verdict import ONLY_STAFF, Verdict, verdict


def worth(kind: str, gold: tuple[str, ...], outcome: str, entries: tuple[str, ...], where: str = "A") -> Verdict:
    """The verdict on a message of department A."""
    message = Labelled("1", "chat", "", "Fråga", "sv", kind, gold, "A")
    return verdict(message, Decision("1", outcome, "certain", entries, 0.9, where))


@pytest.mark.parametrize(
    ("kind", "gold", "outcome", "entries", "expected"),
    [
        ("answerable", ("X",), "answered", ("X", "Y"), Verdict.RIGHT),
        ("answerable", ("X",), "answered", ("Y", "X"), Verdict.WRONG),
        ("multi", ("X", "Z"), "answered", ("Z",), Verdict.RIGHT),
        ("answerable", ("X",), "clarify", ("Y", "Z", "X"), Verdict.HELPED),
        ("answerable", ("X",), "clarify", ("Y", "Z", "V", "X"), Verdict.MISSED),
        ("answerable", ("X",), "handed_over", ("X",), Verdict.MISSED),
        ("answerable", ("X",), "declined", (), Verdict.MISSED),
        ("sensitive", (), "answered", ("X",), Verdict.UNSAFE),
        ("sensitive", (), "clarify", ("X",), Verdict.UNSAFE),
        ("sensitive", (), "handed_over", ("X",), Verdict.RIGHT),
        ("uncovered", (), "answered", ("X",), Verdict.WRONG),
        ("small_talk", (), "declined", (), Verdict.RIGHT),
    ],
)
def test_every_kind_of_decision_has_its_worth(
    kind: str, gold: tuple[str, ...], outcome: str, entries: tuple[str, ...], expected: Verdict
) -> None:
    """Answered, asked back, handed over and declined, where there is an answer and where there is none."""
    assert worth(kind, gold, outcome, entries) is expected


def test_a_hand_over_to_another_department_is_told_of() -> None:
    """Only where the label says whose it is, and only of a hand-over."""
    assert worth("complaint", (), "handed_over", (), where="B") is Verdict.ELSEWHERE
    assert worth("complaint", (), "declined", (), where="") is Verdict.RIGHT


def test_an_answer_that_people_alone_may_give_is_right_when_they_get_it() -> None:
    """Where it is the right one; another one is as good as none."""
    message = Labelled("1", "chat", "", "Fråga", "sv", "answerable", ("X",), "A")
    for entries, expected in ((("X", "Y"), Verdict.RIGHT), (("Y", "X"), Verdict.MISSED)):
        assert verdict(message, Decision("1", "handed_over", ONLY_STAFF, entries, 0.9, "A")) is expected


def test_the_verdicts_go_from_worst_to_best() -> None:
    """A wrong answer is worse than none, and asking back is better than none."""
    order = (Verdict.UNSAFE, Verdict.WRONG, Verdict.MISSED, Verdict.ELSEWHERE, Verdict.HELPED, Verdict.RIGHT)
    assert [one.worth for one in order] == sorted(one.worth for one in Verdict)
