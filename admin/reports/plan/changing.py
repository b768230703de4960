"""Writes a planned action: added, changed, closed and opened again, each in the log of changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from admin.reports.plan.forms import day_of, logged
from admin.reports.plan.planned_action import ActionState, PlannedAction
from admin.reports.scope import Scope
from admin.settings.forms import Form
from knowledge.audit import Values, What, audit
from knowledge.organisation import StaffMember


def add_action(
    session: Session, form: Form, scope: Scope, year: int, responsible: StaffMember, by: StaffMember, now: datetime
) -> PlannedAction:
    """A new action in the plan of one report."""
    action = PlannedAction(year=year, department_id=scope.department_id, created_at=now, created_by_id=by.id)
    action.state, action.outcome = ActionState.OPEN, ""
    _write(action, form, responsible)
    session.add(action)
    session.flush()
    _log(session, action, {}, by, now)
    return action


def change_action(
    session: Session, action: PlannedAction, form: Form, responsible: StaffMember, by: StaffMember, now: datetime
) -> None:
    """Write a form over the action. With another day its reminders begin anew."""
    before = logged(action)
    _write(action, form, responsible)
    session.flush()
    _log(session, action, before, by, now)


def close_action(session: Session, action: PlannedAction, outcome: str, by: StaffMember, now: datetime) -> bool:
    """It is done, with what came of it; False where it is closed already, and what was written stands."""
    if action.state is ActionState.CLOSED:
        return False
    before = logged(action)
    action.state, action.outcome, action.closed_at = ActionState.CLOSED, outcome, now
    session.flush()
    _log(session, action, before, by, now)
    return True


def reopen_action(session: Session, action: PlannedAction, by: StaffMember, now: datetime) -> bool:
    """It is to be done after all; what was said to have come of it stays. False where it is open."""
    if action.state is ActionState.OPEN:
        return False
    before = logged(action)
    action.state, action.closed_at = ActionState.OPEN, None
    session.flush()
    _log(session, action, before, by, now)
    return True


def _write(action: PlannedAction, form: Form, responsible: StaffMember) -> None:
    action.goal, action.task = str(form.values["goal"]), str(form.values["task"])
    action.responsible, action.follow_up_on = responsible, day_of(form)


def _log(session: Session, action: PlannedAction, before: Values, by: StaffMember, now: datetime) -> None:
    audit(session, What.PLANNED_ACTION, action.goal, before, logged(action), by, now, about_id=action.id)
