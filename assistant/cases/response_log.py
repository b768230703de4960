"""The response log, append-only: what was asked, what was decided, by whom, after how long."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.cases.case import Case, Line
from assistant.cases.message import Message
from assistant.cases.sender_grade import SenderGrade, says_more, sender_grade, signature_of
from assistant.engine.answer import Answer, Channel, Outcome
from knowledge.database import Base
from knowledge.match import Match
from knowledge.organisation import StaffMember, the_municipality
from knowledge.worktime import WorkingCalendar


class ResponseLog(Base):
    """One decision of the assistant or one reply of a person; a row is never changed.

    `working_seconds` is the working time (08-17 on working days) from the question's arrival to this row,
    counted by `calendar`. A receipt or hand-over has `answered` false: it answers nobody (KKiK); so has what
    a person adds when nothing waits.
    """

    __tablename__ = "response_log"
    __table_args__ = (
        Index("ix_response_log_at", "at"),
        Index("ix_response_log_department_at", "department_id", "at"),
        Index("ix_response_log_case", "case_id"),
        Index("ix_response_log_entry_at", "entry_id", "at"),
        # What the assistant has answered most is counted from this alone.
        Index("ix_response_log_answered", "answered", "at", "entry_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    channel: Mapped[Channel]
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(String(40))
    answered: Mapped[bool]
    line: Mapped[int | None]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    confidence: Mapped[float | None]
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    received_at: Mapped[datetime]
    working_seconds: Mapped[int]
    calendar: Mapped[str] = mapped_column(String(60))
    # How complete the signature of a mailed answer is; None for what is no person's mail, and in old rows.
    sender: Mapped[SenderGrade | None]
    # Whether an answer says more than the bare answer: links, steps, whom to ask; None in old rows.
    extra: Mapped[bool | None]


def log_decision(
    session: Session, case: Case, question: Message, answer: Answer, calendar: WorkingCalendar, now: datetime
) -> None:
    """Write down what the assistant decided about a question."""
    answered = answer.outcome is Outcome.ANSWERED
    session.add(
        ResponseLog(
            at=now,
            case_id=case.id,
            question_id=question.id,
            channel=case.channel,
            outcome=answer.outcome,
            reason=answer.reason.value,
            answered=answered,
            line=int(Line.ASSISTANT) if answered else None,
            entry_id=answer.matches[0].entry_id if answer.matches else None,
            confidence=answer.confidence,
            department_id=answer.department_id,
            received_at=question.at,
            working_seconds=_seconds(question.at, now, calendar),
            calendar=calendar.version,
            extra=any(_says_more(match) for match in answer.matches) if answered else None,
        )
    )


def log_reply(
    session: Session,
    case: Case,
    question: Message | None,
    text: str,
    staff: StaffMember,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    entry_id: int | None = None,
    mailed: bool = False,
) -> None:
    """Write down a person's reply. `question` is the oldest that waited for it, None when none did.

    Measured from that one: a reminder must not shorten the wait, nor a second reply count as another answer.
    `entry_id` is the entry whose answer was given as it stands, `text` what was written,
    and `mailed` whether it went out with a signature.
    """
    received_at = question.at if question else case.received_at
    session.add(
        ResponseLog(
            at=now,
            case_id=case.id,
            question_id=question.id if question else None,
            channel=case.channel,
            outcome=Outcome.ANSWERED,
            reason="reply",
            answered=question is not None,
            line=case.line,
            entry_id=entry_id,
            department_id=case.department_id,
            staff_id=staff.id,
            received_at=received_at,
            working_seconds=_seconds(received_at, now, calendar),
            calendar=calendar.version,
            sender=_grade(session, case, staff) if mailed else None,
            extra=says_more(text),
        )
    )


def _grade(session: Session, case: Case, staff: StaffMember) -> SenderGrade:
    signature = signature_of(the_municipality(session), staff, case.department, secret=case.confidential)
    return sender_grade(signature)


def _says_more(match: Match) -> bool:
    return bool(match.links or match.e_service or match.steps or match.see_also) or says_more(match.answer)


def _seconds(start: datetime, end: datetime, calendar: WorkingCalendar) -> int:
    return round(calendar.between(start, end).total_seconds())
