"""What the comparison's figures mean: hits, confidence and coverage, on rankings counted by hand."""

from __future__ import annotations

import pytest

from bench.scoring import Message, Verdict, confidence_of, coverage_at, hit_rate, ndcg, verdict


def _verdict(confidence: float | None, *, right: bool, answerable: bool = True) -> Verdict:
    return Verdict(answerable, 1 if right else None, confidence)


def test_a_hit_is_any_of_the_labelled_entries() -> None:
    """First or among three; a message without an answer has no hits and is no part of the rate."""
    ranked = [("A", 3.0), ("B", 2.0), ("C", 1.5), ("D", 1.0)]
    second = verdict(Message("?", frozenset({"B", "Z"}), True), ranked, calibrated=False)
    assert (second.first, second.place, second.confidence) == (False, 2, 1.0)
    fourth = verdict(Message("?", frozenset({"D"}), True), ranked, calibrated=False)
    assert fourth.place == 4
    other = verdict(Message("?", frozenset({"A"}), False), ranked, calibrated=False)
    assert not other.first
    assert hit_rate([second, fourth, other], 3) == 0.5
    assert hit_rate([second, fourth, other]) == 0.0


def test_ndcg_falls_with_the_place_and_is_nothing_beyond_the_tenth() -> None:
    """First is 1, third is 1 / log2(4) = a half; an unanswerable message is not counted."""
    places = [Verdict(True, place, 0.5) for place in (1, 3, 11, None)]
    assert ndcg([*places, Verdict(False, None, 0.5)]) == pytest.approx((1 + 0.5) / 4)
    assert ndcg([]) == 0.0


def test_confidence_is_the_probability_or_the_margin() -> None:
    """A lone score's margin is to nothing; without an entry there is no confidence."""
    assert confidence_of([0.9, 0.8], calibrated=True) == 0.9
    assert confidence_of([5.0, 3.0], calibrated=False) == 2.0
    assert confidence_of([5.0], calibrated=False) == 5.0
    assert confidence_of([], calibrated=False) is None


def test_coverage_takes_the_lowest_threshold_that_keeps_the_precision() -> None:
    """19 right of 20 is 0.95 exactly, also when a wrong one stood above; what lies below costs nothing."""
    verdicts = [_verdict(0.99, right=False)] + [_verdict(0.9 - n / 100, right=True) for n in range(19)]
    verdicts += [_verdict(0.1, right=False) for _ in range(5)]
    assert coverage_at(verdicts, 0.95) == pytest.approx(19 / 25)
    assert coverage_at(verdicts, 0.98) == 0.0


def test_coverage_counts_the_unanswerable_as_wrong_and_not_as_asked() -> None:
    """A confident answer to what no entry answers lowers the precision, not the number that could be answered."""
    right, astray = _verdict(0.8, right=True), _verdict(0.9, right=False, answerable=False)
    assert coverage_at([right, astray], 0.95) == 0.0
    assert coverage_at([right, astray], 0.5) == 1.0
    assert coverage_at([right, _verdict(None, right=False)], 0.95) == 0.5


def test_equals_are_answered_together() -> None:
    """A threshold cannot part them, whichever was asked first."""
    assert coverage_at([_verdict(0.7, right=True), _verdict(0.7, right=False)], 0.95) == 0.0
