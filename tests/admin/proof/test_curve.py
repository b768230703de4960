"""The curve's picture: where its points stand, that its lines differ without colour, and its odd cases."""

from __future__ import annotations

import pytest

from admin.proof.curve import curve

NAMES = ("Träff", "Automatiska svar", "Rätt svar")


def test_a_larger_share_stands_higher_and_a_later_run_farther_right() -> None:
    """Within the picture, all three lines over the same moments, told apart by dashes and marks alone."""
    drawn = curve(NAMES, ["a", "b", "c"], [[0.1, 0.5, 0.9], [0.5, 0.5, 0.5], [1.0, 0.9, 0.0]])
    rising, level, falling = drawn.lines
    assert [point.y for point in rising.points] == sorted((point.y for point in rising.points), reverse=True)
    assert len({point.y for point in level.points}) == 1
    assert [point.x for point in falling.points] == sorted(point.x for point in rising.points)
    assert all(
        0 <= point.x <= drawn.width and 0 <= point.y <= drawn.height for line in drawn.lines for point in line.points
    )
    assert len({(line.dashes, line.mark) for line in drawn.lines}) == 3
    assert [tick.said for tick in drawn.moments] == ["a", "c"]
    assert [line.last for line in drawn.lines] == ["90\u00a0%", "50\u00a0%", "0\u00a0%"]


def test_equal_ends_have_numbers_that_do_not_lie_on_each_other() -> None:
    """Each is pushed below the one above it; the points themselves stay where they are."""
    drawn = curve(NAMES, ["a", "b"], [[0.2, 0.8]] * 3)
    ends = sorted(line.end.y for line in drawn.lines)
    assert ends[1] - ends[0] >= 14
    assert ends[2] - ends[1] >= 14
    assert len({line.points[-1].y for line in drawn.lines}) == 1


@pytest.mark.parametrize("count", [0, 1])
def test_without_a_history_there_is_still_a_picture(count: int) -> None:
    """No run: scale alone; one run: a point in the middle with one moment under it."""
    drawn = curve(NAMES, ["idag"] * count, [[0.5] * count] * 3)
    assert [len(line.points) for line in drawn.lines] == [count] * 3
    assert len(drawn.moments) == count
    assert len(drawn.scale) == 5


def test_a_share_beyond_its_bounds_stays_in_the_picture() -> None:
    """Nothing is drawn outside whatever was stored."""
    drawn = curve(NAMES, ["a"], [[1.7], [-1.0], [0.0]])
    assert all(0 <= line.points[0].y <= drawn.height for line in drawn.lines)
