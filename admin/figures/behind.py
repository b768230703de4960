"""The contacts behind a figure: those of them that somebody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session, joinedload

from admin.figures.contact_fact import ContactFact
from admin.figures.measures import Selection, facts_chosen
from admin.figures.rules import Measure, rule_of
from admin.figures.standing import standing
from admin.inbox.visible import visible_cases
from admin.settings.pages import PAGE_SIZE
from assistant.cases.case import Case
from knowledge.database import plan_for_these_values
from knowledge.organisation import StaffMember

MOST_PAGES = 20
"""A list leads so far; what lies behind is found by a narrower selection."""


@dataclass(frozen=True)
class ContactsPage:
    """One page of contacts, the latest month's first; `is_cut`: there are more than the pages lead to."""

    cases: Sequence[Case]
    page: int
    more: bool
    is_cut: bool


def contacts_behind(
    session: Session, staff: StaffMember, now: datetime, selection: Selection, measure: Measure, part: str, page: int
) -> ContactsPage | None:
    """The contacts that a part of a measure counts; None for a part that there is none of.

    As the figures were counted last, so that list and figure agree. Only what this person may know of
    (`visible_cases`): others stand in the figure, and in no list.
    """
    plan_for_these_values(session)
    counted = standing(session)
    rule = rule_of(measure, part, counted.counted_at or now, counted.limits)
    if rule is None:
        return None
    page = min(max(page, 1), MOST_PAGES)
    chosen = (
        visible_cases(session, staff, now)
        .join(ContactFact, ContactFact.case_id == Case.id)
        .where(*facts_chosen(selection), rule)
        .options(joinedload(Case.department), joinedload(Case.handler), joinedload(Case.group))
        .order_by(ContactFact.month.desc(), ContactFact.case_id.desc())
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    )
    cases = session.scalars(chosen).all()
    more = len(cases) > PAGE_SIZE
    return ContactsPage(cases[:PAGE_SIZE], page, more and page < MOST_PAGES, more and page == MOST_PAGES)
