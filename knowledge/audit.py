"""Who changed which setting when, and what stood there before and after; never changed, never removed."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from knowledge.database import Base
from knowledge.organisation import StaffMember

Values = Mapping[str, str | int | bool | None]


class What(enum.StrEnum):
    """The kinds of things whose changes are written down."""

    MUNICIPALITY = "municipality"
    DEPARTMENT = "department"
    OPENING_HOURS = "opening_hours"
    GROUP = "group"
    REPLY_TEMPLATE = "reply_template"
    STAFF = "staff"
    WORD = "word"
    ENTRY = "entry"
    FIGURES = "figures"
    MEASUREMENT = "measurement"
    REPORT = "report"
    PLANNED_ACTION = "planned_action"
    REFERENCE = "reference"


class AuditEntry(Base):
    """One change: `what` is the kind of thing ("department"), `subject` what people call the one that was changed.

    `about_id` is that one's id, by which its own changes are found whatever it was called. `before` and `after` hold
    only what differs, as plain values; a new thing has no before, a removed one no after.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_what_at", "what", "at"),
        Index("ix_audit_entry_about", "what", "about_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    # None: from the command line or a file, where nobody is logged in.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    what: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(300))
    about_id: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    staff: Mapped[StaffMember | None] = relationship()


def audit(
    session: Session,
    what: str,
    subject: str,
    before: Values,
    after: Values,
    staff: StaffMember | None,
    now: datetime,
    *,
    about_id: int | None = None,
) -> AuditEntry | None:
    """Write down a change; None, and nothing written, where nothing differs. Passwords must not be among the values."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not names:
        return None
    entry = AuditEntry(
        at=now,
        staff_id=staff.id if staff else None,
        what=str(what),
        subject=subject[:300],
        about_id=about_id,
        before={name: before[name] for name in names if name in before},
        after={name: after[name] for name in names if name in after},
    )
    session.add(entry)
    return entry


def latest_audits(session: Session, most: int, before_id: int | None = None) -> Sequence[AuditEntry]:
    """The newest changes first; `before_id` continues where a page ended."""
    chosen = select(AuditEntry).options(joinedload(AuditEntry.staff)).order_by(AuditEntry.id.desc()).limit(most)
    if before_id is not None:
        chosen = chosen.where(AuditEntry.id < before_id)
    return session.scalars(chosen).all()


def latest_audit_of(session: Session, what: What, about_id: int) -> AuditEntry | None:
    """The newest change of one thing; None where none has been written down."""
    own = (AuditEntry.what == what.value, AuditEntry.about_id == about_id)
    newest = select(AuditEntry).where(*own).order_by(AuditEntry.id.desc()).limit(1)
    return session.scalar(newest.options(joinedload(AuditEntry.staff)))
