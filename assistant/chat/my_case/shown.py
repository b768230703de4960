"""What a resident may see of their own case; of a confidential one only that it is here, since a link can be found."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from assistant.cases.case import Case, Status, answer_expected
from assistant.cases.merging import kept_case
from assistant.cases.message import Author, Message
from assistant.chat.said import Said, foreign_sentences, said_in
from assistant.engine import phrases
from assistant.engine.answer import Channel
from assistant.engine.language import Language
from assistant.escalation.handover import responsible_name

PAGE_SIZE = 20


class Standing(enum.Enum):
    """Where the case stands, as a resident would say it."""

    TALKING = "talking"
    SOLVED = "solved"
    WAITING = "waiting"
    TAKEN = "taken"
    ANSWERED = "answered"
    CLOSED = "closed"
    CLOSED_UNANSWERED = "closed_unanswered"
    MERGED = "merged"


@dataclass(frozen=True)
class MyMessage:
    """One message: the resident's own `text`, or what was `said` by us, as in the chat. `name` is a person's."""

    author: Author
    name: str
    at: datetime
    text: str
    said: Said


@dataclass(frozen=True)
class MyCase:
    """The page of one case. `due_at` is None where no answer is to come; `responsible` "" where no person has it.

    `answered_in` is the number of the case that this one was merged into, where that is the same resident's.
    `messages` are the newest ones on the first of `pages`, oldest first; none of a confidential case. `may_delete`: a
    chat that no person has, which is nobody's but the resident's.
    """

    code: str
    number: str
    standing: Standing
    confidential: bool
    received_at: datetime
    due_at: datetime | None
    answered_in: str
    responsible: str
    has_address: bool
    messages: tuple[MyMessage, ...]
    page: int
    pages: int
    may_delete: bool
    may_continue: bool


def my_case(session: Session, case: Case, page: int, now: datetime) -> MyCase:
    """One page of the case at `now`; a page beyond the last is the last."""
    count = 0 if case.confidential else session.scalar(_shown(case).with_only_columns(func.count())) or 0
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(page, 1), pages)
    kept = kept_case(session, case)
    return MyCase(
        code=case.code,
        number=case.number,
        standing=standing_of(case),
        confidential=case.confidential,
        received_at=case.received_at,
        due_at=answer_expected(kept),
        answered_in=kept.number if kept is not case and kept.mail_address == case.mail_address != "" else "",
        responsible=responsible_name(case) if case.handed_over_at is not None else "",
        has_address=bool(case.mail_address),
        messages=_page_of(session, case, page, now) if count else (),
        page=page,
        pages=pages,
        may_delete=may_delete(case),
        may_continue=case.channel is Channel.CHAT and not case.confidential,
    )


def standing_of(case: Case) -> Standing:
    """The case's status and clock in one word."""
    answered = case.answered_at is not None
    if case.merged_into_id is not None:
        return Standing.MERGED
    if case.handed_over_at is None:
        return Standing.SOLVED if answered else Standing.TALKING
    if case.status is Status.CLOSED:
        return Standing.CLOSED if answered else Standing.CLOSED_UNANSWERED
    if answered:
        return Standing.ANSWERED
    return Standing.WAITING if case.handler_id is None else Standing.TAKEN


def may_delete(case: Case) -> bool:
    """Whether it is the resident's to delete; what a person has had is a public document (arkivlagen 10 §)."""
    return case.channel is Channel.CHAT and case.handed_over_at is None


def all_messages(session: Session, case: Case) -> Sequence[Message]:
    """Every message with words in it, oldest first, for a copy of the case."""
    return session.scalars(_shown(case).options(joinedload(Message.staff)).order_by(Message.id)).all()


def _page_of(session: Session, case: Case, page: int, now: datetime) -> tuple[MyMessage, ...]:
    chosen = _shown(case).options(joinedload(Message.staff)).order_by(Message.id.desc())
    newest_first = session.scalars(chosen.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    foreign = foreign_sentences(case)
    return tuple(_my_message(message, foreign, now) for message in reversed(newest_first))


def _my_message(message: Message, foreign: Mapping[str, Language], now: datetime) -> MyMessage:
    name = message.staff.name if message.staff else ""
    return MyMessage(message.author, name, message.at, phrases.own_words(message.text), said_in(message, foreign, now))


def _shown(case: Case) -> Select[Message]:
    """What was declined by mail is kept without words, and shows nothing."""
    return select(Message).where(Message.case_id == case.id, Message.text != "")
