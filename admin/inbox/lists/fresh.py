"""Whether anything has happened that an open list should show: a question so cheap that every list may ask it often."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.inbox.visible import visible_cases
from assistant.cases.case import Case, CaseEvent
from knowledge.organisation import StaffMember

# A list asks several times a minute, so what lies further back was looked at then.
_NEWEST = 2_000


def newest_event(session: Session) -> int:
    """The mark of a list that is read after this: everything that happened until now stands in it."""
    return session.scalar(select(func.max(CaseEvent.id))) or 0


def has_news(session: Session, staff: StaffMember, mark: int, now: datetime) -> bool:
    """Whether something has happened since the mark to a case that this person may know of.

    One query, which reads the events after the mark by their key and looks their cases up: nothing when all is quiet,
    and nothing of what happens in others' cases, so that a busy town does not wake every list.
    """
    later = select(CaseEvent.case_id).where(CaseEvent.id > mark).order_by(CaseEvent.id.desc()).limit(_NEWEST).subquery()
    known = visible_cases(session, staff, now).with_only_columns(Case.id).join(later, later.c.case_id == Case.id)
    return session.scalar(known.limit(1)) is not None
