"""Who has a case's page open right now, and who is writing in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from knowledge.database import Base
from knowledge.organisation import StaffMember

# A page tells of itself every twenty seconds (admin.inbox.case.presence); two lost tellings are nobody there.
_THERE = timedelta(seconds=60)
_KEPT = timedelta(hours=1)


class CasePresence(Base):
    """One person at one case; `writing_at` is when they last had words of their own in the reply field."""

    __tablename__ = "case_presence"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime]
    writing_at: Mapped[datetime | None]

    staff: Mapped[StaffMember] = relationship()


@dataclass(frozen=True)
class Beside:
    """A colleague at the same case, who only looks or writes a reply."""

    name: str
    writing: bool


def be_here(session: Session, case_id: int, staff_id: int, now: datetime, *, writing: bool) -> None:
    """Keep that this person has the case before them; nothing else of the case is touched, so no save grows stale."""
    session.execute(delete(CasePresence).where(CasePresence.case_id == case_id, CasePresence.seen_at < now - _KEPT))
    here = session.get(CasePresence, (case_id, staff_id))
    if here is None:
        try:
            with session.begin_nested():
                session.add(CasePresence(case_id=case_id, staff_id=staff_id, seen_at=now))
        except IntegrityError:
            # The same person's other tab came between.
            return
        here = session.get_one(CasePresence, (case_id, staff_id))
    here.seen_at = now
    here.writing_at = now if writing else here.writing_at


def beside(session: Session, case_id: int, staff_id: int, now: datetime) -> Sequence[Beside]:
    """Who else is at the case right now, by name."""
    found = session.scalars(
        select(CasePresence)
        .where(CasePresence.case_id == case_id, CasePresence.staff_id != staff_id, CasePresence.seen_at > now - _THERE)
        .options(joinedload(CasePresence.staff))
    )
    there = [Beside(one.staff.name, one.writing_at is not None and one.writing_at > now - _THERE) for one in found]
    return sorted(there, key=lambda one: (not one.writing, one.name))
