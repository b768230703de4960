"""Scores of different kinds made comparable: how far above the rest each one lies."""

from __future__ import annotations

import numpy as np

from knowledge.ngrams import Floats


def standing(scores: Floats) -> Floats:
    """Each score as standard deviations above the mean of its row; all alike gives zeros. Any shape (..., n)."""
    if scores.shape[-1] == 0:
        return scores
    spread = scores.std(axis=-1, keepdims=True)
    result: Floats = (scores - scores.mean(axis=-1, keepdims=True)) / np.where(spread < 1e-6, 1.0, spread)
    return result


def shares(logits: Floats) -> Floats:
    """Softmax: positive shares that sum to one along the last axis."""
    if logits.shape[-1] == 0:
        return logits
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return result


def log_shares(logits: Floats) -> Floats:
    """The logarithm of `shares`, without its rounding to zero."""
    top = logits - logits.max(axis=-1, keepdims=True)
    result: Floats = top - np.log(np.exp(top).sum(axis=-1, keepdims=True))
    return result
