"""From a match's features to the chance that it is right: a logistic model with readable weights."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Features:
    """What is known of one match; the shares are 0..1.

    likeness: token-set likeness of the message and the entry's nearest wording.
    coverage: share of the message's content words, each counting alike, that the entry's questions and keywords hold.
    margin: how far the best match's score lies before the second's, as a share of the best.
    exact: the message is one of the entry's own wordings, but for capitals and punctuation.
    """

    likeness: float
    coverage: float
    margin: float
    exact: bool = False


# Fitted by logistic regression on Ekberga's 561 labelled messages; judged with each department left out, 40 messages
# had p >= .75 and 90 % of them were right, 22 had p >= .85 and all were. Part 2 of the plan replaces this.
_BIAS, _LIKENESS, _COVERAGE, _MARGIN = -3.30, 2.59, 4.12, 2.63
# Not fitted: no labelled message is a wording. What an editor has written as a way of asking is as sure as it gets.
_EXACT = 0.99


def probability(features: Features) -> float:
    """The chance (0..1) that a match with these features is the right entry."""
    if features.exact:
        return _EXACT
    logit = _BIAS + _LIKENESS * features.likeness + _COVERAGE * features.coverage + _MARGIN * features.margin
    return 1 / (1 + math.exp(-logit))
