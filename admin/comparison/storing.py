"""Keeps reference values: what is new is added, what differs replaces, and what was known already is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from admin.comparison.columns import written_value
from admin.comparison.kinds import KINDS
from admin.comparison.known import VALUES, Known, Row
from admin.comparison.reference import Reference, Source
from knowledge.audit import Values, What, audit
from knowledge.organisation import StaffMember


@dataclass
class Kept:
    """What became of the rows: added, changed with what stood there before, and how many were known already."""

    added: list[Row] = field(default_factory=list)
    changed: list[tuple[Known, Row]] = field(default_factory=list)
    unchanged: int = 0


def keep(session: Session, rows: Sequence[Row], source: Source, staff: StaffMember | None, now: datetime) -> Kept:
    """Keep the rows; the same ones once more change nothing. Every change is in the log. The caller commits."""
    kept = Kept()
    for row in rows:
        stored = _stored(session, row) or _added(session, row, source, staff, now, kept)
        if stored is not None:
            _change(session, stored, row, source, staff, now, kept)
    session.flush()
    return kept


def completed(session: Session, row: Row) -> Row:
    """The row with what is known already from the same origin: one saved reply has the mean, and another the best."""
    same = (Reference.year == row.year, Reference.measure == row.measure, Reference.origin == row.origin)
    stored = session.scalar(select(Reference).where(*same, Reference.removed_at.is_(None)))
    if stored is None:
        return row
    told_now = {one.name: getattr(row.known, one.name) for one in fields(Known)}
    return replace(row, known=replace(stored.known, **{name: one for name, one in told_now.items() if one is not None}))


def turn(session: Session, stored: Reference, staff: StaffMember | None, now: datetime, *, removed: bool) -> bool:
    """Remove the values or take them back; False where that is so already."""
    if (stored.removed_at is not None) is removed:
        return False
    stored.removed_at = now if removed else None
    nothing: Values = {}
    before, after = (told(stored), nothing) if removed else (nothing, told(stored))
    audit(session, What.REFERENCE, _subject(stored), before, after, staff, now, about_id=stored.id)
    return True


def told(stored: Reference) -> Values:
    """The values as the log tells them; what is unknown is nothing there."""
    values = {name: written_value(getattr(stored, name)) or None for name in VALUES}
    return {**values, "municipalities": stored.municipalities, "origin": stored.origin}


def _stored(session: Session, row: Row) -> Reference | None:
    same = select(Reference).where(Reference.year == row.year, Reference.measure == row.measure)
    return session.scalar(same.with_for_update())


def _added(
    session: Session, row: Row, source: Source, staff: StaffMember | None, now: datetime, kept: Kept
) -> Reference | None:
    """Add the row; where another transaction has added the same one at the same moment, that is given back."""
    made = Reference(year=row.year, measure=row.measure)
    _fill(made, row, source, staff, now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return _stored(session, row)
    audit(session, What.REFERENCE, _subject(made), {}, told(made), staff, now, about_id=made.id)
    kept.added.append(row)
    return None


def _change(
    session: Session, stored: Reference, row: Row, source: Source, staff: StaffMember | None, now: datetime, kept: Kept
) -> None:
    was_removed = stored.removed_at is not None
    if was_removed and stored.known == row.known and source is Source.KOLADA and staff is None:
        # The clock asks every week: what somebody has taken away stays away until a person or another value comes.
        kept.unchanged += 1
        return
    if not was_removed and stored.known == row.known and stored.origin == row.origin:
        kept.unchanged += 1
        # A fetch that says the same says that it still holds; a file that is read again says nothing new.
        stored.fetched_at = now if source is Source.KOLADA else stored.fetched_at
        return
    known, before = stored.known, {} if was_removed else told(stored)
    _fill(stored, row, source, staff, now)
    audit(session, What.REFERENCE, _subject(stored), before, told(stored), staff, now, about_id=stored.id)
    if was_removed:
        kept.added.append(row)
    else:
        kept.changed.append((known, row))


def _fill(stored: Reference, row: Row, source: Source, staff: StaffMember | None, now: datetime) -> None:
    for one in fields(Known):
        setattr(stored, one.name, getattr(row.known, one.name))
    stored.source, stored.origin, stored.fetched_at = source, row.origin, now
    stored.staff_id, stored.removed_at = staff.id if staff else None, None


def _subject(stored: Reference) -> str:
    return f"{KINDS[stored.measure].name} {stored.year}"
