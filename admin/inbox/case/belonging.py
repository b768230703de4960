"""Which other cases this one belongs with, as far as this person may know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.inbox.visible import bare_number, case_seen, visible_cases
from assistant.cases.case import Case
from assistant.cases.linking import related
from assistant.cases.merging import doubles_of
from knowledge.organisation import StaffMember


@dataclass(frozen=True)
class Belonging:
    """`kept` is the case that this one was merged into, `merged`: that it was, also where that case is not seen."""

    merged: bool
    kept: Case | None
    doubles: Sequence[Case]
    related: Sequence[Case]


def belonging(session: Session, staff: StaffMember, case: Case, now: datetime) -> Belonging:
    """The cases beside this one; one that this person may not know of is left out as if it were not there."""
    doubles, linked = doubles_of(session, case), related(session, case)
    asked = {one.id for one in (*doubles, *linked)} | ({case.merged_into_id} - {None})
    seen = visible_cases(session, staff, now).where(Case.id.in_(asked))
    known = {one.id: one for one in session.scalars(seen)} if asked else {}
    return Belonging(
        merged=case.merged_into_id is not None,
        kept=known.get(case.merged_into_id or 0),
        doubles=[one for one in doubles if one.id in known],
        related=[one for one in linked if one.id in known],
    )


def other_case(session: Session, staff: StaffMember, number: str, now: datetime) -> Case | None:
    """The other case that a handler names by its number, however it is written; None where it is not theirs to know."""
    return case_seen(session, staff, bare_number(number), now)
