"""Counts what residents have said into monthly sums; a frozen month's stand still."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from admin.figures.figure_month import MonthState
from admin.figures.figure_survey import FigureSurvey
from admin.figures.survey_sums import ASKED, COUNTED, clear_of, easy_of, said_of
from assistant.cases.survey import SurveyAnswer, SurveyAsk
from knowledge.database import table_of

_CELL = ("department_id", "channel", "line")
_HAS_SAID = FigureSurvey.said_answer + FigureSurvey.said_no_answer + FigureSurvey.said_no_contact

Cell = tuple[Any, ...]


def months_to_count(session: Session, months: Sequence[str]) -> Sequence[str]:
    """These months, and those in which residents have been asked or have answered since they were counted last.

    Answers tell no time, so it is their numbers that are compared. A frozen month is counted no more.
    """
    frozen = set(session.scalars(select(MonthState.month).where(MonthState.frozen_at.is_not(None))))
    stored, asked, said = _stored(session), _by_month(session, SurveyAsk), _by_month(session, SurveyAnswer)
    known = {*asked, *said, *stored}
    changed = {one for one in known if stored.get(one, (0, 0)) != (asked.get(one, 0), said.get(one, 0))}
    return sorted(((known & set(months)) | changed) - frozen)


def count_survey(session: Session, month: str) -> None:
    """Write down anew what the month's residents have said; nothing of a frozen one. The caller commits."""
    state = session.get(MonthState, month, with_for_update=True)
    if state is not None and state.frozen_at is not None:
        return
    counted: defaultdict[Cell, Counter[str]] = defaultdict(Counter)
    for cell, what, residents in _counts(session, month):
        counted[cell][what] += residents
    rows = [
        {"month": month, **dict(zip(_CELL, cell, strict=True)), **{what: counts[what] for what in COUNTED}}
        for cell, counts in counted.items()
    ]
    session.execute(delete(FigureSurvey).where(FigureSurvey.month == month))
    if rows:
        session.execute(table_of(FigureSurvey).insert(), rows)


def _stored(session: Session) -> Mapping[str, tuple[int, int]]:
    """How many were asked and how many had said something in each month when it was counted."""
    chosen = select(FigureSurvey.month, func.sum(FigureSurvey.asked), func.sum(_HAS_SAID)).group_by(FigureSurvey.month)
    return {month: (int(asked), int(said)) for month, asked, said in session.execute(chosen)}


def _by_month(session: Session, table: type[SurveyAsk] | type[SurveyAnswer]) -> Mapping[str, int]:
    counted = select(table.month, func.count()).group_by(table.month)
    return {month: int(residents) for month, residents in session.execute(counted)}


def _counts(session: Session, month: str) -> Iterator[tuple[Cell, str, int]]:
    """How many of each department, channel and line were asked or said a thing, some at a time."""
    for cell, residents in _groups(session, SurveyAsk, month):
        yield cell, ASKED, residents
    for (*among, reached), residents in _groups(session, SurveyAnswer, month, "reached"):
        yield tuple(among), said_of(reached), residents
    for column, name in (("clear", clear_of), ("easy", easy_of)):
        for (*among, grade), residents in _groups(session, SurveyAnswer, month, column):
            if grade is not None:
                yield tuple(among), name(grade), residents


def _groups(
    session: Session, table: type[SurveyAsk] | type[SurveyAnswer], month: str, *more: str
) -> Iterator[tuple[Cell, int]]:
    """The month's rows of a table by department, channel and line, and by what more is named; and how many."""
    columns = [getattr(table, name) for name in (*_CELL, *more)]
    for *told, residents in session.execute(
        select(*columns, func.count()).where(table.month == month).group_by(*columns)
    ):
        yield tuple(told), residents
