"""Changes of staff members, each written down in the audit log with what stood there before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.audit import Values, What, audit
from knowledge.audited import staff_values
from knowledge.organisation import Municipality, Role, StaffMember, StaffRole, the_municipality


def all_values(member: StaffMember) -> Values:
    """All that people may change of a member, as plain values: of a new one too, whose groups need the session."""
    return {
        **staff_values(member),
        "superior": member.superior.email if member.superior else "",
        "groups": ", ".join(sorted(f"{group.department.name}: {group.name}" for group in member.groups)),
        "absent_from": member.absent_from.isoformat() if member.absent_from else "",
        "absent_to": member.absent_to.isoformat() if member.absent_to else "",
        "substitute": member.substitute.email if member.substitute else "",
    }


@contextmanager
def audited(session: Session, member: StaffMember, by: StaffMember | None, now: datetime) -> Iterator[None]:
    """Write down what the block changes of the member; `by` is None for the command line."""
    before = all_values(member)
    yield
    audit_since(session, member, before, now, by)


def audit_since(
    session: Session, member: StaffMember, before: Values, now: datetime, by: StaffMember | None = None
) -> None:
    """Write down what differs from before; somebody new has no before."""
    session.flush()
    audit(session, What.STAFF, member.name, before, all_values(member), by, now, about_id=member.id)


def audit_event(session: Session, member: StaffMember, event: str, by: StaffMember | None, now: datetime) -> None:
    """Write down what leaves no value of its own behind: "password_set", "invited", "logged_out"."""
    audit(session, What.STAFF, member.name, {}, {event: True}, by, now, about_id=member.id)


def mark_of(values: Values) -> str:
    """A short mark of these values, for a page to send back: another one means that somebody has changed them."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


def one_at_a_time(session: Session) -> None:
    """Let nobody else change who is administrator until this transaction ends: two could each remove the other."""
    the_municipality(session)
    session.execute(select(Municipality.id).with_for_update(key_share=True))


def another_administrator(session: Session, staff_id: int) -> bool:
    """Whether somebody else is administrator, active, and has a password to log in with."""
    others = (
        select(func.count())
        .select_from(StaffMember)
        .join(StaffRole, StaffRole.staff_id == StaffMember.id)
        .where(
            StaffRole.role == Role.ADMINISTRATOR,
            StaffMember.active,
            StaffMember.password_hash.is_not(None),
            StaffMember.id != staff_id,
        )
    )
    return bool(session.scalar(others))
