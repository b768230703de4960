"""How the lists are read: a few walks along an index each, whatever the number of cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, or_, select, union
from sqlalchemy.orm import Session, aliased, joinedload

from admin.inbox.lists.forms import Wanted
from admin.inbox.lists.reach import Reach, Way
from admin.inbox.lists.searching import found
from admin.inbox.lists.tabs import Chosen, Tab
from assistant.cases.case import Case
from assistant.cases.finding_words import Asked
from assistant.cases.message import Author, Message, MessageKind, first_words
from knowledge.worktime import STOCKHOLM

PAGE_SIZE = 50
# Nobody needs to know whether it is 1,001 or 20,000, and counting them all would cost more than the list.
MOST_COUNTED = 1_000
_WITH = tuple(joinedload(part) for part in (Case.department, Case.group, Case.handler, Case.call_back, Case.resident))


def counted(session: Session, seen: Select[Case], lists: Mapping[Tab, Chosen]) -> dict[Tab, int]:
    """How many cases stand in each list, in one query; at most one more than MOST_COUNTED."""
    counts = [
        select(func.count()).select_from(_walked(seen, one, MOST_COUNTED + 1)).scalar_subquery()
        for one in lists.values()
    ]
    return dict(zip(lists, session.execute(select(*counts)).one(), strict=True))


def listed(session: Session, seen: Select[Case], one: Chosen, page: int) -> Sequence[Case]:
    """A page of a list and, to tell whether there is more, one case of the next."""
    if not one.ways:
        return []
    walked = _walked(seen, one, page * PAGE_SIZE + 1)
    # Cut before the cases themselves are looked up, so that no more than a page of them is.
    shown = _page_of(select(walked).order_by(*_in_order(walked, one.newest_first)), page).subquery()
    chosen = select(Case).join(shown, shown.c.id == Case.id).order_by(*_in_order(shown, one.newest_first))
    return session.scalars(chosen.options(*_WITH)).all()


def searched(
    session: Session, seen: Select[Case], within: Chosen | None, asked: Asked, reach: Reach, page: int
) -> Sequence[Case]:
    """The same of what is found, the newest first; `within` a list, or among everything that is seen."""
    if within is not None:
        if not within.ways:
            return []
        seen = seen.where(or_(*(way.rule for way in within.ways)), *within.rules)
    matching, by_number = found(session, seen, asked, reach)
    by_id = matching.with_only_columns(Case.id.label("id")).order_by(by_number.desc())
    shown = _page_of(by_id, page).subquery()
    chosen = select(Case).join(shown, shown.c.id == Case.id).order_by(Case.id.desc())
    return session.scalars(chosen.options(*_WITH)).all()


def numbered(session: Session, seen: Select[Case], number: str) -> Sequence[Case]:
    """The case with this number, if it is seen."""
    return session.scalars(seen.where(Case.number == number).options(*_WITH)).all()


def filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What the filters leave; the subject is the search's."""
    rules: list[ColumnElement[bool]] = []
    if wanted.department is not None:
        rules.append(Case.department_id == wanted.department)
    if wanted.channel is not None:
        rules.append(Case.channel == wanted.channel)
    if wanted.first is not None:
        rules.append(Case.received_at >= _midnight(wanted.first))
    if wanted.last is not None:
        rules.append(Case.received_at < _midnight(wanted.last + timedelta(days=1)))
    return rules


def names_of(session: Session, cases: Sequence[Case]) -> dict[int, str]:
    """What cases without a subject are called: by the question that was handed over; by the first one where nothing
    was said of it (a silent mail).
    """
    nameless = [case.id for case in cases if not case.subject]
    said = aliased(Message)
    asked = (
        select(func.coalesce(func.min(said.answers_id), func.min(Message.id)))
        .select_from(Message)
        .outerjoin(said, (said.answers_id == Message.id) & (said.kind == MessageKind.HAND_OVER))
        .where(Message.case_id.in_(nameless), Message.author == Author.RESIDENT)
        .group_by(Message.case_id)
    )
    rows = session.execute(select(Message.case_id, Message.subject, Message.text).where(Message.id.in_(asked)))
    return {row.case_id: first_words(row.subject or row.text) for row in rows}


def _walked(seen: Select[Case], one: Chosen, most: int) -> Subquery:
    """The first cases of each way, in the list's order; a case that lies on two ways counts once."""
    at = Case.received_at if one.newest_first else Case.due_at
    columns = seen.with_only_columns(Case.id.label("id"), at.label("at")).limit(most)
    walks = [
        select(columns.where(way.rule, *one.rules).order_by(*_order(way, one.newest_first)).subquery())
        for way in one.ways
    ]
    return union(*walks).subquery() if len(walks) > 1 else walks[0].subquery()


def _order(way: Way, newest_first: bool) -> list[ColumnElement[Any]]:
    lead = [] if way.column is None else [way.column.desc() if newest_first else way.column.asc()]
    if newest_first:
        return [*lead, Case.received_at.desc(), Case.id.desc()]
    return [*lead, Case.due_at.asc().nulls_last(), Case.id.asc()]


def _in_order(walked: Subquery, newest_first: bool) -> tuple[ColumnElement[Any], ...]:
    if newest_first:
        return (walked.c.at.desc(), walked.c.id.desc())
    return (walked.c.at.asc().nulls_last(), walked.c.id.asc())


def _page_of(chosen: Select[Any], page: int) -> Select[Any]:
    return chosen.limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=STOCKHOLM)
