"""An action of the plan, for tests that need one."""

from __future__ import annotations

from datetime import date

from admin.reports.plan.planned_action import PlannedAction
from knowledge.organisation import staff_by_email
from tests.admin.workplace import Workplace


def an_action(
    workplace: Workplace, responsible: str, department_id: int = 0, goal: str = "90 % i tid", day: str = "2026-06-10"
) -> int:
    """Somebody's open action, to be followed up that day; its id."""
    with workplace.services.database.transaction() as session:
        member = staff_by_email(session, responsible)
        assert member is not None, responsible
        action = PlannedAction(
            year=2026,
            department_id=department_id,
            goal=goal,
            task="Svara samma dag.",
            responsible_id=member.id,
            follow_up_on=date.fromisoformat(day),
            outcome="",
            created_at=workplace.clock(),
        )
        session.add(action)
        session.flush()
        return action.id
