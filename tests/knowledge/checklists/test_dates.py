"""Dates as departments write them."""

from datetime import date

import pytest

from knowledge.checklists.dates import read_date


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-10", "2026-2-10", "2026/02/10", "2026.02.10", "20260210", "2026-02-10 00:00:00",
        "2026-02-10T08:30", "10/2 2026", "10/2-26", "10/2 -26", "10.2.2026", "10-02-2026", "10/02/2026",
        "10 februari 2026", "10 feb 2026", "10 feb. 2026", "den 10 Februari 2026", "10:e februari 2026",
        " 2026-02-10 ",
    ],
)  # fmt: skip
def test_the_ways_a_date_is_written(text: str) -> None:
    """All usual Swedish forms are the same day."""
    assert read_date(text) == date(2026, 2, 10)


@pytest.mark.parametrize(("text", "month"), [("1 mars 2026", 3), ("1 juni 2026", 6), ("1 sept 2026", 9)])
def test_months_are_known_by_name(text: str, month: int) -> None:
    """Short and full names give their month."""
    assert read_date(text) == date(2026, month, 1)


@pytest.mark.parametrize(
    "text",
    ["", "2026-02-30", "2026-13-01", "26-02-10", "02/2026", "2/13/2026", "februari 2026", "10 fem 2026",
     "206-02-10", "2206-02-10", "10 febru4ri 2026", "46063", "2026-02-10 eller senare"],
)  # fmt: skip
def test_what_is_no_certain_date_is_refused(text: str) -> None:
    """A day that does not exist or can be meant in two ways is never guessed."""
    with pytest.raises(ValueError):  # noqa: PT011 - it is the documented error, with the text as its message
        read_date(text)
