"""What becomes of a link by one answer after the other: when it is called dead, and how seldom it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from admin.links.asking import Finding, Found
from admin.links.verdict import HOUR, WEEK, Known, judged
from knowledge.watched_links import LinkState
from tests.admin.workplace import NOW

GONE, SILENT, THERE = Found(Finding.GONE, 404), Found(Finding.SILENT), Found(Finding.THERE, 200)


def after(*answers: Found) -> tuple[Known, Sequence[timedelta]]:
    """What is known after these answers, each given when the one before said to ask again; and those waits."""
    known, now, waits = Known(), NOW, list[timedelta]()
    for answer in answers:
        known, then = judged(known, answer, now)
        waits.append(then - now)
        now: datetime = then
    return known, waits


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([THERE], LinkState.GOOD),
        ([GONE], LinkState.DOUBTED),
        ([GONE, GONE], LinkState.DEAD),
        ([GONE, GONE, SILENT], LinkState.DEAD),
        ([GONE, GONE, THERE], LinkState.GOOD),
        ([GONE, THERE, GONE], LinkState.DOUBTED),
        ([SILENT] * 6, LinkState.DOUBTED),
        ([SILENT] * 8, LinkState.DEAD),
        ([GONE, GONE, Found(Finding.BUSY, 503)], LinkState.DEAD),
        ([Found(Finding.REFUSED)], LinkState.UNASKED),
    ],
)
def test_a_link_is_dead_when_that_is_sure(answers: list[Found], state: LinkState) -> None:
    """Told twice that it is not there, or silent for three days; one answer brings it back."""
    assert after(*answers)[0].state is state


def test_who_fails_is_left_alone_longer_and_longer() -> None:
    """Twice as long each time, and never longer than a good link."""
    waits = after(*[SILENT] * 10)[1]
    assert waits[:4] == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]
    assert waits[-1] == WEEK
    assert after(THERE)[1] == [WEEK]


@pytest.mark.parametrize(
    ("asked", "given"),
    [(None, HOUR), (timedelta(seconds=5), HOUR), (timedelta(hours=5), 5 * HOUR), (timedelta(days=90), WEEK)],
)
def test_a_busy_host_says_itself_when_to_come_again(asked: timedelta | None, given: timedelta) -> None:
    """Within reason: not at once, and not so late that a dead link is never found."""
    assert after(Found(Finding.BUSY, 429, asked))[1] == [given]
