"""Reads what residents have said of the answers from its monthly sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.figures.figure_survey import FigureSurvey
from admin.figures.measures import Dimension, Selection, chosen_of
from admin.figures.survey_sums import COUNTED, SurveySums


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
    sums = [func.sum(getattr(FigureSurvey, name)) for name in COUNTED]
    found = {}
    for value, *counts in session.execute(select(key, *sums).where(*where).group_by(key)):
        found[value] = SurveySums(Counter(dict(zip(COUNTED, map(int, counts), strict=True))))
    return dict(sorted(found.items(), key=lambda pair: (pair[0] is None, str(pair[0]))))
