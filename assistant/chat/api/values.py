"""What the API takes and gives, as dataclasses: answers are written from them, and the OpenAPI document too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field
from pydantic.dataclasses import dataclass as checked

from assistant.cases.message import Author, MessageKind
from assistant.chat.faq.forms import LARGEST_ID
from assistant.chat.forms import MOST_LETTERS
from assistant.engine.answer import Outcome

_EXACT = ConfigDict(extra="forbid", strict=True)
Text = Annotated[str, Field(min_length=1, max_length=MOST_LETTERS)]


@checked(frozen=True, config=_EXACT)
class Start:
    """Begins a conversation, with a first message or (null) without one; nothing is stored before there is one."""

    text: Text | None = None


@checked(frozen=True, config=_EXACT)
class Write:
    """A message, as a person would write it in the chat."""

    text: Text


@checked(frozen=True, config=_EXACT)
class Pick:
    """The id of one of the offered choices, or null for none of them: then a person takes over."""

    choice: Annotated[int, Field(ge=1, le=LARGEST_ID)] | None


@dataclass(frozen=True)
class Words:
    """Some of a message in one language: BCP 47 code, and which way it is read ("ltr" or "rtl")."""

    text: str
    language: str
    direction: str


@dataclass(frozen=True)
class Address:
    """A link with its words."""

    label: str
    url: str


@dataclass(frozen=True)
class Owner:
    """The department behind an answer; `opening` says in words whether it is open, "" where nobody has said."""

    name: str
    phone: str
    phone_hours: str
    email: str
    opening: str
    is_open: bool


@dataclass(frozen=True)
class AnswerCard:
    """An approved answer. `services` are links that begin an e-service; `updated_at` is null where it has changed.

    `steps` are what the resident does, in order; `see_also` related answers' pages; `language` that of the words.
    """

    number: str
    heading: str
    text: str
    services: tuple[Address, ...]
    links: tuple[Address, ...]
    department: Owner
    updated_at: AwareDatetime | None
    page: str
    steps: tuple[str, ...]
    see_also: tuple[Address, ...]
    language: str


@dataclass(frozen=True)
class Option:
    """An entry that can be chosen."""

    id: int
    question: str


@dataclass(frozen=True)
class Turn:
    """One message. `text` is all of it as plain text; `before`, `cards` and `after` are the same in its parts.

    `outcome` says what the assistant did; null for a person's words. `name` and `title` are a staff member's.
    """

    id: int
    author: Author
    kind: MessageKind
    outcome: Outcome | None
    at: AwareDatetime
    name: str
    title: str
    text: str
    before: tuple[Words, ...]
    cards: tuple[AnswerCard, ...]
    after: tuple[Words, ...]
    choices: tuple[Option, ...]


@dataclass(frozen=True)
class PersonsCase:
    """That a person has it. `due_at`: when an answer is promised at the latest; null where none is to come."""

    number: str
    responsible: str
    due_at: AwareDatetime | None
    answered: bool
    closed: bool


@dataclass(frozen=True)
class Told:
    """What to say now about what was just sent. Of a confidential conversation nothing else is ever shown."""

    outcome: Outcome
    text: str


@dataclass(frozen=True)
class Talk:
    """A conversation. Whoever has `code` can read it: it is nobody else's. `turns` are the newest, oldest first.

    `earlier` is what `before` must be to get those before them, null when there are none. `case` is null until a
    person has it. A confidential one shows no turns.
    """

    code: str
    confidential: bool
    turns: tuple[Turn, ...]
    earlier: int | None
    case: PersonsCase | None
    told: Told | None
    page: str


@dataclass(frozen=True)
class EntryHit:
    """One entry in a list."""

    number: str
    question: str
    excerpt: str
    department: str
    subject: str
    page: str


@dataclass(frozen=True)
class Entries:
    """One page of entries; `found` are on all `pages`."""

    entries: tuple[EntryHit, ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True)
class Fault:
    """What is wrong with one value: where (a JSON pointer into the body, or a parameter's name) and why."""

    where: str
    detail: str


@dataclass(frozen=True)
class Problem:
    """Why it could not be done (RFC 9457). `type` never changes; `title` and `detail` are for people."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[Fault, ...] = ()
