"""The entries that must be reviewed, the most overdue first, fifty a page, with how many wait for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from admin.entries.access import editable_by
from admin.entries.listing import SOON
from admin.entries.reviews.forms import Wanted, Whose
from admin.inbox.visible import told_now
from admin.settings.pages import Paged, paged_rows
from knowledge.drafts import DraftState, EntryDraft
from knowledge.entries import APPROVED, Entry, EntryStatus, Revision
from knowledge.organisation import Department, StaffMember
from knowledge.watched_links import has_dead_link
from knowledge.worktime import STOCKHOLM

# A page names so many; the rest come as these are mended.
_MOST_NAMED = 20


@dataclass(frozen=True)
class Todo:
    """One entry to review. `seen` is its newest revision: whoever ticks it has read that one."""

    id: int
    number: str
    question: str
    answer: str
    department: str
    owner: str | None
    reviewed: date | None
    review_due: date | None
    seen: int = 0


@dataclass(frozen=True)
class TodoList:
    """A page of them, and how many wait: one's own, all that one may edit, and drafts that wait to be approved.

    `dead_links` are the first of one's own entries that lead to something that is not there, by id and number.
    """

    shown: Paged[Todo]
    mine: int
    departments: int
    waiting: int
    dead_links: Sequence[tuple[int, str]]


_COLUMNS = (
    Entry.id,
    Entry.number,
    Entry.question,
    Entry.answer,
    Department.name.label("department"),
    StaffMember.name.label("owner"),
    Entry.reviewed,
    Entry.review_due,
)


def todo_list(session: Session, wanted: Wanted, staff: StaffMember, now: datetime) -> TodoList:
    """What this person has to review, on one page, with what those have whom the person stands in for."""
    today, away = now.astimezone(STOCKHOLM).date(), told_now(session, staff, now).people
    chosen = (
        select(*_COLUMNS)
        .join(Department, Department.id == Entry.department_id)
        .outerjoin(StaffMember, StaffMember.id == Entry.owner_id)
        .where(_due(wanted.dated, today), _whose(wanted.whose, staff, away))
        .order_by(Entry.review_due, Entry.id)
    )
    found = paged_rows(session, chosen, wanted.page)
    seen = newest_revisions(session, [row.id for row in found.rows])
    rows = [Todo(**row._mapping, seen=seen[row.id]) for row in found.rows]
    return TodoList(
        Paged(rows, found.page, found.pages, found.found),
        _count(session, _due(True, today), _whose(Whose.MINE, staff, away)),
        _count(session, _due(True, today), _whose(Whose.DEPARTMENTS, staff, away)),
        _waiting(session, staff),
        _with_dead_links(session, _whose(Whose.MINE, staff, away)),
    )


def newest_revisions(session: Session, ids: Sequence[int]) -> Mapping[int, int]:
    """The newest revision's id of each of these entries, 0 for one without any."""
    newest = select(Revision.entry_id, func.max(Revision.id)).where(Revision.entry_id.in_(ids))
    return dict.fromkeys(ids, 0) | {row[0]: row[1] for row in session.execute(newest.group_by(Revision.entry_id))}


def _due(dated: bool, today: date) -> ColumnElement[bool]:
    when = Entry.review_due <= today + SOON if dated else Entry.review_due.is_(None)
    return and_(Entry.status.in_(APPROVED), when)


def _whose(whose: Whose, staff: StaffMember, away: Collection[int]) -> ColumnElement[bool]:
    match whose:
        case Whose.MINE:
            others = or_(Entry.owner_id.is_(None), Entry.owner_id.in_(sorted(away)))
            return or_(Entry.owner_id == staff.id, and_(others, editable_by(staff)))
        case Whose.DEPARTMENTS:
            return editable_by(staff)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Entry.id)).where(*conditions)) or 0


def _waiting(session: Session, staff: StaffMember) -> int:
    waiting = select(func.count(Entry.id)).join(EntryDraft, EntryDraft.entry_id == Entry.id)
    ready = EntryDraft.state == DraftState.REVIEW, Entry.status != EntryStatus.ARCHIVED
    return session.scalar(waiting.where(*ready, editable_by(staff))) or 0


def _with_dead_links(session: Session, own: ColumnElement[bool]) -> Sequence[tuple[int, str]]:
    chosen = select(Entry.id, Entry.number).where(Entry.status.in_(APPROVED), has_dead_link(), own)
    return [(row.id, row.number) for row in session.execute(chosen.order_by(Entry.number).limit(_MOST_NAMED))]
