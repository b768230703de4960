"""What the engine decides of the test questions as things are: by the newest run, or kept from an earlier reckoning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.evaluation.figures import Decision
from admin.evaluation.verdict import verdict
from admin.proof.judging import Judged, Put
from admin.proof.runs import ProofResult, newest_run
from knowledge.entries import current_age
from knowledge.labelled_question import questions_mark
from knowledge.worktime import STOCKHOLM


def of_newest_run(session: Session, put: Sequence[Put], now: datetime) -> list[Judged]:
    """What the newest run decided, where nothing has changed since; nothing otherwise."""
    run = newest_run(session)
    if run is None or run.age != str(current_age(session)) or run.mark != questions_mark(session):
        return []
    if run.at.astimezone(STOCKHOLM).date() != now.astimezone(STOCKHOLM).date():
        return []
    rows = {row.question_id: row for row in session.scalars(select(ProofResult).where(ProofResult.run_id == run.id))}
    return _judged(put, {question_id: _decision(row) for question_id, row in rows.items()})


def base_table(base: Sequence[Judged]) -> dict[str, Any]:
    """The decisions as plain JSON, by test question."""
    return {str(one.put.id): asdict(one.decision) for one in base}


def read_base(put: Sequence[Put], table: Mapping[str, Any]) -> list[Judged]:
    """What `base_table` wrote down; nothing where a test question is not among it."""
    read = {int(name): Decision(**{**made, "entries": tuple(made["entries"])}) for name, made in table.items()}
    return _judged(put, read)


def _judged(put: Sequence[Put], decisions: Mapping[int, Decision]) -> list[Judged]:
    if not all(one.id in decisions for one in put):
        return []
    return [Judged(one, decisions[one.id], verdict(one.label, decisions[one.id])) for one in put]


def _decision(row: ProofResult) -> Decision:
    mark = str(row.question_id)
    return Decision(mark, row.outcome, row.reason, tuple(row.entries), row.confidence, row.department)
