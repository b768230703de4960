"""One round of the clock over the reports: the month's letters, and reminders of what has been planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.reports.monthly import letters_of_month
from admin.reports.plan.reminding import remind_of_actions
from assistant.escalation.turns import take_turn
from assistant.rules import Rules


@dataclass(frozen=True)
class ReportsRound:
    """How many letters and how many reminders a round posted."""

    letters: int = 0
    reminders: int = 0


def reports_round(session: Session, rules: Rules, now: datetime) -> ReportsRound | None:
    """Do what is due in working time; None when another process is doing a round. A transaction of its own."""
    if not rules.calendar.is_working_moment(now):
        return ReportsRound()
    if not take_turn(session, now):
        return None
    return ReportsRound(letters_of_month(session, now), remind_of_actions(session, rules, now))
