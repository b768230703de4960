"""A chat's case as the resident sees it: turns, answer cards, choices, and what has become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status
from assistant.cases.message import Author, Message, MessageKind
from assistant.engine import phrases
from assistant.escalation.handover import responsible_name
from knowledge.audience import Audience
from knowledge.entries import Entry, usable_on
from knowledge.match import LinkText
from knowledge.worktime import STOCKHOLM

# What a new visitor is shown as examples; more would be a list to read.
_MOST_EXAMPLES = 4


@dataclass(frozen=True)
class Contact:
    """The department behind an answer."""

    name: str
    phone: str
    phone_hours: str
    email: str


@dataclass(frozen=True)
class Card:
    """An approved answer. `rest` is what the assistant said beside it; `helped` the resident's word, if given."""

    heading: str
    text: str
    links: tuple[LinkText, ...]
    rest: str
    contact: Contact
    helped: bool | None


@dataclass(frozen=True)
class Choice:
    """One of the entries that the assistant asks about."""

    entry_id: int
    question: str


@dataclass(frozen=True)
class Turn:
    """One message of the chat. `name` and `title` are set for a person's reply."""

    message_id: int
    author: Author
    kind: MessageKind
    text: str
    at: datetime
    name: str = ""
    title: str = ""
    card: Card | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class WithPerson:
    """That a person has the question, until when it is answered (None: no answer is to come), and where answers go.

    `answered`: whether the latest question has been. A case may be closed without.
    """

    number: str
    responsible: str
    due_at: datetime | None
    closed: bool
    answered: bool
    waiting: bool
    email: str


@dataclass(frozen=True)
class Conversation:
    """The whole chat of one browser."""

    turns: tuple[Turn, ...]
    with_person: WithPerson | None


def conversation_of(case: Case) -> Conversation:
    """Read a case into what is shown; needs the case's open session."""
    helped = _helped(case)
    return Conversation(tuple(_turn(message, helped) for message in case.messages), _with_person(case))


def offered_entries(case: Case) -> frozenset[int]:
    """The entries that this chat has been offered as choices."""
    offers = (message.entries for message in case.messages if message.kind is MessageKind.CLARIFY)
    return frozenset(offered.entry_id for entries in offers for offered in entries)


def answered_entry(case: Case, message_id: int | None) -> int | None:
    """The entry that this message of the chat answered with."""
    said = next((m for m in case.messages if m.id == message_id and m.kind is MessageKind.ANSWER), None)
    return said.entries[0].entry_id if said is not None and said.entries else None


def has_said_if_helped(case: Case, entry_id: int) -> bool:
    """Whether the resident has already said if this entry helped."""
    return entry_id in _helped(case)


def example_questions(session: Session, now: datetime) -> tuple[str, ...]:
    """Questions that surely have an answer today: the first of each of the first departments."""
    firsts = (
        select(func.min(Entry.id))
        .where(usable_on(now.astimezone(STOCKHOLM).date()), Entry.audience == Audience.EVERYONE)
        .group_by(Entry.department_id)
        .order_by(Entry.department_id)
        .limit(_MOST_EXAMPLES)
    )
    return tuple(session.scalars(select(Entry.question).where(Entry.id.in_(firsts)).order_by(Entry.id)))


def _turn(message: Message, helped: dict[int, bool]) -> Turn:
    staff = message.staff
    return Turn(
        message_id=message.id,
        author=message.author,
        kind=message.kind,
        text=message.text,
        at=message.at,
        name=staff.name if staff else "",
        title=staff.title if staff else "",
        card=_card(message, helped) if message.kind is MessageKind.ANSWER and message.entries else None,
        choices=_choices(message) if message.kind is MessageKind.CLARIFY else (),
    )


def _card(message: Message, helped: dict[int, bool]) -> Card:
    entry = message.entries[0].entry
    department = entry.department
    links = tuple(LinkText(link.label, link.url) for link in entry.links)
    as_now = phrases.approved(entry.answer, links)
    # What was said stands. If the entry has been changed since, the message's own text is shown as it is.
    unchanged = message.text.startswith(as_now)
    return Card(
        heading=entry.question,
        text=entry.answer if unchanged else message.text,
        links=links if unchanged else (),
        rest=message.text[len(as_now) :].strip() if unchanged else "",
        contact=Contact(department.name, department.phone, department.phone_hours, department.email),
        helped=helped.get(entry.id),
    )


def _choices(message: Message) -> tuple[Choice, ...]:
    return tuple(Choice(offered.entry_id, offered.entry.question) for offered in message.entries)


def _with_person(case: Case) -> WithPerson | None:
    if case.handed_over_at is None:
        return None
    closed, answered = case.status is Status.CLOSED, case.answered_at is not None
    return WithPerson(
        number=case.number,
        responsible=responsible_name(case),
        due_at=None if closed or answered else case.due_at,
        closed=closed,
        answered=answered,
        waiting=case.status is Status.OPEN,
        email=case.mail_address,
    )


def _helped(case: Case) -> dict[int, bool]:
    words = {EventKind.HELPED: True, EventKind.NOT_HELPED: False}
    return {event.detail["entry_id"]: words[event.kind] for event in case.events if event.kind in words}
