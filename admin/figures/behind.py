"""The contacts behind a figure: those of them that somebody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.orm import Session, joinedload

from admin.figures.contact_fact import ContactFact
from admin.figures.measures import Selection, facts_chosen
from admin.figures.open_now import open_behind
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

    As the figures were counted last, so that list and figure agree; what is open is so now. Only what this person may
    know of (`visible_cases`): others stand in the figure, and in no list.
    """
    plan_for_these_values(session)
    chosen = _chosen(session, visible_cases(session, staff, now), now, selection, measure, part)
    if chosen is None:
        return None
    page = min(max(page, 1), MOST_PAGES)
    shown = chosen.options(joinedload(Case.department), joinedload(Case.handler), joinedload(Case.group))
    cases = session.scalars(shown.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)).all()
    more = len(cases) > PAGE_SIZE
    return ContactsPage(cases[:PAGE_SIZE], page, more and page < MOST_PAGES, more and page == MOST_PAGES)


def _chosen(
    session: Session, visible: Select[Case], now: datetime, selection: Selection, measure: Measure, part: str
) -> Select[Case] | None:
    """Those of the visible cases that the part counts, the latest first."""
    if measure is Measure.OPEN:
        rules = open_behind(selection, part, now)
        return None if rules is None else visible.where(*rules).order_by(Case.received_at.desc(), Case.id.desc())
    counted = standing(session)
    rule = rule_of(measure, part, counted.counted_at or now, counted.limits)
    if rule is None:
        return None
    facts = visible.join(ContactFact, ContactFact.case_id == Case.id).where(*facts_chosen(selection), rule)
    return facts.order_by(ContactFact.month.desc(), ContactFact.case_id.desc())
