"""The approved entries with their figures, fifty a page, in the order that somebody looks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from admin.entries.figures.counting import LOOKED_BACK, Figures, figures_of, times_used, words_said
from admin.entries.figures.forms import Order, Wanted
from admin.settings.pages import Paged, paged_rows
from knowledge.entries import APPROVED, Entry
from knowledge.organisation import Department
from knowledge.watched_links import has_dead_link


@dataclass(frozen=True)
class Counted:
    """One entry with what has become of it."""

    id: int
    number: str
    question: str
    department: str
    reviewed: date | None
    dead_link: bool
    figures: Figures


def figure_list(session: Session, wanted: Wanted, now: datetime) -> Paged[Counted]:
    """A page of the list; only the entries of that page are counted in all ways."""
    since = now - LOOKED_BACK
    chosen = (
        select(
            Entry.id,
            Entry.number,
            Entry.question,
            Department.name.label("department"),
            Entry.reviewed,
            has_dead_link().label("dead_link"),
        )
        .join(Department, Department.id == Entry.department_id)
        .where(Entry.status.in_(APPROVED))
    )
    if wanted.department is not None:
        chosen = chosen.where(Entry.department_id == wanted.department)
    found = paged_rows(session, _ordered(chosen, wanted.order, since), wanted.page)
    figures = figures_of(session, [row.id for row in found.rows], now)
    rows = [Counted(**row._mapping, figures=figures[row.id]) for row in found.rows]
    return Paged(rows, found.page, found.pages, found.found)


def _ordered(chosen: Select[*tuple[Any, ...]], order: Order, since: datetime) -> Select[*tuple[Any, ...]]:
    if order is Order.NOT_HELPED:
        said = words_said(since)
        no = select(said.c.entry_id, func.count().label("times")).where(said.c.helped == 0)
        counted = no.group_by(said.c.entry_id).subquery()
    else:
        counted = times_used(since)
    times = func.coalesce(counted.c.times, 0)
    first = times if order is Order.LEAST_USED else times.desc()
    return chosen.outerjoin(counted, counted.c.entry_id == Entry.id).order_by(first, Entry.number, Entry.id)
