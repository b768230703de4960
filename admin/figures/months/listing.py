"""The counted months as the pages show them: what was said, and what it would be today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from admin.figures.export.measured import Measured, measured
from admin.figures.figure_month import MonthState
from admin.figures.freezing import is_over, limits_of, was_frozen
from admin.figures.measures import Dimension, Selection, figures_by, figures_today
from admin.figures.standing import standing
from admin.figures.sums import Sums
from admin.settings.pages import Paged, paged_rows


@dataclass(frozen=True)
class MonthRow:
    """A month in the list; `today` is what a frozen one would be now, where that differs."""

    state: MonthState
    said: Sums
    today: Sums | None


@dataclass(frozen=True)
class MonthShown:
    """One month: pairs of what was said and what is today, of each measure. `undoable`: it was thawed."""

    state: MonthState
    pairs: Sequence[tuple[Measured, Measured]]
    undoable: bool
    is_over: bool


def months_listed(session: Session, page: int, now: datetime) -> Paged[MonthRow]:
    """The counted months, the latest first, fifty a page."""
    chosen = select(MonthState).options(joinedload(MonthState.frozen_by)).order_by(MonthState.month.desc())
    found = paged_rows(session, chosen, page)
    states: list[MonthState] = [row[0] for row in found.rows]
    if not states:
        return Paged([], found.page, found.pages, found.found)
    said, today = _both(session, Selection(states[-1].month, states[0].month), now)
    rows = [MonthRow(state, said.get(state.month, Sums()), _corrected(state, said, today)) for state in states]
    return Paged(rows, found.page, found.pages, found.found)


def month_shown(session: Session, month: str, now: datetime) -> MonthShown | None:
    """One month with all its measures; None for one that is not counted."""
    state = session.get(MonthState, month, options=[joinedload(MonthState.frozen_by)])
    if state is None:
        return None
    said, today = _both(session, Selection(month, month), now)
    limits = standing(session).limits
    pairs = zip(
        measured(said.get(month, Sums()), limits_of(state, limits)),
        measured(today.get(month, Sums()), limits),
        strict=True,
    )
    undoable = state.frozen_at is None and was_frozen(session, month)
    return MonthShown(state, list(pairs), undoable, is_over(month, now))


def _both(session: Session, selection: Selection, now: datetime) -> tuple[Mapping[str, Sums], Mapping[str, Sums]]:
    return (
        figures_by(session, selection, Dimension.MONTH, now),
        figures_today(session, selection, Dimension.MONTH),
    )


def _corrected(state: MonthState, said: Mapping[str, Sums], today: Mapping[str, Sums]) -> Sums | None:
    now = today.get(state.month, Sums())
    return now if state.frozen_at is not None and now != said.get(state.month, Sums()) else None
