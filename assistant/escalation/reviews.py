"""Reminds whoever looks after an entry that it must be reviewed: one mail a person and day, in working time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import islice

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.cases.outbox import post_deadlines
from assistant.engine.phrases_reviews import EntryLine, reviews
from assistant.escalation.hearers import Staff, Whose, managing, stand_in
from assistant.escalation.roster import read_roster
from assistant.escalation.telling import MOST_LISTED
from assistant.escalation.turns import is_first
from assistant.languages.speaking import PageLanguage, speaking
from assistant.rules import Rules
from knowledge.entries import APPROVED, Entry
from knowledge.organisation import GroupMember, ResponseGroup, Role, StaffMember, StaffRole, review_grace_days
from knowledge.reviewing import AHEAD, Urgency, must_remind, urgency
from knowledge.worktime import STOCKHOLM

_JOB = "entry_reviews"
# So many rows are written in one statement: databases take only so many values.
_AT_ONCE = 500


@dataclass(frozen=True)
class _Due:
    """One entry that must be reviewed within a month, or should have been."""

    id: int
    number: str
    question: str
    department_id: int
    owner_id: int | None
    review_due: date
    reminded_at: datetime | None


@dataclass(frozen=True)
class _Heard:
    """One such entry with who is to hear of it; `pressing`: today."""

    due: _Due
    urgency: Urgency
    people: tuple[int, ...]
    pressing: bool


def remind_of_reviews(session: Session, rules: Rules, now: datetime) -> int:
    """Post today's reminders, in the first round of a day in working time; gives how many mails.

    Whoever is to hear of one entry gets the whole of their list, so that nobody has a mail each day for each entry.
    """
    today = now.astimezone(STOCKHOLM).date()
    if not is_first(session, _JOB, today.isoformat(), now):
        return 0
    roster = read_roster(session)
    heard = list(_heard(session, roster.staff, today))
    told = {person for one in heard if one.pressing for person in one.people}
    for person in sorted(told):
        own = [one for one in heard if person in one.people]
        _tell(session, roster.emails[person], own, rules, now)
    _mark(session, (one.due.id for one in heard if one.people and told.issuperset(one.people)), now)
    return len(told)


def _heard(session: Session, staff: Staff, today: date) -> Iterator[_Heard]:
    editors, grace = _editors(session), review_grace_days(session)
    for due in _due(session, today):
        near = urgency(due.review_due, today, grace)
        if near is not None:
            reminded = due.reminded_at.astimezone(STOCKHOLM).date() if due.reminded_at else None
            pressing = must_remind(due.review_due, reminded, today, grace)
            yield _Heard(due, near, _hearing(due, editors, staff, today), pressing)


def _due(session: Session, today: date) -> Iterator[_Due]:
    columns = [getattr(Entry, column.name) for column in fields(_Due)]
    wanted = select(*columns).where(Entry.status.in_(APPROVED), Entry.review_due <= today + max(AHEAD))
    for row in session.execute(wanted.order_by(Entry.review_due, Entry.id)):
        yield _Due(*row)


def _hearing(due: _Due, editors: Mapping[int, Sequence[int]], staff: Staff, today: date) -> tuple[int, ...]:
    """Who stands for the owner, else the department's editors at work, else a manager above them: never nobody."""
    owner = stand_in(due.owner_id, Whose(None, None), staff, today)
    if owner is not None:
        return (owner,)
    stands = [stand_in(one, Whose(None, None), staff, today) for one in editors.get(due.department_id, ())]
    present = tuple(sorted({one for one in stands if one is not None}))
    return present or managing(Whose(due.owner_id, None), staff, today)


def _editors(session: Session) -> Mapping[int, Sequence[int]]:
    """The editors by department, as `admin.entries.access` counts them: by their own and by their groups'."""
    editing = select(StaffRole.staff_id).where(StaffRole.role == Role.EDITOR)
    own = select(StaffMember.department_id, StaffMember.id).where(StaffMember.department_id.is_not(None))
    through = select(ResponseGroup.department_id, GroupMember.staff_id).join(
        GroupMember, GroupMember.group_id == ResponseGroup.id
    )
    found: dict[int, list[int]] = defaultdict(list)
    for query in (own.where(StaffMember.id.in_(editing)), through.where(GroupMember.staff_id.in_(editing))):
        for department_id, staff_id in session.execute(query):
            if department_id is not None:
                found[department_id].append(staff_id)
    return found


@speaking(PageLanguage.SWEDISH)
def _tell(session: Session, recipient: str, own: Sequence[_Heard], rules: Rules, now: datetime) -> None:
    lines: dict[Urgency, list[EntryLine]] = defaultdict(list)
    for one in own:
        if len(lines[one.urgency]) < MOST_LISTED:
            due = one.due
            lines[one.urgency].append(EntryLine(due.number, due.question, due.review_due, rules.entry_address(due.id)))
    subject, text = reviews(lines, Counter(one.urgency for one in own), rules.reviews_address())
    post_deadlines(session, recipient, subject, text, now)


def _mark(session: Session, ids: Iterable[int], now: datetime) -> None:
    waiting = iter(ids)
    while some := list(islice(waiting, _AT_ONCE)):
        session.execute(update(Entry).where(Entry.id.in_(some)).values(reminded_at=now))
