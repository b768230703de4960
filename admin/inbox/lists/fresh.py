"""Whether anything has happened that an open list should show: a question so cheap that every list may ask it often."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.inbox.visible import visible_cases
from assistant.cases.case import Case, CaseEvent, EventKind
from knowledge.organisation import StaffMember

# A list asks several times a minute, so what lies further back was looked at then.
_NEWEST = 2_000
_TAKES_AWAY = (EventKind.PASSED_ON, EventKind.MADE_CONFIDENTIAL, EventKind.MERGED, EventKind.UNMERGED)


def newest_event(session: Session) -> int:
    """The mark of a list that is read after this: everything that happened until now stands in it."""
    return session.scalar(select(func.max(CaseEvent.id))) or 0


def has_news(session: Session, staff: StaffMember, mark: int, now: datetime) -> bool:
    """Whether something has happened since the mark to a case that this person may know of, or did.

    It reads the events after the mark by their key and looks their cases up: nothing when all is quiet, and nothing of
    what happens in others' cases, so that a busy town does not wake every list. What seldom happens and takes a case
    out of somebody's sight wakes all: a line that leads nowhere, or to what is secret by now, must not stand there.
    """
    columns = select(CaseEvent.case_id, CaseEvent.kind).where(CaseEvent.id > mark)
    later = columns.order_by(CaseEvent.id.desc()).limit(_NEWEST).subquery()
    known = visible_cases(session, staff, now).with_only_columns(Case.id).join(later, later.c.case_id == Case.id)
    taken = select(later.c.case_id).where(later.c.kind.in_(_TAKES_AWAY))
    return any(session.scalar(found.limit(1)) is not None for found in (known, taken))
