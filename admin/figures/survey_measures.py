"""Reads what residents have said of the answers from its monthly sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.figures.figure_survey import FigureSurvey
from admin.figures.measures import Dimension, Selection, chosen_of
from admin.figures.survey_sums import SurveySums


def survey_figures(session: Session, selection: Selection) -> SurveySums:
    """What the selected contacts' residents have said, all together. A subject is not looked at: answers have none."""
    total = SurveySums()
    for sums in survey_figures_by(session, selection, Dimension.MONTH).values():
        total.add(sums.counts.items())
    return total


def survey_figures_by(session: Session, selection: Selection, dimension: Dimension) -> Mapping[Any, SurveySums]:
    """The same for each value of the dimension in which anybody was asked."""
    key = getattr(FigureSurvey, dimension.value)
    where = chosen_of(FigureSurvey, selection)
    if selection.line is not None:
        where.append(FigureSurvey.line == selection.line)
    residents = func.sum(FigureSurvey.residents).label("residents")
    chosen = select(key.label("key"), FigureSurvey.what, residents).where(*where).group_by(key, FigureSurvey.what)
    found: defaultdict[Any, SurveySums] = defaultdict(SurveySums)
    for row in session.execute(chosen):
        found[row.key].add([(row.what, int(row.residents))])
    return dict(sorted(found.items(), key=lambda pair: (pair[0] is None, str(pair[0]))))
