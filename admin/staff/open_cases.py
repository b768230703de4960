"""The open cases that somebody handles, as far as whoever looks may know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Session, joinedload

from admin.inbox.visible import visible_cases
from assistant.cases.case import Case, Status
from knowledge.organisation import StaffMember

PAGE_SIZE = 50


@dataclass(frozen=True)
class OpenCases:
    """One page of them, the most urgent first; `found` is how many there are on all pages."""

    cases: Sequence[Case]
    found: int
    page: int
    pages: int


def open_cases_of(session: Session, member: StaffMember, seen_by: StaffMember, page: int, now: datetime) -> OpenCases:
    """What waits for the member. A confidential case is neither listed nor counted for whoever may not see it."""
    theirs = visible_cases(session, seen_by, now).where(
        Case.handler_id == member.id, Case.status.in_((Status.OPEN, Status.WAITING))
    )
    found = session.scalar(theirs.with_only_columns(func.count())) or 0
    pages = max(1, -(-found // PAGE_SIZE))
    page = min(max(page, 1), pages)
    ordered = theirs.order_by(Case.due_at.asc().nulls_last(), Case.id).options(joinedload(Case.group))
    return OpenCases(session.scalars(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all(), found, page, pages)
