"""Starts the promise's clock of a case, and says what of it a case still keeps."""

from __future__ import annotations

from datetime import datetime

from assistant.cases.case import Case
from assistant.escalation.deadline import deadline
from assistant.escalation.watching import Promise, moments
from assistant.rules import Rules
from knowledge.organisation import DEFAULT_ALARM_AFTER_DAYS, DEFAULT_ANSWER_WITHIN_DAYS


def start_promise(case: Case, received_at: datetime, rules: Rules) -> None:
    """Start the promise's clock at what came in then; an earlier answer was to another question."""
    case.answered_at = case.line = case.delayed_to = None
    promise = case.department.promise if case.department else None
    clock = deadline(
        received_at,
        promise.answer_within_days if promise else DEFAULT_ANSWER_WITHIN_DAYS,
        promise.alarm_after_days if promise else DEFAULT_ALARM_AFTER_DAYS,
        rules.calendar,
    )
    case.clock_started_at, case.due_at = clock.clock_started_at, clock.due_at
    case.alarm_at, case.calendar = clock.alarm_at, clock.calendar
    at = moments(Promise(clock.clock_started_at, clock.due_at, clock.alarm_at), rules.remind_before, rules.calendar)
    case.watch_at = at.reminder or at.overdue
