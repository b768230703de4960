"""The colour rule: of all towns' values come two limits, and a town's place between them."""

from __future__ import annotations

import pytest

from admin.comparison.kinds import KINDS, KkikMeasure
from admin.comparison.known import Known
from admin.comparison.quarters import LEAST_TOWNS, Spread, Standing, is_in_order, spread, standing

HIGH, LOW = KINDS[KkikMeasure.CLEAR_MAIL], KINDS[KkikMeasure.MEAN_HOURS]
TOWNS = [float(value) for value in range(1, 101)]


def test_the_limits_are_a_quarter_from_each_end() -> None:
    """Of a hundred the 25th from each; where lower is better the other way round; of few nothing is told."""
    assert spread(TOWNS, HIGH) == Spread(best=100, best_quarter=76, worst_quarter=25)
    assert spread(TOWNS, LOW) == Spread(best=1, best_quarter=25, worst_quarter=76)
    assert spread(TOWNS[: LEAST_TOWNS - 1], HIGH) is None
    assert spread([1.0] * 20 + [2.0] * 3, HIGH) == Spread(best=2, best_quarter=1, worst_quarter=1)


@pytest.mark.parametrize(
    ("own", "expected"),
    [(76.0, Standing.BEST), (75.9, Standing.MIDDLE), (25.1, Standing.MIDDLE), (25.0, Standing.WORST), (None, None)],
)
def test_a_limit_is_within_its_quarter(own: float | None, expected: Standing | None) -> None:
    """As good as the limit is among the best, as poor among the worst; what is unknown stands nowhere."""
    assert standing(own, Known(best_quarter=76, worst_quarter=25), HIGH) is expected


def test_nobody_stands_anywhere_without_limits() -> None:
    """One limit alone, none, or so many alike that both are the same: nothing is said."""
    assert standing(90, Known(best_quarter=76), HIGH) is None
    assert standing(90, Known(mean=80, best=100), HIGH) is None
    assert standing(90, Known(best_quarter=90, worst_quarter=90), HIGH) is None
    assert standing(5, Known(best_quarter=6, worst_quarter=12), LOW) is Standing.BEST
    assert standing(12, Known(best_quarter=6, worst_quarter=12), LOW) is Standing.WORST


def test_values_must_go_together() -> None:
    """The best is at least as good as mean and limits, whichever way is better."""
    assert is_in_order(Known(mean=80, best=100, best_quarter=90, worst_quarter=70), HIGH)
    assert is_in_order(Known(mean=9, best=3), LOW)
    assert not is_in_order(Known(mean=9, best=12), LOW)
    assert not is_in_order(Known(best_quarter=70, worst_quarter=90), HIGH)
