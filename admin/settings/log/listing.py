"""The changes of every kind as one list, newest first: the audit log's, and those of automatic answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, literal, not_, select, union_all
from sqlalchemy.orm import Session, joinedload

from admin.settings.log.forms import ANSWERING, Wanted
from admin.settings.pages import Paged, paged_rows
from knowledge.answering import AnsweringChange
from knowledge.audit import AuditEntry, What

Changed = AuditEntry | AnsweringChange


# Whoever reads who asks, and when, knows the questions as they come (docs/decisions/0038). The bank is anybody's.
_OF_A_ROUND = and_(AuditEntry.what == What.MEASUREMENT.value, AuditEntry.about_id > 0)


def change_list(session: Session, wanted: Wanted, *, rounds: bool) -> Paged[Changed]:
    """A page of the changes that are wanted: their places first, then those fifty whole.

    Without `rounds` those of the service measurement's rounds are left out.
    """
    listed = paged_rows(session, _places(wanted, rounds=rounds), wanted.page)
    entries = _by_id(session, AuditEntry, [row.id for row in listed.rows if row.own])
    answering = _by_id(session, AnsweringChange, [row.id for row in listed.rows if not row.own])
    changes = [entries[row.id] if row.own else answering[row.id] for row in listed.rows]
    return Paged(changes, listed.page, listed.pages, listed.found)


def _places(wanted: Wanted, *, rounds: bool) -> Select[*tuple[Any, ...]]:
    own = select(AuditEntry.at, AuditEntry.id, literal(1).label("own"))
    if not rounds:
        own = own.where(not_(_OF_A_ROUND))
    if wanted.what and wanted.what != ANSWERING:
        own = own.where(AuditEntry.what == wanted.what)
        if wanted.about_id is not None:
            own = own.where(AuditEntry.about_id == wanted.about_id)
        return own.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    answering = select(AnsweringChange.at, AnsweringChange.id, literal(0).label("own"))
    if wanted.what == ANSWERING:
        return answering.order_by(AnsweringChange.at.desc(), AnsweringChange.id.desc())
    both = union_all(own, answering).subquery()
    return select(both).order_by(both.c.at.desc(), both.c.own, both.c.id.desc())


def _by_id(session: Session, kind: type[Any], ids: Sequence[int]) -> dict[int, Any]:
    chosen = select(kind).where(kind.id.in_(ids)).options(joinedload(kind.staff))
    if kind is AnsweringChange:
        chosen = chosen.options(joinedload(AnsweringChange.department))
    return {row.id: row for row in session.scalars(chosen)}
