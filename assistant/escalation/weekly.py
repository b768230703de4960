"""The week's list of overdue cases, to each manager in the first working hour of the week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, Status
from assistant.cases.outbox import post_deadlines
from assistant.engine import phrases_deadlines
from assistant.engine.phrases_deadlines import CaseLine
from assistant.escalation.claims import PORTION, read
from assistant.escalation.hearers import managing
from assistant.escalation.roster import Roster
from assistant.escalation.setting_aside import in_parts
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

    def add(self, later: _List) -> None:
        """What comes after it; only as many lines are kept as a mail holds, though there be thousands of cases."""
        self.lines += later.lines[: MOST_LISTED - len(self.lines)]
        self.count += later.count


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
    overdue, lists = _overdue(session, now), defaultdict[int, _List](_List)
    for start in range(0, len(overdue), PORTION):
        part = partial(_part, session, roster, rules, now)
        for lists_of_part in in_parts(session, overdue[start : start + PORTION], part, now):
            for manager, found in lists_of_part.items():
                lists[manager].add(found)
    week = now.astimezone(STOCKHOLM).isocalendar().week
    for manager, found in lists.items():
        _post(session, roster.emails[manager], found, week, now)
    return len(lists)


@speaking(PageLanguage.SWEDISH)
def _post(session: Session, recipient: str, found: _List, week: int, now: datetime) -> None:
    subject, body = phrases_deadlines.weekly(found.lines, found.count, week)
    post_deadlines(session, recipient, subject, body, now)


def _overdue(session: Session, now: datetime) -> Sequence[int]:
    """The ids of all that is overdue, the oldest first."""
    overdue = (
        select(Case.id)
        .where(Case.status.in_((Status.OPEN, Status.WAITING)), Case.answered_at.is_(None), Case.due_at <= now)
        .order_by(Case.due_at, Case.id)
    )
    return session.scalars(overdue).all()


def _part(
    session: Session, roster: Roster, rules: Rules, now: datetime, case_ids: Sequence[int]
) -> list[dict[int, _List]]:
    """The lists of some of the cases, by the manager's id."""
    day, lists = now.astimezone(STOCKHOLM).date(), defaultdict[int, _List](_List)
    for case in read(session, case_ids):
        for manager in managing(whose(case, roster), roster.staff, day):
            found = lists[manager]
            found.count += 1
            if len(found.lines) < MOST_LISTED:
                found.lines.append(line_of(case, roster, rules, now))
    return [lists]
