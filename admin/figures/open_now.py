"""What is open and overdue at this moment, read from the cases themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from admin.figures.contact_fact import ContactFact
from admin.figures.measures import Selection
from assistant.cases.case import Case, Status
from knowledge.channel import Channel


@dataclass(frozen=True)
class OpenNow:
    """Open cases, and those of them that are past their due time without our answer."""

    open: int = 0
    overdue: int = 0


def open_now(
    session: Session,
    now: datetime,
    department_ids: Sequence[int | None] = (),
    channel: Channel | None = None,
    subject: str = "",
) -> Mapping[int | None, OpenNow]:
    """The departments that have any, None for what belongs to none. Overdue is not answered by us, not unclosed.

    Of one subject those that have been counted: the figures compare subjects without case, and confidential have none.
    """
    overdue = func.sum(case((is_overdue(now), 1), else_=0))
    chosen = (
        select(Case.department_id, func.count().label("open"), overdue.label("overdue"))
        .where(is_open())
        .group_by(Case.department_id)
    )
    chosen = chosen.where(*_narrowed(channel, subject))
    found = {row.department_id: OpenNow(row.open, int(row.overdue)) for row in session.execute(chosen)}
    return {one: counts for one, counts in found.items() if not department_ids or one in department_ids}


def open_behind(selection: Selection, part: str, now: datetime) -> list[ColumnElement[bool]] | None:
    """The conditions of the cases that one of the two counts is of, whatever the months; None for any other part."""
    rules = {"open": [is_open()], "overdue": [is_open(), is_overdue(now)]}.get(part)
    if rules is None:
        return None
    rules += _narrowed(selection.channel, selection.subject)
    if selection.department_ids:
        known = Case.department_id.in_([one for one in selection.department_ids if one is not None])
        rules.append(or_(known, Case.department_id.is_(None)) if None in selection.department_ids else known)
    return rules


def is_open() -> ColumnElement[bool]:
    """Whether a case is open: with a person, nobody's double, and no question of our own measurement."""
    return and_(Case.status == Status.OPEN, Case.merged_into_id.is_(None), Case.measurement.is_(False))


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Whether an open case's promise has passed without an answer."""
    return and_(Case.due_at < now, Case.answered_at.is_(None))


def _narrowed(channel: Channel | None, subject: str) -> list[ColumnElement[bool]]:
    rules = [Case.channel == channel] if channel is not None else []
    if folded := subject.strip().casefold():
        rules.append(Case.id.in_(select(ContactFact.case_id).where(ContactFact.subject == folded)))
    return rules
