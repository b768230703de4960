"""How far somebody's view goes, as plain values: what makes a list of theirs a few short walks along an index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, select, true
from sqlalchemy.orm import Session

from admin.inbox.visible import stood_in_for
from assistant.cases.case import Case
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
    stands in. `ungrouped`: what no group has. `everything`: an administrator's.
    """

    everything: bool
    ungrouped: bool
    own: frozenset[int]
    led: frozenset[int]
    people: frozenset[int]

    @property
    def groups(self) -> frozenset[int]:
        """Own and led."""
        return self.own | self.led

    @property
    def of_groups(self) -> Ways:
        """The ways to the cases of the groups; none without any.

        What is confidential in a group that one only leads is no way: a walk through thousands of cases, none of
        which is shown, would take longer than all the rest.
        """
        if len(self.groups) > _MOST_WALKS:
            return (Way(Case.group_id.in_(sorted(self.groups))),)
        plain = [and_(Case.group_id == group, Case.confidential.is_(False)) for group in sorted(self.groups)]
        secret = [and_(Case.group_id == group, Case.confidential.is_(True)) for group in sorted(self.own)]
        return tuple(Way(rule, Case.group_id) for rule in (*plain, *secret))

    @property
    def of_people(self) -> Ways:
        """The ways to the cases that the people handle."""
        return tuple(Way(Case.handler_id == person, Case.handler_id) for person in sorted(self.people))

    @property
    def whole(self) -> Ways:
        """The ways to everything in reach."""
        if self.everything:
            return (Way(true()),)
        free = and_(Case.group_id.is_(None), Case.confidential.is_(False))
        return (*self.of_groups, *self.of_people, *((Way(free, Case.group_id),) if self.ungrouped else ()))


def reach_of(session: Session, staff: StaffMember, now: datetime) -> Reach:
    """This person's reach at `now`, in two small queries."""
    away = frozenset(session.scalars(stood_in_for(staff, now)))
    leaders = away | ({staff.id} if Role.MANAGER in staff.roles else set())
    led = session.scalars(select(ResponseGroup.id).where(ResponseGroup.manager_id.in_(leaders)))
    return Reach(
        everything=Role.ADMINISTRATOR in staff.roles,
        ungrouped=Role.FIRST_LINE in staff.roles,
        own=frozenset(group.id for group in staff.groups),
        led=frozenset(led),
        people=away | {staff.id},
    )
