"""Staff's own notes in a case: never shown or sent to a resident, and no clock hears of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from assistant.cases.case import Case
from knowledge.database import Base
from knowledge.organisation import StaffMember

# Later it is a second note: "Ringt, inget svar." on Monday and again on Wednesday.
_SENT_TWICE = timedelta(minutes=10)


class CaseNote(Base):
    """One note. A table of its own, and not a kind of message, so that no page for residents can ever show one."""

    __tablename__ = "case_note"
    __table_args__ = (Index("ix_case_note_case_at", "case_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)

    staff: Mapped[StaffMember] = relationship()


def add_note(session: Session, case: Case, staff: StaffMember, text: str, now: datetime) -> CaseNote:
    """Keep a note in the case. The same words by the same person a moment later are the same form sent twice."""
    words = text.strip()
    latest = session.scalar(
        select(CaseNote)
        .where(CaseNote.case_id == case.id, CaseNote.staff_id == staff.id)
        .order_by(CaseNote.id.desc())
        .limit(1)
    )
    if latest is not None and latest.text == words and now - latest.at < _SENT_TWICE:
        return latest
    note = CaseNote(case_id=case.id, staff_id=staff.id, at=now, text=words)
    session.add(note)
    session.flush()
    return note
