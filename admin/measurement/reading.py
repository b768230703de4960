"""Reads a round's questions with what became of each: sent, answered, receipted, unanswered."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from admin.measurement.answer import Recognised, recognise
from admin.measurement.reckoning import Asked, is_answered, is_unanswered
from admin.measurement.round import MeasuredDepartment, MeasuredQuestion, MeasurementRound
from assistant.cases.outbox import OutboxMail, SendState
from knowledge.worktime import WorkingCalendar
from mail_gateway.measuring.reply import Came, MeasuringReply

# Longer than a heap of questions to one address takes after a short outage.
_LATE = timedelta(hours=1)


class Stage(enum.Enum):
    """How far a question has come. LATE: its answer came after two weeks, so it counts as unanswered."""

    WAITS = "waits"
    FAILED = "failed"
    ASKED = "asked"
    ANSWERED = "answered"
    LATE = "late"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class QuestionRead:
    """A question as it stands. `asked` is None where it has not gone out; `answer` is the first mail that answers it.

    `seen` is what the program reads in the answer.
    """

    question: MeasuredQuestion
    place: MeasuredDepartment
    stage: Stage
    asked: Asked | None = None
    answer: MeasuringReply | None = None
    seen: Recognised | None = None
    replies: Sequence[MeasuringReply] = field(default=())

    @property
    def wants_grade(self) -> bool:
        """Whether a person has still to grade the answer."""
        return self.answer is not None and (self.question.answer_grade is None or self.question.manner_grade is None)


def read_round(
    session: Session, one: MeasurementRound, now: datetime, departments: Collection[int] | None = None
) -> Sequence[QuestionRead]:
    """The round's questions by department; of these departments alone where they are given."""
    chosen = (
        select(MeasuredQuestion)
        .join(MeasuredDepartment, MeasuredDepartment.id == MeasuredQuestion.place_id)
        .where(MeasuredDepartment.round_id == one.id)
        .options(joinedload(MeasuredQuestion.place), joinedload(MeasuredQuestion.graded_by))
        .options(
            selectinload(MeasuredQuestion.mail).load_only(OutboxMail.state, OutboxMail.sent_at, OutboxMail.started_at)
        )
        .order_by(MeasuredDepartment.name, MeasuredQuestion.id)
    )
    if departments is not None:
        chosen = chosen.where(MeasuredDepartment.department_id.in_(departments))
    questions = session.scalars(chosen).all()
    replies = _replies(session, [one.outbox_id for one in questions if one.outbox_id is not None])
    return [read_question(one, replies.get(one.outbox_id or 0, ()), now) for one in questions]


def read_question(question: MeasuredQuestion, replies: Sequence[MeasuringReply], now: datetime) -> QuestionRead:
    """One question, with what has come back to it, the oldest first."""
    answer = first_answer(replies)
    sent_at = _sent_at(question.mail, replies)
    if sent_at is None:
        failed = question.mail is not None and question.mail.state in (SendState.FAILED, SendState.UNCERTAIN)
        return QuestionRead(question, question.place, Stage.FAILED if failed else Stage.WAITS, replies=replies)
    seen = recognise(answer.text, answer.attachments) if answer else None
    asked = Asked(
        question.id,
        sent_at,
        receipt=any(one.came is Came.RECEIPT for one in replies),
        answered_at=answer.received_at if answer else None,
        sender=(question.sender or seen.sender) if seen else None,
        extra=(seen.extra if question.extra is None else question.extra) if seen else None,
        answer=question.answer_grade if answer else None,
        manner=question.manner_grade if answer else None,
    )
    return QuestionRead(question, question.place, _stage(asked, now), asked, answer, seen, replies)


def is_late(read: QuestionRead, calendar: WorkingCalendar, now: datetime) -> bool:
    """Whether a question still waits an hour of working time after its moment: then its server is to be looked at."""
    planned = read.question.planned_at
    return read.stage is Stage.WAITS and planned is not None and calendar.between(planned, now) > _LATE


def replies_to(session: Session, question: MeasuredQuestion) -> Sequence[MeasuringReply]:
    """What has come back to one question."""
    return _replies(session, [question.outbox_id]).get(question.outbox_id, ()) if question.outbox_id else ()


def first_answer(replies: Sequence[MeasuringReply]) -> MeasuringReply | None:
    """The mail that answers the question, of all that came back, the oldest first."""
    return next((one for one in replies if one.came is Came.ANSWER), None)


def _stage(asked: Asked, now: datetime) -> Stage:
    if is_answered(asked):
        return Stage.ANSWERED
    if asked.answered_at is not None:
        return Stage.LATE
    return Stage.UNANSWERED if is_unanswered(asked, now) else Stage.ASKED


def _sent_at(mail: OutboxMail | None, replies: Sequence[MeasuringReply]) -> datetime | None:
    """When the question went; None where it did not.

    What is uncertain went if something has come back to it, and what was returned by one of several who read the
    address if another of them answers.
    """
    went = {
        SendState.SENT: True,
        SendState.UNCERTAIN: bool(replies),
        SendState.FAILED: first_answer(replies) is not None,
    }
    return (mail.sent_at or mail.started_at) if mail is not None and went.get(mail.state, False) else None


def _replies(session: Session, outbox_ids: Sequence[int]) -> Mapping[int, Sequence[MeasuringReply]]:
    found = defaultdict[int, list[MeasuringReply]](list)
    chosen = select(MeasuringReply).where(MeasuringReply.outbox_id.in_(outbox_ids))
    for reply in session.scalars(chosen.order_by(MeasuringReply.received_at, MeasuringReply.id)):
        if reply.outbox_id is not None:
            found[reply.outbox_id].append(reply)
    return found
