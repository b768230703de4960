"""A person's word about what came back: the grades, what a mail is, and which question it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from admin.measurement.answer import Recognised
from admin.measurement.forms import Graded
from admin.measurement.round import MeasuredDepartment, MeasuredQuestion
from assistant.cases.outbox import OutboxMail, SendState
from knowledge.audit import Values
from knowledge.organisation import StaffMember
from mail_gateway.measuring.reply import Came, MeasuringReply

# So many of the latest questions are offered for a mail that found none.
_OFFERED = 200
_UNMATCHED = (MeasuringReply.outbox_id.is_(None), MeasuringReply.came != Came.OTHER)


def grade(question: MeasuredQuestion, graded: Graded, seen: Recognised, staff: StaffMember, now: datetime) -> None:
    """Keep the grades; what the program saw rightly in the answer is not kept beside it."""
    question.answer_grade, question.manner_grade = graded.answer, graded.manner
    question.sender = None if graded.sender is seen.sender else graded.sender
    question.extra = None if graded.extra is seen.extra else graded.extra
    question.graded_by_id, question.graded_at = staff.id, now


def forget_grades(question: MeasuredQuestion) -> None:
    """Take the grades away: they are of a mail that is not the question's answer any more."""
    question.answer_grade = question.manner_grade = question.sender = question.extra = None
    question.graded_by_id = question.graded_at = None


def question_behind(session: Session, reply: MeasuringReply) -> MeasuredQuestion | None:
    """The question that a mail came back to, held until the transaction ends; None where nobody knows which."""
    if reply.outbox_id is None:
        # Else any question that has not gone yet would do: it has no mail either.
        return None
    return session.scalar(
        select(MeasuredQuestion).where(MeasuredQuestion.outbox_id == reply.outbox_id).with_for_update()
    )


def grade_values(question: MeasuredQuestion, seen: Recognised) -> Values:
    """The grades as their form has them."""
    return {
        "answer": question.answer_grade.value if question.answer_grade else "",
        "manner": question.manner_grade.value if question.manner_grade else "",
        "sender": (question.sender or seen.sender).value,
        "extra": seen.extra if question.extra is None else question.extra,
    }


def unmatched() -> Select[MeasuringReply]:
    """The mails that found no question, the latest first."""
    return select(MeasuringReply).where(*_UNMATCHED).order_by(MeasuringReply.id.desc())


def unmatched_count(session: Session) -> int:
    """How many these are."""
    return session.scalar(select(func.count(MeasuringReply.id)).where(*_UNMATCHED)) or 0


def questions_offered(session: Session) -> Sequence[MeasuredQuestion]:
    """The latest questions that have gone out: one of them may be what a mail is about."""
    chosen = (
        select(MeasuredQuestion)
        .join(OutboxMail, OutboxMail.id == MeasuredQuestion.outbox_id)
        .join(MeasuredDepartment, MeasuredDepartment.id == MeasuredQuestion.place_id)
        .where(OutboxMail.state != SendState.PENDING)
        .options(joinedload(MeasuredQuestion.place))
        .order_by(OutboxMail.started_at.desc(), MeasuredQuestion.id)
        .limit(_OFFERED)
    )
    return session.scalars(chosen).all()
