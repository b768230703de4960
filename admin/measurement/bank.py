"""The bank of questions: what is shipped, with the town's own wordings in their places, and a round's draw from it."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.measurement.area import Area
from admin.measurement.bank_question import BankQuestion

_FILE = Path(__file__).with_name("bank.toml")


@dataclass(frozen=True)
class Question:
    """A question of the bank. `own`: the town has written it, or changed the shipped one."""

    key: str
    area: Area
    subject: str
    text: str
    active: bool = True
    own: bool = False


@cache
def shipped() -> tuple[Question, ...]:
    """The questions of `bank.toml`, in its order."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Question(one["nyckel"], Area(area), one["amne"], one["text"].strip())
        for area, questions in tables.items()
        for one in questions
    )


def with_own(given: Sequence[Question], own: Iterable[Question]) -> tuple[Question, ...]:
    """The shipped questions with the town's in their places, and then those that are the town's alone."""
    towns = {one.key: one for one in own}
    kept = tuple(towns.pop(one.key, one) for one in given)
    return (*kept, *towns.values())


def the_bank(session: Session) -> tuple[Question, ...]:
    """The bank as the town has it; also what has been taken out of use."""
    rows = session.scalars(select(BankQuestion).order_by(BankQuestion.changed_at, BankQuestion.key))
    own = [Question(row.key, row.area, row.subject, row.text, row.active, own=True) for row in rows]
    return with_own(shipped(), own)


def draw(bank: Sequence[Question], area: Area, most: int, seed: int, used: Collection[str] = ()) -> Sequence[Question]:
    """So many different questions of an area, or as many as there are; those used least come first.

    `used` are the keys of earlier questions to the same department, a key as often as it was asked. Pure.
    """
    chance, times = random.Random(seed), Counter(used)  # noqa: S311 - a draw that can be repeated, not a secret
    there = [one for one in bank if one.area is area and one.active]
    chance.shuffle(there)
    return sorted(there, key=lambda one: times[one.key])[:most]
