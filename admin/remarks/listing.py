"""The lists of remarks: what an editor has to answer, what has been answered, and what somebody has said themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from admin.entries.access import editable_by
from admin.inbox.visible import visible_cases
from admin.remarks.forms import Part
from admin.settings.pages import Paged, paged_rows
from assistant.cases.case import Case
from knowledge.entries import Entry
from knowledge.organisation import StaffMember
from knowledge.remarks import EntryRemark, RemarkKind


def remark_list(session: Session, staff: StaffMember, part: Part, page: int) -> Paged[EntryRemark]:
    """A page of one part: what waits by when it is due, the others newest first; beyond the last page is the last."""
    ways = (joinedload(EntryRemark.entry).joinedload(Entry.department), joinedload(EntryRemark.reporter))
    chosen = select(EntryRemark).join(Entry, Entry.id == EntryRemark.entry_id).where(*_conditions(staff, part))
    # What was said before there were due times has waited longest.
    order = (EntryRemark.due_at.is_not(None), EntryRemark.due_at, EntryRemark.id)
    newest = (EntryRemark.handled_at.desc(), EntryRemark.id.desc()) if part is Part.DONE else (EntryRemark.id.desc(),)
    found = paged_rows(session, chosen.options(*ways).order_by(*(order if part is Part.OPEN else newest)), page)
    return Paged([row[0] for row in found.rows], found.page, found.pages, found.found)


def count_open(session: Session, staff: StaffMember) -> int:
    """How many remarks this person has to answer."""
    chosen = select(func.count(EntryRemark.id)).join(Entry, Entry.id == EntryRemark.entry_id)
    return session.scalar(chosen.where(*_conditions(staff, Part.OPEN))) or 0


def cases_seen(session: Session, staff: StaffMember, remarks: Iterable[EntryRemark], now: datetime) -> frozenset[str]:
    """The numbers among the remarks' cases that this person may know of."""
    numbers = sorted({one.case_number for one in remarks if one.case_number})
    if not numbers:
        return frozenset()
    seen = visible_cases(session, staff, now).with_only_columns(Case.number).where(Case.number.in_(numbers))
    return frozenset(session.scalars(seen))


def _conditions(staff: StaffMember, part: Part) -> Sequence[ColumnElement[bool]]:
    fault = EntryRemark.kind == RemarkKind.FAULT
    match part:
        case Part.OPEN:
            return fault, EntryRemark.handled_at.is_(None), editable_by(staff)
        case Part.DONE:
            return fault, EntryRemark.handled_at.is_not(None), editable_by(staff)
        case Part.MINE:
            return fault, EntryRemark.reporter_id == staff.id
