"""The planned actions that somebody may see: of a report, or as a list with its filters."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from admin.reports.plan.planned_action import ActionState, PlannedAction
from admin.reports.report_text import WHOLE_TOWN
from admin.settings.pages import Paged, paged_rows

MOST_OF_A_REPORT = 100
"""So many stand in a report; the list has them all."""


def actions_of_report(session: Session, year: int, department_id: int) -> Sequence[PlannedAction]:
    """A report's actions, the open ones first; the whole town's report has every department's too."""
    chosen = select(PlannedAction).where(PlannedAction.year == year)
    if department_id != WHOLE_TOWN:
        chosen = chosen.where(PlannedAction.department_id == department_id)
    chosen = chosen.order_by(PlannedAction.state.desc(), PlannedAction.follow_up_on, PlannedAction.id)
    return session.scalars(chosen.options(joinedload(PlannedAction.responsible)).limit(MOST_OF_A_REPORT)).all()


def action_list(
    session: Session, department_ids: Collection[int] | None, state: ActionState, page: int
) -> Paged[PlannedAction]:
    """A page of the actions of these departments, what is followed up first at the top; the closed the other way.

    None for all, also of departments that are no more.
    """
    order = (PlannedAction.follow_up_on, PlannedAction.id)
    chosen = (
        select(PlannedAction)
        .where(PlannedAction.state == state)
        .options(joinedload(PlannedAction.responsible))
        .order_by(*(order if state is ActionState.OPEN else (column.desc() for column in order)))
    )
    if department_ids is not None:
        chosen = chosen.where(PlannedAction.department_id.in_(department_ids))
    found = paged_rows(session, chosen, page)
    return Paged([row[0] for row in found.rows], found.page, found.pages, found.found)
