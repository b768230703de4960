"""The questions of groups as they may be shown: masked, without what is confidential, each with how it went."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, CaseEvent, EventKind
from assistant.cases.masking import masked
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.resident import Resident
from assistant.cases.unanswered import UnansweredQuestion, Why
from assistant.engine.answer import Channel, Question
from assistant.engine.looking import request_of

_LONGEST = 300
# Nobody reads more wordings of one matter; the newest say how it is asked now.
MOST_SHOWN = 50


@dataclass(frozen=True)
class Asked:
    """One question of a group, without what tells who asked it. `case_number` is for those who may see the case."""

    group_id: int
    case_id: int
    case_number: str
    text: str
    why: Why
    at: datetime


def asked_in(session: Session, groups: Collection[int], most: int) -> dict[int, list[Asked]]:
    """The newest `most` different questions of each group."""
    place = func.row_number().over(
        partition_by=UnansweredQuestion.group_id, order_by=UnansweredQuestion.question_id.desc()
    )
    numbered = shown_questions(select(UnansweredQuestion.question_id, place.label("place")), groups).subquery()
    chosen = (
        select(
            UnansweredQuestion.group_id,
            UnansweredQuestion.why,
            UnansweredQuestion.at,
            Message.text,
            Case.id.label("case_id"),
            Case.number,
            Case.subject,
            Case.channel,
            Case.contact_name,
            Resident.name,
        )
        .join(numbered, numbered.c.question_id == UnansweredQuestion.question_id)
        .join(Message, Message.id == UnansweredQuestion.question_id)
        .join(Case, Case.id == Message.case_id)
        .outerjoin(Resident, Resident.id == Case.resident_id)
        .where(numbered.c.place <= most)
        .order_by(UnansweredQuestion.question_id.desc())
    )
    found: dict[int, list[Asked]] = {group: [] for group in groups}
    for row in session.execute(chosen):
        subject = row.subject if row.channel is Channel.EMAIL else ""
        words = _masked(request_of(Question(row.text, row.channel, subject)), row.contact_name, row.name)
        found[row.group_id].append(Asked(row.group_id, row.case_id, row.number, words, row.why, row.at))
    return {group: list(_different(questions)) for group, questions in found.items()}


def shown_questions(chosen: Select[*tuple[Any, ...]], groups: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Only the groups' questions that may be shown: what has become confidential since is not there."""
    open_to_all = Case.confidential.is_(False)
    from_all = chosen.select_from(UnansweredQuestion)
    joined = from_all.join(Message, Message.id == UnansweredQuestion.question_id).join(Case, Case.id == Message.case_id)
    return joined.where(UnansweredQuestion.group_id.in_(groups), open_to_all)


def cases_of(group_id: int) -> Select[tuple[int]]:
    """The ids of the cases whose questions stand in the group."""
    # As a table of its own, so that whoever asks about messages or cases can ask among these.
    questions = shown_questions(select(Message.case_id), [group_id]).subquery()
    return select(questions.c.case_id)


def answer_given(session: Session, group_id: int) -> str:
    """What a handler has answered to one of the group's questions last, masked; "" where nobody has."""
    chosen = (
        select(Message.text, Case.contact_name, Resident.name)
        .join(Case, Case.id == Message.case_id)
        .outerjoin(Resident, Resident.id == Case.resident_id)
        .where(
            Message.case_id.in_(cases_of(group_id)), Message.author == Author.STAFF, Message.kind == MessageKind.REPLY
        )
        # That somebody was called is kept as a reply, but says nothing of the matter.
        .where(~exists().where(_called_then()))
        .order_by(Message.id.desc())
        .limit(1)
    )
    row = session.execute(chosen).one_or_none()
    return masked(row.text, " ".join(filter(None, (row.contact_name, row.name)))) if row is not None else ""


def _called_then() -> ColumnElement[bool]:
    called = CaseEvent.kind == EventKind.CALLED
    return (CaseEvent.case_id == Message.case_id) & called & (CaseEvent.at == Message.at)


def _masked(text: str, *names: str | None) -> str:
    return masked(text, " ".join(filter(None, names)))[:_LONGEST]


def _different(questions: Iterable[Asked]) -> Iterable[Asked]:
    """Each wording once, in their order."""
    seen: dict[str, Asked] = {}
    for one in questions:
        seen.setdefault(one.text.casefold(), one)
    return seen.values()
