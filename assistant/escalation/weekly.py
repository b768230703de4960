"""The week's list of overdue cases, to each manager in the first working hour of the week."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, Status
from assistant.cases.outbox import post_deadlines
from assistant.engine import phrases_deadlines
from assistant.engine.phrases_deadlines import CaseLine
from assistant.escalation.claims import COLUMNS, PORTION, WatchedCase
from assistant.escalation.hearers import managing
from assistant.escalation.roster import Roster
from assistant.escalation.telling import MOST_LISTED, line_of, whose
from assistant.escalation.turns import is_first
from assistant.languages.speaking import PageLanguage, speaking
from assistant.rules import Rules
from knowledge.worktime import STOCKHOLM

_JOB = "weekly_overdue"


@dataclass
class _List:
    """One manager's list: the oldest cases, and how many there are in all."""

    lines: list[CaseLine] = field(default_factory=list)
    count: int = 0


def week_begins(session: Session, now: datetime) -> bool:
    """Whether this is the first round of its week in working time; then the lists must be sent in it.

    That is on Monday at 08.00, on the next working day where Monday is red, and later where no clock ran then.
    """
    year, week, _ = now.astimezone(STOCKHOLM).isocalendar()
    return is_first(session, _JOB, f"{year}-W{week:02}", now)


def weekly_lists(session: Session, roster: Roster, rules: Rules, now: datetime) -> int:
    """Post this week's lists; gives how many. An empty one is not mailed.

    What a resident has been told a new date for is still overdue, and says so.
    """
    lists, week = _lists(session, roster, rules, now), now.astimezone(STOCKHOLM).isocalendar().week
    for manager, found in lists.items():
        _post(session, roster.emails[manager], found, week, now)
    return len(lists)


@speaking(PageLanguage.SWEDISH)
def _post(session: Session, recipient: str, found: _List, week: int, now: datetime) -> None:
    subject, body = phrases_deadlines.weekly(found.lines, found.count, week)
    post_deadlines(session, recipient, subject, body, now)


def _lists(session: Session, roster: Roster, rules: Rules, now: datetime) -> dict[int, _List]:
    """By the manager's id; only as many lines are kept as a mail holds, though there be thousands of cases."""
    day = now.astimezone(STOCKHOLM).date()
    overdue = (
        select(*COLUMNS)
        .where(Case.status.in_((Status.OPEN, Status.WAITING)), Case.answered_at.is_(None), Case.due_at <= now)
        .order_by(Case.due_at, Case.id)
        .execution_options(yield_per=PORTION)
    )
    lists: dict[int, _List] = defaultdict(_List)
    for row in session.execute(overdue):
        case = WatchedCase(*row)
        for manager in managing(whose(case, roster), roster.staff, day):
            found = lists[manager]
            found.count += 1
            if len(found.lines) < MOST_LISTED:
                found.lines.append(line_of(case, roster, rules, now))
    return lists
