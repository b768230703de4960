"""Counts what residents have said into monthly sums; a frozen month's stand still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.orm import Session

from admin.figures.figure_month import MonthState
from admin.figures.figure_survey import FigureSurvey
from admin.figures.survey_sums import ASKED, SurveySums, clear_of, easy_of, said_of
from assistant.cases.survey import Reached, SurveyAnswer, SurveyAsk

_WHAT_IS_SAID = tuple(said_of(reached) for reached in Reached)


def months_to_count(session: Session, months: Sequence[str]) -> Sequence[str]:
    """These months, and those in which residents have been asked or have answered since they were counted last.

    Answers tell no time, so it is their numbers that are compared. A frozen month is counted no more.
    """
    frozen = set(session.scalars(select(MonthState.month).where(MonthState.frozen_at.is_not(None))))
    stored = _stored(session)
    now = _by_month(session, SurveyAsk), _by_month(session, SurveyAnswer)
    known = {*now[0], *now[1], *stored}
    changed = {one for one in known if stored.get(one, (0, 0)) != tuple(counts.get(one, 0) for counts in now)}
    return sorted(((known & set(months)) | changed) - frozen)


def count_survey(session: Session, month: str) -> None:
    """Write down anew what the month's residents have said; nothing of a frozen one. The caller commits."""
    state = session.get(MonthState, month, with_for_update=True)
    if state is not None and state.frozen_at is not None:
        return
    rows = [{"month": month, **row} for row in _counted(session, month)]
    session.execute(delete(FigureSurvey).where(FigureSurvey.month == month))
    if rows:
        session.execute(insert(FigureSurvey), rows)


def _stored(session: Session) -> Mapping[str, tuple[int, int]]:
    """How many were asked and how many had answered in each month when it was counted."""
    found: defaultdict[str, SurveySums] = defaultdict(SurveySums)
    chosen = (
        select(FigureSurvey.month, FigureSurvey.what, func.sum(FigureSurvey.residents).label("residents"))
        .where(FigureSurvey.what.in_((ASKED, *_WHAT_IS_SAID)))
        .group_by(FigureSurvey.month, FigureSurvey.what)
    )
    for row in session.execute(chosen):
        found[row.month].add([(row.what, int(row.residents))])
    return {month: (sums.asked, sums.said) for month, sums in found.items()}


def _by_month(session: Session, table: type[SurveyAsk] | type[SurveyAnswer]) -> Mapping[str, int]:
    counted = select(table.month, func.count()).group_by(table.month)
    return {row[0]: row[1] for row in session.execute(counted)}


def _counted(session: Session, month: str) -> Iterator[dict[str, Any]]:
    """The month's counts by department, channel and line, a row each."""
    for row in _groups(session, SurveyAsk, month):
        yield _row(row, ASKED)
    for row in _groups(session, SurveyAnswer, month, SurveyAnswer.reached):
        yield _row(row, said_of(row.what))
    for grade, name in ((SurveyAnswer.clear, clear_of), (SurveyAnswer.easy, easy_of)):
        for row in _groups(session, SurveyAnswer, month, grade):
            if row.what is not None:
                yield _row(row, name(row.what))


def _groups(
    session: Session, table: type[SurveyAsk] | type[SurveyAnswer], month: str, *what: Any
) -> Iterator[Row[*tuple[Any, ...]]]:
    cell = (table.department_id, table.channel, table.line)
    told = [one.label("what") for one in what]
    chosen = select(*cell, *told, func.count().label("residents")).where(table.month == month)
    yield from session.execute(chosen.group_by(*cell, *what))


def _row(row: Row[*tuple[Any, ...]], what: str) -> dict[str, Any]:
    return {
        "department_id": row.department_id,
        "channel": row.channel,
        "line": row.line,
        "what": what,
        "residents": row.residents,
    }
