"""Reminds of planned actions: whoever is responsible before and on the day, and their manager when it is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.reports.plan.due import AHEAD, Step, to_say
from admin.reports.plan.phrases import ActionLine, reminder
from admin.reports.plan.planned_action import ActionState, PlannedAction
from assistant.cases.outbox import post_deadlines
from assistant.escalation.hearers import Whose, managing, stand_in
from assistant.escalation.roster import Roster, read_roster
from assistant.escalation.turns import is_first
from assistant.rules import Rules
from knowledge.worktime import STOCKHOLM

_JOB = "planned_actions"


@dataclass(frozen=True)
class _Pressing:
    """An action of which something is to be said today, and who hears it."""

    action: PlannedAction
    step: Step
    people: Sequence[int]


def remind_of_actions(session: Session, rules: Rules, now: datetime) -> int:
    """Post today's reminders, in the first round of a day in working time; gives how many mails, one a person.

    What nobody could be told of is tried again the next day.
    """
    today = now.astimezone(STOCKHOLM).date()
    if not is_first(session, _JOB, today.isoformat(), now):
        return 0
    waiting = _waiting(session, today)
    if not waiting:
        return 0
    roster, lines = read_roster(session), defaultdict[int, list[ActionLine]](list)
    for one in _pressing(waiting, roster, today):
        for person in one.people:
            lines[person].append(_line(one, roster, rules))
        one.action.said, one.action.said_for = one.step, one.action.follow_up_on
    for person in sorted(lines):
        subject, text = reminder(lines[person])
        post_deadlines(session, roster.emails[person], subject, text, now)
    session.flush()
    return len(lines)


def _waiting(session: Session, today: date) -> Sequence[PlannedAction]:
    chosen = select(PlannedAction).where(
        PlannedAction.state == ActionState.OPEN, PlannedAction.follow_up_on <= today + AHEAD
    )
    return session.scalars(chosen.order_by(PlannedAction.follow_up_on, PlannedAction.id)).all()


def _pressing(waiting: Sequence[PlannedAction], roster: Roster, today: date) -> Iterator[_Pressing]:
    for action in waiting:
        step = to_say(today, action.follow_up_on, action.said, action.said_for)
        people = _hearing(action.responsible_id, step, roster, today) if step is not None else ()
        if step is not None and people:
            yield _Pressing(action, step, people)


def _hearing(responsible_id: int, step: Step, roster: Roster, today: date) -> Sequence[int]:
    """The responsible or who stands in, else a manager; when it is late the manager alone, who has not heard yet."""
    own = stand_in(responsible_id, Whose(None, None), roster.staff, today)
    if own is not None and step is not Step.LATE:
        return (own,)
    group = next((group for group in roster.groups.values() if responsible_id in group.members), None)
    return managing(Whose(responsible_id, group), roster.staff, today)


def _line(one: _Pressing, roster: Roster, rules: Rules) -> ActionLine:
    action = one.action
    return ActionLine(
        one.step,
        action.goal,
        action.task,
        roster.names[action.responsible_id],
        action.follow_up_on,
        rules.action_address(action.id),
    )
