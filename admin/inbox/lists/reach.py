"""How far somebody's view goes, as plain values: what makes a list of theirs a few short walks along an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, select, true
from sqlalchemy.orm import Session

from admin.inbox.visible import shared, told_now
from assistant.cases.case import Case
from assistant.escalation.told import Share
from knowledge.organisation import ResponseGroup, Role, StaffMember

# Somebody with more groups than this reads them all in one go, and pays for the sorting.
_MOST_WALKS = 20


@dataclass(frozen=True)
class Way:
    """One walk: the cases with one value (`rule`) in a column that an index begins with; without it, all cases.

    The column leads the order, too: that all its values are NULL is a sameness that PostgreSQL does not use by itself.
    """

    rule: ColumnElement[bool]
    column: SQLColumnExpression[Any] | None = None


Ways = tuple[Way, ...]


@dataclass(frozen=True)
class Reach:
    """Where the cases are that somebody may know of; who sees which of them is `visible_cases` to say.

    `own`: the groups that one belongs to; `led`: those that one leads, `people`: oneself; in both also for whom one
    stands in. `shares`: what one is the nearest manager of besides. `ungrouped`: what no group has. `everything`: an
    administrator's.
    """

    everything: bool
    ungrouped: bool
    own: frozenset[int]
    led: frozenset[int]
    people: frozenset[int]
    shares: tuple[Share, ...] = ()

    @property
    def groups(self) -> frozenset[int]:
        """Own and led."""
        return self.own | self.led

    @property
    def of_groups(self) -> Ways:
        """The ways to the cases of the groups; none without any.

        What is confidential in a group that one only leads is no way: a walk through thousands of cases, none of
        which is shown, would take longer than all the rest. Said without "is true": PostgreSQL's statistics of two
        columns (migration 0028) do not understand it.
        """
        if len(self.groups) > _MOST_WALKS:
            return (Way(Case.group_id.in_(sorted(self.groups))),)
        plain = [and_(Case.group_id == group, ~Case.confidential) for group in sorted(self.groups)]
        secret = [and_(Case.group_id == group, Case.confidential) for group in sorted(self.own)]
        return tuple(Way(rule, Case.group_id) for rule in (*plain, *secret))

    @property
    def of_people(self) -> Ways:
        """The ways to the cases that the people handle."""
        return tuple(Way(Case.handler_id == person, Case.handler_id) for person in sorted(self.people))

    @property
    def of_shares(self) -> Ways:
        """The ways to the cases that one sees for their handlers' sake."""
        ways = [
            Way(and_(Case.handler_id == handler, shared(share)), Case.handler_id)
            for share in self.shares
            for handler in sorted(share.handlers)
        ]
        return tuple(ways) if len(ways) <= _MOST_WALKS else tuple(Way(shared(share)) for share in self.shares)

    @property
    def whole(self) -> Ways:
        """The ways to everything in reach."""
        if self.everything:
            return (Way(true()),)
        free = and_(Case.group_id.is_(None), ~Case.confidential)
        walks = (*self.of_groups, *self.of_people, *self.of_shares)
        return (*walks, *((Way(free, Case.group_id),) if self.ungrouped else ()))


def reach_of(session: Session, staff: StaffMember, now: datetime) -> Reach:
    """This person's reach at `now`, in a few small queries."""
    told = told_now(session, staff, now)
    led = session.scalars(select(ResponseGroup.id).where(ResponseGroup.manager_id == staff.id))
    return Reach(
        everything=Role.ADMINISTRATOR in staff.roles,
        ungrouped=Role.FIRST_LINE in staff.roles,
        own=frozenset(group.id for group in staff.groups),
        led=frozenset(led) | told.groups,
        people=told.people | {staff.id},
        shares=told.shares,
    )
