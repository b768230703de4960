"""The town's test questions put to the real engine: what is decided about each, and what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from admin.evaluation.figures import Decision
from admin.evaluation.labelled import Labelled
from admin.evaluation.running import decide_all
from admin.evaluation.verdict import Verdict, verdict
from assistant.services import Services
from knowledge.labelled_question import LabelledQuestion
from knowledge.search import Ground

MOST_QUESTIONS = 5_000
"""More are not put in one run, the oldest first: a proof that takes minutes is not waited for."""


Told = Callable[[int, int], None]
"""Hears after each test question how many of how many have been put."""


@dataclass(frozen=True)
class Put:
    """A test question as it is put: its row's id, and its label in the eval format."""

    id: int
    label: Labelled


@dataclass(frozen=True)
class Judged:
    """What was decided about one test question, and what it was worth."""

    put: Put
    decision: Decision
    verdict: Verdict


def questions_to_put(session: Session) -> list[Put]:
    """The active test questions, oldest first."""
    chosen = select(LabelledQuestion).where(LabelledQuestion.active).options(joinedload(LabelledQuestion.department))
    rows = session.scalars(chosen.order_by(LabelledQuestion.id).limit(MOST_QUESTIONS))
    return [Put(row.id, label_of(row)) for row in rows]


def label_of(row: LabelledQuestion) -> Labelled:
    """A test question as files and figures know it."""
    return Labelled(
        id=row.mark,
        channel="email" if row.channel.value == "email" else "chat",
        subject=row.subject,
        text=row.text,
        language=row.language,
        kind=row.kind.value,
        gold=tuple(row.gold),
        department=row.department.name if row.department else "",
    )


def judge(
    services: Services, session: Session, ground: Ground, put: Sequence[Put], now: datetime, progress: Told
) -> list[Judged]:
    """Decide about all of them as if every switch were on. Nothing is stored."""
    done = iter(range(1, len(put) + 1))
    decisions = decide_all(
        services,
        session,
        [one.label for one in put],
        now,
        lambda _message: progress(next(done), len(put)),
        ground=ground,
        unleashed=True,
    )
    return [Judged(one, made, verdict(one.label, made)) for one, made in zip(put, decisions, strict=True)]
