"""The list of entries: searched by number, question and wordings, filtered, fifty a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, and_, cast, or_, select
from sqlalchemy.orm import Session

from admin.entries.forms import Owned, Part, ReviewPart, Wanted
from admin.searching import holds
from admin.settings.pages import Paged, paged_rows
from knowledge.audience import Audience
from knowledge.drafts import DraftState, EntryDraft
from knowledge.entries import APPROVED, Entry, EntryStatus, Phrasing
from knowledge.organisation import Department, StaffMember
from knowledge.swedish import alphabetical
from knowledge.watched_links import has_dead_link

SOON = timedelta(days=30)
"""An entry that must be reviewed within this time is one to look at already."""
_DRAFT_STATES = {
    Part.DRAFTS: DraftState.DRAFT,
    Part.WAITING: DraftState.REVIEW,
    Part.SCHEDULED: DraftState.SCHEDULED,
}
_STATUSES = {
    Part.PUBLISHED: EntryStatus.PUBLISHED,
    Part.PAUSED: EntryStatus.PAUSED,
    Part.ARCHIVED: EntryStatus.ARCHIVED,
}


@dataclass(frozen=True)
class Reader:
    """Who looks at the list: their id, and whether they see what nobody has approved yet."""

    staff_id: int
    drafts: bool


@dataclass(frozen=True)
class Listed:
    """One entry of the list. `draft` and `publish_at` are those of what is being written, None without or unseen."""

    id: int
    number: str
    question: str
    subject: str
    status: EntryStatus
    audience: Audience
    department: str
    owner: str | None
    review_due: date | None
    valid_from: date | None
    valid_to: date | None
    draft: DraftState | None
    publish_at: datetime | None


_ROWS = (
    select(
        Entry.id,
        Entry.number,
        Entry.question,
        Entry.subject,
        Entry.status,
        Entry.audience,
        Department.name.label("department"),
        StaffMember.name.label("owner"),
        Entry.review_due,
        Entry.valid_from,
        Entry.valid_to,
        EntryDraft.state.label("draft"),
        EntryDraft.publish_at,
    )
    .join(Department, Department.id == Entry.department_id)
    .outerjoin(StaffMember, StaffMember.id == Entry.owner_id)
    .outerjoin(EntryDraft, EntryDraft.entry_id == Entry.id)
)


def entry_list(session: Session, wanted: Wanted, reader: Reader, today: date) -> Paged[Listed]:
    """A page of the list by number; a page beyond the last is the last. `today` is Stockholm's."""
    chosen = _ROWS.where(*_conditions(wanted, reader, today)).order_by(Entry.number, Entry.id)
    found = paged_rows(session, chosen, wanted.page)
    return Paged([_listed(row, reader) for row in found.rows], found.page, found.pages, found.found)


def owners(session: Session) -> Sequence[tuple[int, str]]:
    """The id and name of everybody who looks after an entry, by name."""
    owning = select(Entry.owner_id).where(Entry.owner_id.is_not(None))
    chosen = select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(owning))
    found = [(row.id, row.name) for row in session.execute(chosen.order_by(StaffMember.id))]
    return sorted(found, key=lambda owner: alphabetical(owner[1]))


def review_condition(part: ReviewPart, today: date) -> ColumnElement[bool]:
    """The approved entries whose review stands so."""
    due = Entry.review_due
    when = {
        ReviewPart.LATE: due < today,
        ReviewPart.SOON: and_(due >= today, due <= today + SOON),
        ReviewPart.KEPT: due >= today,
        ReviewPart.WITHOUT: due.is_(None),
    }
    return and_(Entry.status.in_(APPROVED), when[part])


def _conditions(wanted: Wanted, reader: Reader, today: date) -> Iterator[ColumnElement[bool]]:
    yield from _life(wanted.part, reader)
    for word in wanted.query.split():
        yield _worded(word)
    if wanted.review is not ReviewPart.ANY:
        yield review_condition(wanted.review, today)
    if wanted.department is not None:
        yield Entry.department_id == wanted.department
    if wanted.audience is not None:
        yield Entry.audience == wanted.audience
    if wanted.dead_links:
        yield has_dead_link()
    yield from _owned(wanted, reader)


def _life(part: Part, reader: Reader) -> Iterator[ColumnElement[bool]]:
    if part in _DRAFT_STATES:
        yield EntryDraft.state == _DRAFT_STATES[part]
        yield Entry.status != EntryStatus.ARCHIVED
    elif part in _STATUSES:
        yield Entry.status == _STATUSES[part]
    elif reader.drafts:
        yield Entry.status != EntryStatus.ARCHIVED
    else:
        yield Entry.status.in_(APPROVED)


def _owned(wanted: Wanted, reader: Reader) -> Iterator[ColumnElement[bool]]:
    if wanted.owner is not None:
        yield Entry.owner_id == wanted.owner
    elif wanted.owned is Owned.MINE:
        yield Entry.owner_id == reader.staff_id
    elif wanted.owned is Owned.NOBODY:
        yield Entry.owner_id.is_(None)


def _worded(word: str) -> ColumnElement[bool]:
    """Whether the entry has the word: in its number, question, subject or answer, a wording or a keyword."""
    own = holds(word, (Entry.number, Entry.question, Entry.subject, Entry.answer))
    others = select(Phrasing.entry_id).where(holds(word, (Phrasing.text,)))
    # Keywords stand as JSON, in which å is written out of ASCII.
    keyed = cast(Entry.keywords, Text).icontains(json.dumps(word.lower())[1:-1], autoescape=True)
    return or_(own, Entry.id.in_(others), keyed)


def _listed(row: Row[Any], reader: Reader) -> Listed:
    one = Listed(**row._mapping)
    return one if reader.drafts else replace(one, draft=None, publish_at=None)
