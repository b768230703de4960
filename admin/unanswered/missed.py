"""Finds the residents' questions that went without an answer and stand in no group yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from assistant.cases.case import Case, CaseEvent, EventKind
from assistant.cases.message import Author, Message
from assistant.cases.proposal import EntryProposal
from assistant.cases.response_log import ResponseLog
from assistant.cases.unanswered import UnansweredQuestion, Why
from assistant.engine.answer import Channel, Outcome, Question, Reason
from assistant.engine.looking import request_of
from assistant.engine.screening import screen

LOOKED_BACK = timedelta(days=90)
"""What was asked longer ago tells little of what is asked next."""
# So many are taken at a time; the rest come with the next round, the newest first.
MOST_AT_ONCE = 5_000
# What no text of ours would have answered, such as somebody's own case, is not counted as unanswered.
_LACKED = [reason.value for reason in (Reason.NOTHING_NEAR, Reason.SEVERAL_LIKELY, Reason.FIRST_LINE)]

Asked = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Missed:
    """One question: its message's id, what is searched for of it, and whose it most likely is (None: nobody knows)."""

    question_id: int
    text: str
    why: Why
    at: datetime
    department_id: int | None


def missed(session: Session, now: datetime) -> list[Missed]:
    """The questions of the last 90 days in no group yet, oldest first. Nothing confidential, no danger.

    Nor what the town's own service measurement has asked: nobody lacks that answer.
    """
    found: dict[int, Missed] = {}
    for chosen in (_proposed(now), _not_helped(now), _undecided(now)):
        for one in _read(session, chosen):
            found.setdefault(one.question_id, one)
    return sorted(found.values(), key=lambda one: one.question_id)


def _read(session: Session, chosen: Asked) -> Iterator[Missed]:
    new = ~exists().where(UnansweredQuestion.question_id == Message.id)
    chosen = chosen.where(new, Message.author == Author.RESIDENT)
    chosen = chosen.where(Case.confidential.is_(False), Case.measurement.is_(False))
    for row in session.execute(chosen.order_by(Message.id.desc()).limit(MOST_AT_ONCE)):
        if screen(f"{row.subject}\n{row.text}").sensitive:
            continue
        # In the chat the case's subject is made of the question itself.
        request = request_of(Question(row.text, row.channel, row.subject if row.channel is Channel.EMAIL else ""))
        if request:
            yield Missed(row.id, request, Why(row.why), row.at, row.department_id)


def _columns(why: ColumnElement[str], department: InstrumentedAttribute[int | None]) -> Asked:
    shown = (Message.id, Message.text, Message.at, Case.subject, Case.channel)
    return select(*shown, why.label("why"), department.label("department_id"))


def _undecided(now: datetime) -> Asked:
    """Handed over or asked back since nothing near was certain; what a choice answered afterwards is answered."""
    later = aliased(ResponseLog)
    answered = exists().where(
        later.case_id == ResponseLog.case_id, later.id > ResponseLog.id, later.answered, later.staff_id.is_(None)
    )
    asked_back = (ResponseLog.outcome == Outcome.CLARIFY, Why.ASKED_BACK.value)
    return (
        _columns(case(asked_back, else_=Why.HANDED_OVER.value), ResponseLog.department_id)
        .join(ResponseLog, ResponseLog.question_id == Message.id)
        .join(Case, Case.id == Message.case_id)
        .where(ResponseLog.at > now - LOOKED_BACK, ResponseLog.reason.in_(_LACKED), ResponseLog.staff_id.is_(None))
        .where(ResponseLog.outcome.in_((Outcome.HANDED_OVER, Outcome.CLARIFY)), ~answered)
    )


def _not_helped(now: datetime) -> Asked:
    """Answered by the assistant, and the answer got a no: the last question that it answered before."""
    last = (
        select(func.max(ResponseLog.question_id))
        .where(ResponseLog.case_id == CaseEvent.case_id, ResponseLog.at <= CaseEvent.at)
        .where(ResponseLog.answered, ResponseLog.staff_id.is_(None))
        .correlate(CaseEvent)
        .scalar_subquery()
    )
    return (
        _columns(literal(Why.NOT_HELPED.value), Case.department_id)
        .join(Case, Case.id == Message.case_id)
        .join(CaseEvent, CaseEvent.case_id == Case.id)
        .where(CaseEvent.kind == EventKind.NOT_HELPED, CaseEvent.at > now - LOOKED_BACK, Message.id == last)
    )


def _proposed(now: datetime) -> Asked:
    """What a guide has said that the first line could have answered: the first question of each case."""
    first = (
        select(func.min(Message.id))
        .where(Message.case_id == EntryProposal.case_id, Message.author == Author.RESIDENT)
        .correlate(EntryProposal)
        .scalar_subquery()
    )
    return (
        _columns(literal(Why.HANDED_OVER.value), Case.department_id)
        .join(Case, Case.id == Message.case_id)
        .join(EntryProposal, EntryProposal.case_id == Case.id)
        .where(EntryProposal.handled_at.is_(None), EntryProposal.proposed_at > now - LOOKED_BACK, Message.id == first)
    )
