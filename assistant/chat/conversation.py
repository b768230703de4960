"""A chat's case as the resident sees it: turns, answer cards, choices, and what has become of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, Status, answer_expected
from assistant.cases.message import Author, Message, MessageKind
from assistant.chat.cards import Card
from assistant.chat.said import Part, foreign_sentences, said_in
from assistant.engine import phrases
from assistant.engine.language import Language
from assistant.escalation.handover import responsible_name
from assistant.helped import nearest_offered, nearest_to, words_on_help
from assistant.languages.speaking import spoken
from knowledge.entries import Entry
from knowledge.finding import for_everyone
from knowledge.translations import usable_translations


@dataclass(frozen=True)
class Choice:
    """One of the entries that the resident is asked about, or is shown instead of one that did not help.

    `language` (BCP 47) is the question's: the page's where its department has approved that, else Swedish.
    """

    entry_id: int
    question: str
    language: str = Language.SWEDISH.value


@dataclass(frozen=True)
class Turn:
    """One message of the chat. `name` and `title` are set for a person's reply.

    `before` and `after` are what is said around the cards, all of it where there is none. `helped` is the resident's
    word about an answer, if given; `asks_if_helped`: whether it is one. `nearest` are other entries, where it did not
    help, and only for the newest message: further up they would lead back.
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
    nearest: tuple[Choice, ...] = ()


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


def conversation_of(session: Session, case: Case, now: datetime) -> Conversation:
    """Read a case into what is shown at `now`."""
    helped, foreign = words_on_help(case), foreign_sentences(case)
    nearest = _nearest(session, case, now)
    newest = case.messages[-1] if case.messages else None
    turns = (_turn(one, helped, foreign, nearest if one is newest else (), now) for one in case.messages)
    return Conversation(tuple(turns), _with_person(case))


def offered_entries(case: Case) -> frozenset[int]:
    """The entries that this chat has been offered: as choices, or instead of an answer that did not help."""
    offers = (message.entries for message in case.messages if message.kind is MessageKind.CLARIFY)
    return frozenset(offered.entry_id for entries in offers for offered in entries) | nearest_offered(case)


def answer_in(case: Case, message_id: int | None) -> Message | None:
    """The answer with this id, if this chat has one."""
    return next((m for m in case.messages if m.id == message_id and m.kind is MessageKind.ANSWER), None)


def asked_before(conversation: Conversation | None, message_id: int | None) -> str:
    """The resident's words just before this message of their own chat; "" when there is no such message."""
    turns = conversation.turns if conversation is not None else ()
    for asked, said in pairwise(turns):
        if said.message_id == message_id and asked.author is Author.RESIDENT:
            return asked.text
    return ""


def _turn(
    message: Message,
    helped: Mapping[int, bool],
    foreign: Mapping[str, Language],
    nearest: tuple[Choice, ...],
    now: datetime,
) -> Turn:
    staff = message.staff
    said = said_in(message, foreign, now)
    return Turn(
        message_id=message.id,
        author=message.author,
        kind=message.kind,
        text=phrases.own_words(message.text),
        at=message.at,
        name=staff.name if staff else "",
        title=staff.title if staff else "",
        before=said.before,
        cards=said.cards,
        after=said.after,
        asks_if_helped=message.kind is MessageKind.ANSWER and bool(said.cards),
        helped=helped.get(message.entries[0].entry_id) if message.entries else None,
        choices=_choices([row.entry for row in message.entries]) if message.kind is MessageKind.CLARIFY else (),
        nearest=nearest,
    )


def _nearest(session: Session, case: Case, now: datetime) -> tuple[Choice, ...]:
    """What was found instead of the latest answer that did not help, nearest first, as far as it still holds."""
    newest = case.messages[-1] if case.messages else None
    ids = nearest_to(case, newest) if newest is not None and newest.kind is MessageKind.ANSWER else ()
    if not ids:
        return ()
    found = {entry.id: entry for entry in session.scalars(select(Entry).where(Entry.id.in_(ids), for_everyone(now)))}
    return _choices([found[entry_id] for entry_id in ids if entry_id in found])


def _choices(entries: Sequence[Entry]) -> tuple[Choice, ...]:
    return tuple(_choice(entry) for entry in entries)


def _choice(entry: Entry) -> Choice:
    language = spoken().value
    text = usable_translations(entry).get(language)
    return Choice(entry.id, text.question, language) if text is not None else Choice(entry.id, entry.question)


def _with_person(case: Case) -> WithPerson | None:
    if case.handed_over_at is None:
        return None
    closed, answered = case.status is Status.CLOSED, case.answered_at is not None
    return WithPerson(
        number=case.number,
        responsible=responsible_name(case),
        due_at=answer_expected(case),
        closed=closed,
        answered=answered,
        waiting=case.status is Status.OPEN,
        email=case.mail_address,
    )
