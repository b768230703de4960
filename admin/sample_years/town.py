"""Who answers in a town, and what its residents ask about: the values that contacts are made up of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.sender_grade import says_more
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import (
    DEFAULT_ANSWER_WITHIN_DAYS,
    Department,
    GroupMember,
    ResponseGroup,
    ServicePromise,
    StaffMember,
)


@dataclass(frozen=True)
class Errand:
    """What somebody can ask about: an entry with its answer. `extra`: it says more than the bare answer."""

    entry_id: int
    subject: str
    question: str
    answer: str
    extra: bool


@dataclass(frozen=True)
class Office:
    """A response group with the ids of its people, its department's promise in working days, and what it is asked."""

    department_id: int
    group_id: int
    name: str
    members: Sequence[int]
    promised_days: int
    confidential: bool
    errands: Sequence[Errand]


@dataclass(frozen=True)
class SampleTown:
    """The first line, and the offices that have people and entries."""

    first_line: Office
    offices: Sequence[Office]


def read_town(session: Session) -> SampleTown:
    """The town as it stands in the database. Raises LookupError where it has no first line or no other office."""
    errands = _errands(session)
    members = defaultdict[int, list[int]](list)
    joined = select(GroupMember).join(StaffMember, StaffMember.id == GroupMember.staff_id)
    for member in session.scalars(joined.where(StaffMember.active).order_by(GroupMember.group_id, StaffMember.id)):
        members[member.group_id].append(member.staff_id)
    groups = session.execute(
        select(ResponseGroup, Department, ServicePromise.answer_within_days)
        .join(Department, ResponseGroup.department_id == Department.id)
        .outerjoin(ServicePromise, ServicePromise.department_id == Department.id)
        .order_by(ResponseGroup.id)
    )
    first_line, offices = None, []
    for group, department, days in groups:
        office = Office(
            department.id,
            group.id,
            group.name,
            members[group.id],
            days or DEFAULT_ANSWER_WITHIN_DAYS,
            department.confidential,
            errands[department.id],
        )
        if group.first_line:
            first_line = first_line or office
        elif office.members and office.errands:
            offices.append(office)
    if first_line is None or not first_line.members or not offices:
        raise LookupError("made-up years need a first line with people, and an office with people and entries")
    return SampleTown(first_line, offices)


def _errands(session: Session) -> dict[int, list[Errand]]:
    """Each department's published entries."""
    found = defaultdict[int, list[Errand]](list)
    published = select(Entry).where(Entry.status == EntryStatus.PUBLISHED).order_by(Entry.id)
    for entry in session.scalars(published):
        extra = bool(entry.steps or entry.e_service or entry.see_also) or says_more(entry.answer)
        errand = Errand(entry.id, entry.subject or entry.question[:60], entry.question, entry.answer, extra)
        found[entry.department_id].append(errand)
    return found
