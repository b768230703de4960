"""Contrast is what WCAG 2.2 says it is, and a mixture lies between its two colours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.look.colour import BLACK, WHITE, contrast, mix

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        (BLACK, WHITE, 21.0),
        (WHITE, WHITE, 1.0),
        # The greys that every guide to WCAG names: the last that fails and the first that passes on white.
        ("#777777", WHITE, 4.478),
        ("#767676", WHITE, 4.542),
        ("#FF0000", WHITE, 3.998),
        ("#0000ff", WHITE, 8.592),
    ],
)
def test_known_ratios(one: str, other: str, ratio: float) -> None:
    """Ratios that other tools give for the same colours."""
    assert contrast(one, other) == pytest.approx(ratio, abs=0.001)


@given(COLOURS, COLOURS)
def test_contrast_has_no_front_and_no_ground(one: str, other: str) -> None:
    """The ratio is the same both ways, and between 1 and 21."""
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21


@pytest.mark.parametrize(("share", "mixed"), [(0.0, WHITE), (0.5, "#808080"), (1.0, BLACK)])
def test_a_mixture(share: float, mixed: str) -> None:
    """None, half or all of a colour."""
    assert mix(BLACK, WHITE, share) == mixed
