"""Cases that belong together without being one: each keeps its own resident, clock and answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, record
from assistant.errors import LinkRefused
from knowledge.organisation import StaffMember

_MOST_SHOWN = 20


def related(session: Session, case: Case) -> Sequence[Case]:
    """The cases that are linked with this one, whichever of the two says so, newest first; twenty at most."""
    chosen = select(Case).where(or_(Case.linked_case_id == case.id, Case.id == case.linked_case_id))
    return session.scalars(chosen.order_by(Case.id.desc()).limit(_MOST_SHOWN)).all()


def link(case: Case, other: Case, staff: StaffMember, now: datetime) -> None:
    """Say of two cases that they belong together. Raises LinkRefused where both already name another, or are one."""
    if other is case:
        raise LinkRefused
    if case.id == other.linked_case_id or other.id == case.linked_case_id:
        return
    older, newer = sorted((case, other), key=lambda one: one.id)
    free = next((one for one in (newer, older) if one.linked_case_id is None), None)
    if free is None:
        raise LinkRefused
    free.linked_case_id = older.id if free is newer else newer.id
    # No number: whoever sees the one case may not know of the other.
    for one in (case, other):
        record(one, EventKind.LINKED, now, staff)


def unlink(case: Case, other: Case, staff: StaffMember, now: datetime) -> None:
    """Take that back."""
    for one, two in ((case, other), (other, case)):
        if one.linked_case_id == two.id:
            one.linked_case_id = None
            record(one, EventKind.UNLINKED, now, staff)
            record(two, EventKind.UNLINKED, now, staff)
