"""A chat's case as the resident sees it: turns, answer cards, choices, and what has become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status
from assistant.cases.message import Author, Message, MessageKind
from assistant.engine import phrases, phrases_foreign
from assistant.engine.language import Language, identify
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
    """An approved answer."""

    heading: str
    text: str
    links: tuple[LinkText, ...]
    contact: Contact


@dataclass(frozen=True)
class Part:
    """Some of a message in one language: its BCP 47 code, and which way it is read ("ltr", "rtl")."""

    text: str
    code: str
    direction: str


@dataclass(frozen=True)
class Choice:
    """One of the entries that the assistant asks about."""

    entry_id: int
    question: str


@dataclass(frozen=True)
class Turn:
    """One message of the chat. `name` and `title` are set for a person's reply.

    `before` and `after` are what is said around the cards, all of it where there is none. `helped` is the resident's
    word about an answer, if given; `asks_if_helped`: whether it is one.
    """

    message_id: int
    author: Author
    kind: MessageKind
    text: str
    at: datetime
    name: str = ""
    title: str = ""
    before: tuple[Part, ...] = ()
    cards: tuple[Card, ...] = ()
    after: tuple[Part, ...] = ()
    asks_if_helped: bool = False
    helped: bool | None = None
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
    helped, foreign = _helped(case), _foreign_sentences(case)
    return Conversation(tuple(_turn(message, helped, foreign) for message in case.messages), _with_person(case))


def offered_entries(case: Case) -> frozenset[int]:
    """The entries that this chat has been offered as choices."""
    offers = (message.entries for message in case.messages if message.kind is MessageKind.CLARIFY)
    return frozenset(offered.entry_id for entries in offers for offered in entries)


def answered_entries(case: Case, message_id: int | None) -> tuple[int, ...]:
    """The entries that this message of the chat answered with."""
    said = next((m for m in case.messages if m.id == message_id and m.kind is MessageKind.ANSWER), None)
    return tuple(row.entry_id for row in said.entries) if said is not None else ()


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


def _turn(message: Message, helped: dict[int, bool], foreign: Mapping[str, Language]) -> Turn:
    staff = message.staff
    before, cards, after = _said(message)
    return Turn(
        message_id=message.id,
        author=message.author,
        kind=message.kind,
        text=message.text,
        at=message.at,
        name=staff.name if staff else "",
        title=staff.title if staff else "",
        before=_parts(before, foreign),
        cards=cards,
        after=_parts(after, foreign),
        asks_if_helped=message.kind is MessageKind.ANSWER and bool(cards),
        helped=helped.get(message.entries[0].entry_id) if message.entries else None,
        choices=_choices(message) if message.kind is MessageKind.CLARIFY else (),
    )


def _said(message: Message) -> tuple[str, tuple[Card, ...], str]:
    """A message as its approved answers and what stands before and after them.

    What was said stands. If an entry has been changed since, the message's own text is shown as it is.
    """
    if message.kind is MessageKind.CLARIFY or not message.entries:
        return message.text, (), ""
    entries = [row.entry for row in message.entries]
    as_now = phrases.together([(entry.question, phrases.approved(entry.answer, _links(entry))) for entry in entries])
    before, unchanged, after = f"\n\n{message.text}\n\n".partition(f"\n\n{as_now}\n\n")
    if unchanged:
        return before.strip(), tuple(_card(entry, entry.answer, _links(entry)) for entry in entries), after.strip()
    if message.kind is MessageKind.ANSWER:
        return "", (_card(entries[0], message.text, ()),), ""
    return message.text, (), ""


def _card(entry: Entry, text: str, links: tuple[LinkText, ...]) -> Card:
    department = entry.department
    contact = Contact(department.name, department.phone, department.phone_hours, department.email)
    return Card(entry.question, text, links, contact)


def _links(entry: Entry) -> tuple[LinkText, ...]:
    return tuple(LinkText(link.label, link.url) for link in entry.links)


def _foreign_sentences(case: Case) -> dict[str, Language]:
    """What the assistant may have said here in other languages than Swedish."""
    languages = {identify(message.text) for message in case.messages if message.author is Author.RESIDENT}
    return {said: language for language in languages for said in phrases_foreign.sentences(language)}


def _parts(text: str, foreign: Mapping[str, Language]) -> tuple[Part, ...]:
    """The text cut where its language changes, so that each part is read aloud and set in its own."""
    runs = groupby(text.split("\n\n"), lambda block: foreign.get(block, Language.SWEDISH))
    parts = (Part("\n\n".join(run), *_lang_and_dir(language)) for language, run in runs)
    return tuple(part for part in parts if part.text)


def _lang_and_dir(language: Language) -> tuple[str, str]:
    return phrases_foreign.code(language), phrases_foreign.direction(language)


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
