"""Scores of different kinds can be weighed together, also where they tell nothing."""

from __future__ import annotations

import numpy as np

from knowledge.standard import log_shares, shares, standing


def test_standing_is_deviations_above_the_mean_of_the_row() -> None:
    """The scale of a row is gone: ten times the scores stand as high."""
    row = np.array([[1, 2, 3], [10, 20, 30]], np.float32)
    stood = standing(row)
    assert np.allclose(stood[0], stood[1])
    assert np.allclose(stood.mean(axis=1), 0, atol=1e-6)
    assert np.allclose(stood.std(axis=1), 1, atol=1e-6)


def test_scores_all_alike_stand_at_nothing() -> None:
    """A signal that tells no entries apart moves none, and is no division by zero."""
    assert standing(np.full((2, 4), 7, np.float32)).tolist() == [[0] * 4] * 2
    assert standing(np.array([5], np.float32)).tolist() == [0]


def test_nothing_stays_nothing() -> None:
    """Without entries there are no scores, and no fault."""
    empty = np.zeros((3, 0), np.float32)
    assert standing(empty).shape == shares(empty).shape == (3, 0)


def test_shares_sum_to_one_however_large_the_scores() -> None:
    """No overflow, and the logarithms are the same shares where these round to zero."""
    logits = np.array([1000, 999, -1000], np.float32)
    found, logs = shares(logits), log_shares(logits)
    assert np.isclose(found.sum(), 1)
    assert np.allclose(np.exp(logs), found)
    assert np.isfinite(logs).all()
    assert logs[2] < -1900
