"""Killed by SIGKILL at random moments while mails come in, the post-room loses none and answers none twice."""

from __future__ import annotations

import random

import pytest

from tests.crash.plant import Plant
from tests.crash.storm import Kill, finish, mails, strike
from tests.crash.verdict import all_is_well, each_sender_is_answered_once

# One of each kind of kill, the second while mails are sent; the storms of hundreds of mails are bench/crash.py.
_MAILS, _KILLS = 90, len(Kill)


@pytest.mark.timeout(300)
def test_killed_at_random_moments(plant: Plant) -> None:
    """Rows 1 to 8, wherever the kills strike: one case or reason each, none missing, no sender has two answers."""
    chance = random.Random(20261122)  # noqa: S311 - the same storm every time, no secret
    waiting, senders = mails(_MAILS, chance)
    struck = strike(plant, waiting, _KILLS, chance)
    finish(plant)
    all_is_well(plant, _MAILS)
    each_sender_is_answered_once(plant, senders)
    assert struck.kills == dict.fromkeys(Kill, 1)
    assert struck.claimed >= 1, "the kills struck a gateway that had nothing in hand"
