"""The post-room's words: every closed list has them, and lengths and sizes are told as people read them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from admin.post_room import words
from mail_gateway.inbound import InboundState
from mail_gateway.reasons import Reason


def test_every_reason_and_state_has_its_words() -> None:
    """Exhaustively: a new one without words stops here. An unknown one of an old row is shown as it stands."""
    assert set(words.MEANING) == set(Reason)
    assert set(words.STATE) == set(InboundState)
    assert all(words.meaning(one.value) and words.reason(one.value) == one.label for one in Reason)
    assert all(words.meaning(own) and words.reason(own) for own in ("", "duplicate"))
    assert (words.reason("gammal"), words.meaning("gammal")) == ("gammal", "")


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=-3), "0 sekunder"),
        (timedelta(seconds=1), "1 sekund"),
        (timedelta(minutes=59, seconds=59), "59 minuter"),
        (timedelta(hours=47), "47 timmar"),
        (timedelta(days=3), "3 dygn"),
    ],
)
def test_lengths_are_told_in_their_largest_whole_unit(span: timedelta, said: str) -> None:
    """Downwards, so that nothing is older than it is said to be."""
    assert words.length(span) == said


@pytest.mark.parametrize(("count", "said"), [(999, "999 byte"), (12_300, "12 kB"), (3_400_000, "3,4 MB")])
def test_sizes_are_told_as_people_read_them(count: int, said: str) -> None:
    """Decimal units, a comma."""
    assert words.size(count) == said
