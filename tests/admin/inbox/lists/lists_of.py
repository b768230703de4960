"""A list of somebody's, read as the page reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from admin.inbox.lists.forms import Wanted
from admin.inbox.lists.listing import CaseList, case_list
from admin.inbox.lists.tabs import Tab, moments_at
from knowledge.organisation import StaffMember
from knowledge.worktime import WorkingCalendar
from tests.admin.workplace import Workplace

ANYTHING = Wanted(None, "", "", None, None, None, None, 1)


def member(workplace: Workplace, email: str) -> StaffMember:
    """The staff member as the login hands them over."""
    with workplace.services.database.reading() as session:
        chosen = select(StaffMember).where(StaffMember.email == email)
        options = (selectinload(StaffMember.groups), selectinload(StaffMember.role_rows))
        return session.scalars(chosen.options(*options)).one()


def listed(workplace: Workplace, email: str, tab: Tab | None = None, **wanted: object) -> CaseList:
    """A list as this person has it now, with these filters."""
    moments = moments_at(workplace.clock.now.astimezone(UTC), WorkingCalendar())
    asked = replace(ANYTHING, tab=tab, **wanted)  # type: ignore[arg-type] # the fields' own values
    with workplace.services.database.reading() as session:
        return case_list(session, member(workplace, email), asked, moments)


def subjects(shown: CaseList) -> list[str]:
    """The subjects in the list's order."""
    return [case.subject for case in shown.cases]
