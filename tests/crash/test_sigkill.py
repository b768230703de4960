"""Killed by SIGKILL at random moments over hundreds of mails, the post-room loses none and answers none twice."""

from __future__ import annotations

import random

import pytest

from tests.crash.plant import Plant
from tests.crash.storm import Kill, finish, mails, strike
from tests.crash.verdict import all_is_well, each_sender_is_answered_once

# How many mails and kills; a large storm on PostgreSQL is bench/crash.py.
_STORMS = {"sqlite": (510, 15), "postgresql": (90, 3)}


@pytest.mark.timeout(600)
def test_killed_at_random_moments(plant: Plant) -> None:
    """Rows 1 to 8, wherever the kills strike: one case or reason each, none missing, no sender has two answers."""
    chance = random.Random(20261122)  # noqa: S311 - the same storm every time, no secret
    count, kills = _STORMS[plant.settings.database.url.partition(":")[0].partition("+")[0]]
    waiting, senders = mails(count, chance)
    struck = strike(plant, waiting, kills, chance)
    finish(plant)
    all_is_well(plant, count)
    each_sender_is_answered_once(plant, senders)
    assert struck.kills == {kill: kills // len(Kill) for kill in Kill}
    assert struck.claimed >= kills // 3, "the kills struck a gateway that had nothing in hand"
