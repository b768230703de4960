"""Whom a contact can be handed to: every response group, under its department."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from knowledge.organisation import Department, ResponseGroup
from knowledge.swedish import alphabetical


def choosable(session: Session) -> list[Department]:
    """The departments that have groups, by name as Swedish sorts it, with their groups."""
    found = session.scalars(select(Department).where(Department.groups.any()).options(selectinload(Department.groups)))
    return sorted(found, key=lambda department: alphabetical(department.name))


def group_chosen(session: Session, group_id: int | None) -> ResponseGroup | None:
    """The group with this id; None for one that is gone since the form was made."""
    return session.get(ResponseGroup, group_id) if group_id is not None else None
