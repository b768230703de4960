"""Back to the first line: what departments have closed of the cases that a guide gave them, and what they answered."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import Session, aliased, joinedload

from assistant.cases.case import Case, CaseEvent, EventKind, Line, Status, lock, record
from assistant.cases.message import Message, MessageKind
from assistant.cases.proposal import EntryProposal
from knowledge.organisation import StaffMember

PAGE_SIZE = 50
# What came in longer ago is no news to whoever handed it over.
_LOOKED_BACK = timedelta(days=120)


class Part(enum.Enum):
    """The list's two parts; the value stands in the address."""

    NEW = "nya"
    SEEN = "sedda"


@dataclass(frozen=True)
class Returned:
    """One closed case: what was asked, what the department answered ("" when it did not), and who proposed it."""

    case: Case
    question: str
    answer: str
    proposal: EntryProposal | None


@dataclass(frozen=True)
class ReturnedList:
    """One page of one part, and how many cases each part has."""

    part: Part
    counts: dict[Part, int]
    page: int
    pages: int
    cases: Sequence[Returned]


def count_new(session: Session, staff: StaffMember, now: datetime) -> int:
    """How many cases have come back since they were last looked at."""
    return _count(session, staff, Part.NEW, now)


def returned_list(session: Session, staff: StaffMember, part: Part, page: int, now: datetime) -> ReturnedList:
    """A page of the cases that came back, latest closed first; a page beyond the last is the last."""
    counts = {one: _count(session, staff, one, now) for one in Part}
    pages = max(1, -(-counts[part] // PAGE_SIZE))
    page = min(max(page, 1), pages)
    cases = session.scalars(
        _in(part, staff, now)
        .options(joinedload(Case.department), joinedload(Case.group), joinedload(Case.handler))
        .order_by(Case.closed_at.desc(), Case.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return ReturnedList(part, counts, page, pages, _told(session, cases))


def returned_case(session: Session, staff: StaffMember, number: str, now: datetime) -> Case | None:
    """The case with this number, if it is one that came back to this person."""
    return session.scalar(_came_back(staff, now).where(Case.number == number))


def mark_seen(session: Session, case: Case, staff: StaffMember, now: datetime) -> None:
    """The guide has read the answer. Done twice it is done once."""
    lock(session, case)
    if not session.scalar(select(_seen_by(staff)).where(Case.id == case.id)):
        record(case, EventKind.FEEDBACK_SEEN, now, staff)


def propose(session: Session, case: Case, staff: StaffMember, now: datetime) -> None:
    """Tell the editors that the first line could have answered this. A case is proposed once, whoever does it."""
    lock(session, case)
    if session.get(EntryProposal, case.id) is None:
        session.add(EntryProposal(case_id=case.id, proposed_by_id=staff.id, proposed_at=now))
        session.flush()


def take_back(session: Session, case: Case, staff: StaffMember) -> bool:
    """Undo one's own proposal; False when an editor has dealt with it already."""
    lock(session, case)
    proposal = session.get(EntryProposal, case.id)
    if proposal is None or proposal.proposed_by_id != staff.id:
        return True
    if proposal.handled_at is not None:
        return False
    session.delete(proposal)
    session.flush()
    return True


def _came_back(staff: StaffMember, now: datetime) -> Select[Case]:
    """Cases this person registered or passed on, that a department has closed.

    The case itself is its group's: of a confidential one nobody outside hears what became of it, not even that it
    is closed.
    """
    since = now - _LOOKED_BACK
    registered = aliased(Case)
    # Each way by its own index, and the few cases found by their ids: an "or" would read the whole table.
    own = union(
        select(registered.id).where(registered.registered_by_id == staff.id, registered.received_at >= since),
        select(CaseEvent.case_id).where(
            CaseEvent.kind == EventKind.PASSED_ON, CaseEvent.at >= since, CaseEvent.staff_id == staff.id
        ),
    )
    open_to_me = or_(Case.confidential.is_(False), Case.group_id.in_([group.id for group in staff.groups]))
    # A double is closed too, but what was answered stands in the case that it was merged into.
    closed = and_(Case.status == Status.CLOSED, Case.merged_into_id.is_(None))
    by_department = or_(Case.line.is_(None), Case.line == int(Line.DEPARTMENT))
    return select(Case).where(Case.id.in_(own), open_to_me, closed, by_department)


def _in(part: Part, staff: StaffMember, now: datetime) -> Select[Case]:
    seen = _seen_by(staff)
    return _came_back(staff, now).where(seen if part is Part.SEEN else ~seen)


def _seen_by(staff: StaffMember) -> ColumnElement[bool]:
    """Whether the person has seen it since it was closed: opened again and closed anew it is news."""
    return exists().where(
        CaseEvent.case_id == Case.id,
        CaseEvent.kind == EventKind.FEEDBACK_SEEN,
        CaseEvent.staff_id == staff.id,
        CaseEvent.at >= Case.closed_at,
    )


def _count(session: Session, staff: StaffMember, part: Part, now: datetime) -> int:
    return session.scalar(_in(part, staff, now).with_only_columns(func.count())) or 0


def _told(session: Session, cases: Sequence[Case]) -> list[Returned]:
    ids = [case.id for case in cases]
    questions = _texts(session, ids, MessageKind.QUESTION, func.min(Message.id))
    # A word of a delay is a person's, too, and answers nothing.
    answers = _texts(session, ids, MessageKind.REPLY, func.max(Message.id))
    proposals = session.scalars(
        select(EntryProposal).where(EntryProposal.case_id.in_(ids)).options(joinedload(EntryProposal.proposed_by))
    )
    proposed = {proposal.case_id: proposal for proposal in proposals}
    return [
        Returned(case, questions.get(case.id, ""), answers.get(case.id, ""), proposed.get(case.id)) for case in cases
    ]


def _texts(session: Session, ids: Sequence[int], kind: MessageKind, which: ColumnElement[int]) -> dict[int, str]:
    """One message's text of each case: the first or the last of this kind."""
    wanted = select(which).where(Message.case_id.in_(ids), Message.kind == kind).group_by(Message.case_id)
    rows = session.execute(select(Message.case_id, Message.text).where(Message.id.in_(wanted)))
    return {row.case_id: row.text for row in rows}
