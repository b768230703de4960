"""What the engine decides of the test questions as things are: by the newest run, or kept from an earlier reckoning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from admin.evaluation.figures import Decision
from admin.evaluation.verdict import verdict
from admin.proof.judging import Judged, Put
from admin.proof.runs import ProofResult, newest_run
from knowledge.entries import Entry, EntryStatus, current_age
from knowledge.labelled_question import questions_mark
from knowledge.organisation import review_grace_days
from knowledge.worktime import STOCKHOLM

_A_DAY = timedelta(days=1)


def of_newest_run(session: Session, put: Sequence[Put], now: datetime) -> list[Judged]:
    """What the newest run decided, where nothing has changed since; nothing otherwise."""
    run = newest_run(session)
    if run is None or run.age != str(current_age(session)) or run.mark != questions_mark(session):
        return []
    if _days_matter(session, *(moment.astimezone(STOCKHOLM).date() for moment in (run.at, now))):
        return []
    rows = {row.question_id: row for row in session.scalars(select(ProofResult).where(ProofResult.run_id == run.id))}
    return _judged(put, {question_id: _decision(row) for question_id, row in rows.items()})


def _days_matter(session: Session, was: date, today: date) -> bool:
    """Whether any entry may be used on one of the days only, or is overdue on one of them only."""
    if was == today:
        return False
    begins, ends = Entry.valid_from.between(was, today), Entry.valid_to.between(was, today)
    grace = timedelta(days=review_grace_days(session) or 0)
    falls_due = Entry.review_due.between(was - grace - _A_DAY, today)
    some = exists().where(Entry.status == EntryStatus.PUBLISHED, or_(begins, ends, falls_due))
    return was > today or bool(session.scalar(select(some)))


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
