"""The groups of what could not be answered, the largest first, as their editors see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from admin.entries.access import edited_departments
from admin.settings.pages import Paged, paged_rows
from admin.unanswered.asked import Asked, asked_in, shown_questions
from admin.unanswered.forms import Part
from admin.unanswered.grouping import typical
from admin.unanswered.missed import LOOKED_BACK
from assistant.cases.case import Case
from assistant.cases.message import Message
from assistant.cases.proposal import EntryProposal
from assistant.cases.unanswered import UnansweredGroup, UnansweredQuestion, Why
from knowledge.organisation import StaffMember

_EXAMPLES = 3


@dataclass(frozen=True)
class Listed:
    """One group: how many of late, how they went, some of its wordings, and how many cases guides have proposed."""

    group: UnansweredGroup
    size: int
    ways: Mapping[Why, int]
    examples: Sequence[Asked]
    proposed: int

    @property
    def heading(self) -> str:
        """The wording that stands for all."""
        return typical([one.text for one in self.examples])


def group_list(session: Session, staff: StaffMember, part: Part, page: int, now: datetime) -> Paged[Listed]:
    """A page of one part, the largest first; a page beyond the last is the last."""
    counted = (
        select(UnansweredQuestion.group_id, func.count().label("size"))
        .join(Message, Message.id == UnansweredQuestion.question_id)
        .join(Case, Case.id == Message.case_id)
        .where(UnansweredQuestion.at > now - LOOKED_BACK, Case.confidential.is_(False))
        .group_by(UnansweredQuestion.group_id)
        .subquery()
    )
    chosen = (
        select(UnansweredGroup, counted.c.size)
        .join(counted, counted.c.group_id == UnansweredGroup.id)
        .where(UnansweredGroup.state == part.state, groups_of(staff))
        .options(joinedload(UnansweredGroup.department), joinedload(UnansweredGroup.entry))
        .order_by(counted.c.size.desc(), UnansweredGroup.id.desc())
    )
    found = paged_rows(session, chosen, page)
    rows = listed(session, [(row[0], row[1]) for row in found.rows], _EXAMPLES, now)
    return Paged(rows, found.page, found.pages, found.found)


def listed(
    session: Session, groups: Sequence[tuple[UnansweredGroup, int]], examples: int, now: datetime
) -> list[Listed]:
    """These groups with so many examples each, in a fixed number of queries."""
    ids = [group.id for group, _ in groups]
    asked, ways, proposed = asked_in(session, ids, examples), _ways(session, ids, now), _proposed(session, ids)
    return [Listed(group, size, ways[group.id], asked[group.id], proposed[group.id]) for group, size in groups]


def groups_of(staff: StaffMember) -> ColumnElement[bool]:
    """The groups that this person may make an entry of: their departments', and those that are nobody's yet."""
    departments = edited_departments(staff)
    if departments is None:
        return true()
    nobodys = UnansweredGroup.department_id.is_(None)
    return or_(nobodys, UnansweredGroup.department_id.in_(sorted(departments)))


def _ways(session: Session, ids: Sequence[int], now: datetime) -> Mapping[int, Mapping[Why, int]]:
    chosen = shown_questions(select(UnansweredQuestion.group_id, UnansweredQuestion.why, func.count()), ids)
    found: dict[int, Counter[Why]] = {group: Counter() for group in ids}
    recent = chosen.where(UnansweredQuestion.at > now - LOOKED_BACK)
    for group, why, times in session.execute(recent.group_by(UnansweredQuestion.group_id, UnansweredQuestion.why)):
        found[group][why] += times
    return found


def _proposed(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    """In how many of each group's cases a guide has said that the first line could have answered."""
    chosen = shown_questions(select(UnansweredQuestion.group_id, func.count(EntryProposal.case_id.distinct())), ids)
    waiting = chosen.join(EntryProposal, EntryProposal.case_id == Case.id).where(EntryProposal.handled_at.is_(None))
    counted: Counter[int] = Counter()
    for group, times in session.execute(waiting.group_by(UnansweredQuestion.group_id)):
        counted[group] = times
    return counted
