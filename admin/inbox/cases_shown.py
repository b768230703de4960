"""Which cases a staff member sees, and in what order."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from admin.inbox.visible import visible_cases
from assistant.cases.case import Case, Status
from assistant.cases.message import Author, Message, MessageKind, first_words
from knowledge.organisation import StaffMember

PAGE_SIZE = 50


class Tab(enum.Enum):
    """The inbox's lists; the value stands in the address."""

    OPEN = "oppna"
    WAITING = "vantar"
    CLOSED = "stangda"

    @property
    def status(self) -> Status:
        """The status of the cases in this list."""
        return _STATUS[self]


_STATUS = {Tab.OPEN: Status.OPEN, Tab.WAITING: Status.WAITING, Tab.CLOSED: Status.CLOSED}


@dataclass(frozen=True)
class CaseList:
    """One page of one list, with the number of cases in every list."""

    tab: Tab
    counts: dict[Tab, int]
    page: int
    pages: int
    cases: Sequence[Case]
    # What a case without a subject is called here: its question's own subject or first words, by case id. A
    # confidential case has none, since a subject stands in every mail; whoever sees it here may read it anyway.
    names: Mapping[int, str]


def case_list(session: Session, staff: StaffMember, tab: Tab, page: int, now: datetime) -> CaseList:
    """A page of a list; a page beyond the last is the last."""
    counts = _counts(session, staff)
    pages = max(1, -(-counts[tab] // PAGE_SIZE))
    page = min(max(page, 1), pages)
    chosen = (
        visible_cases(staff)
        .where(Case.status == tab.status)
        .options(*(joinedload(part) for part in (Case.department, Case.group, Case.handler, Case.call_back)))
        .order_by(*_order(tab, now))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    cases = session.scalars(chosen).all()
    return CaseList(tab, counts, page, pages, cases, _names(session, [case.id for case in cases if not case.subject]))


def _names(session: Session, case_ids: Sequence[int]) -> dict[int, str]:
    """By the question that was handed over; by the first one where nothing was said of it (a silent mail)."""
    said = aliased(Message)
    asked = (
        select(func.coalesce(func.min(said.answers_id), func.min(Message.id)))
        .select_from(Message)
        .outerjoin(said, (said.answers_id == Message.id) & (said.kind == MessageKind.HAND_OVER))
        .where(Message.case_id.in_(case_ids), Message.author == Author.RESIDENT)
        .group_by(Message.case_id)
    )
    rows = session.execute(select(Message.case_id, Message.subject, Message.text).where(Message.id.in_(asked)))
    return {row.case_id: first_words(row.subject or row.text) for row in rows}


def last_message_id(session: Session, shown: Case) -> int:
    """The newest message's id, 0 without any: what a page has shown is everything up to it."""
    return session.scalar(select(func.max(Message.id)).where(Message.case_id == shown.id)) or 0


def _counts(session: Session, staff: StaffMember) -> dict[Tab, int]:
    counted = visible_cases(staff).with_only_columns(Case.status, func.count()).group_by(Case.status)
    found = dict(session.execute(counted).all())
    return {tab: found.get(tab.status, 0) for tab in Tab}


def _order(tab: Tab, now: datetime) -> tuple[ColumnElement[Any], ...]:
    """What is overdue first, then by due time; closed cases have no hurry and stand newest first."""
    if tab is Tab.CLOSED:
        return (Case.received_at.desc(), Case.id.desc())
    overdue = case((and_(Case.answered_at.is_(None), Case.due_at < now), 0), else_=1)
    return (overdue, Case.due_at.asc().nulls_last(), Case.id.asc())
