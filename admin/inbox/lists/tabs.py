"""The inbox's lists, each said in one function: which cases stand in it, and in what order."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement

from admin.inbox.lists.reach import Reach, Ways
from assistant.cases.case import Case, Status
from knowledge.worktime import WorkingCalendar

# What is due within so many working days is due soon.
_SOON_DAYS = 1


class Tab(enum.Enum):
    """The lists, in the order of the menu; the value stands in the address."""

    MINE = "mina"
    GROUPS = "gruppernas"
    OPEN = "oppna"
    UNASSIGNED = "lediga"
    SOON = "snart"
    OVERDUE = "forsenade"
    WAITING = "vantar"
    SUGGESTED = "forslag"
    CLOSED = "stangda"


@dataclass(frozen=True)
class Moments:
    """Now, and when "soon" ends: a working day later."""

    now: datetime
    soon: datetime


@dataclass(frozen=True)
class Chosen:
    """A list: its cases lie on one of the `ways` and fulfil all `rules`; the nearest due time first, or the newest."""

    ways: Ways
    rules: tuple[ColumnElement[bool], ...]
    newest_first: bool = False


def moments_at(now: datetime, calendar: WorkingCalendar) -> Moments:
    """What the lists of due cases compare with."""
    return Moments(now, calendar.add_days(now, _SOON_DAYS))


def tabs_of(reach: Reach) -> tuple[Tab, ...]:
    """The lists that tell this person something; the groups' open cases are all open ones for whoever has no others."""
    left_out = {
        Tab.GROUPS: not reach.groups,
        Tab.OPEN: not (reach.everything or reach.ungrouped),
    }
    return tuple(tab for tab in Tab if not left_out.get(tab, False))


def first_tab(reach: Reach) -> Tab:
    """Where one begins: everything open for whoever spreads the work, else one's groups', else one's own."""
    return next(tab for tab in (Tab.OPEN, Tab.GROUPS, Tab.MINE) if tab in tabs_of(reach))


def chosen(tab: Tab, reach: Reach, moments: Moments) -> Chosen:
    """What stands in this list."""
    return _LISTS[tab](reach, moments)


def _mine(reach: Reach, _moments: Moments) -> Chosen:
    """What one handles, or somebody whom one stands in for."""
    return Chosen(reach.of_people, (Case.status == Status.OPEN,))


def _groups(reach: Reach, _moments: Moments) -> Chosen:
    return Chosen(reach.of_groups, (Case.status == Status.OPEN,))


def _open(reach: Reach, _moments: Moments) -> Chosen:
    return Chosen(reach.whole, (Case.status == Status.OPEN,))


def _unassigned(reach: Reach, _moments: Moments) -> Chosen:
    return Chosen(reach.whole, (Case.status == Status.OPEN, Case.handler_id.is_(None)))


def _soon(reach: Reach, moments: Moments) -> Chosen:
    return Chosen(reach.whole, (*_unanswered(), Case.due_at >= moments.now, Case.due_at < moments.soon))


def _overdue(reach: Reach, moments: Moments) -> Chosen:
    return Chosen(reach.whole, (*_unanswered(), Case.due_at < moments.now))


def _waiting(reach: Reach, _moments: Moments) -> Chosen:
    return Chosen(reach.whole, (Case.status == Status.WAITING,))


def _suggested(reach: Reach, _moments: Moments) -> Chosen:
    return Chosen(reach.whole, (Case.status == Status.OPEN, Case.suggested_entry_id.is_not(None)))


def _closed(reach: Reach, _moments: Moments) -> Chosen:
    return Chosen(reach.whole, (Case.status == Status.CLOSED,), newest_first=True)


def _unanswered() -> tuple[ColumnElement[bool], ...]:
    """Not answered by us: waiting for the resident pauses the work, and not the first answer (issue 6)."""
    return (Case.status.in_((Status.OPEN, Status.WAITING)), Case.answered_at.is_(None))


_LISTS: dict[Tab, Callable[[Reach, Moments], Chosen]] = {
    Tab.MINE: _mine,
    Tab.GROUPS: _groups,
    Tab.OPEN: _open,
    Tab.UNASSIGNED: _unassigned,
    Tab.SOON: _soon,
    Tab.OVERDUE: _overdue,
    Tab.WAITING: _waiting,
    Tab.SUGGESTED: _suggested,
    Tab.CLOSED: _closed,
}
