"""Puts questions into groups of one matter, one after the other: each joins the nearest group or begins its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.ngrams import Floats
from knowledge.semantic import unit


@dataclass
class Gathered:
    """A group on its way: its row's id (None for a new one), the sum of its questions' rows, and how many they are."""

    id: int | None
    total: Floats
    members: int


def place(groups: list[Gathered], row: Floats, alike: float) -> Gathered:
    """The group that a question joins: the nearest one, where it is `alike` enough (cosine); else a new one.

    Groups keep their identity: what an editor has said of one holds for the questions that join it later.
    """
    if groups:
        nearness = unit(np.stack([group.total for group in groups])) @ row
        best = int(nearness.argmax())
        if nearness[best] >= alike:
            group = groups[best]
            group.total, group.members = group.total + row, group.members + 1
            return group
    made = Gathered(None, row.copy(), 1)
    groups.append(made)
    return made


def typical(texts: Sequence[str], fewest_words: int = 4) -> str:
    """The wording that stands for all: the shortest whole sentence says most of the matter and least of its writer."""
    whole = [text for text in texts if len(text.split()) >= fewest_words]
    return min(whole or texts, key=len, default="")
