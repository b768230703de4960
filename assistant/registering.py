"""A contact that a guide had by phone, over the counter, by letter or in social media, written down as one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.call_back import CallBack, CallTime
from assistant.cases.case import Case, EventKind, open_case, record
from assistant.cases.handling import close, reply
from assistant.cases.message import Author, Message, MessageEntry, MessageKind, by_source, first_words
from assistant.cases.resident import given_name, possible_address
from assistant.engine import phrases_answer
from assistant.engine.answer import Answer, Channel, Outcome, Reason
from assistant.engine.screening import mask_personal_numbers, screen
from assistant.errors import AnswerNotOurs
from assistant.escalation.handover import hand_over
from assistant.rules import Rules
from knowledge.audience import Audience
from knowledge.entries import Entry
from knowledge.organisation import Department, ResponseGroup, StaffMember, first_line_group
from knowledge.shown import match_of

DESK_CHANNELS = (Channel.PHONE, Channel.VISIT, Channel.LETTER, Channel.SOCIAL)
"""What nobody but staff can write down; the first is what a guide mostly has."""


@dataclass(frozen=True)
class Contact:
    """What was asked, as the guide wrote it. `key` names this very form: the same one is never registered twice.

    `seconds` is how long the form stood open, None when that is not known.
    """

    channel: Channel
    question: str
    subject: str
    key: str
    seconds: int | None = None


@dataclass(frozen=True)
class Reachable:
    """How the department reaches the resident: by phone, by e-mail or both; "" for what was not given."""

    name: str = ""
    phone: str = ""
    wished: CallTime = CallTime.ANY
    email: str = ""


def register_solved(
    session: Session, contact: Contact, answer: Entry | str, staff: StaffMember, rules: Rules, now: datetime
) -> Case:
    """A contact that the guide answered: a closed case of the first line, with question, answer and its row of the log.

    `answer` is the entry that was read aloud, or the guide's own words. Raises AnswerNotOurs for an entry that only
    its department may say, and EmptyReply for words without any. The caller commits.
    """
    known = _registered(session, contact)
    if known is not None:
        return known
    entry = answer if isinstance(answer, Entry) else None
    if entry is not None and not may_say(entry, staff):
        raise AnswerNotOurs(entry.number)
    case, _question = _written_down(session, contact, staff, now, solved=True)
    case.group = first_line_group(session)
    department = entry.department if entry else None
    case.department = department or (case.group.department if case.group else None)
    if _is_secret(contact, department):
        case.confidential, case.subject = True, ""
    text = mask_personal_numbers(_text(answer))
    said = reply(session, case, staff, text, rules.calendar, now, entry_id=entry.id if entry else None)
    said.entries = [MessageEntry(rank=0, entry_id=entry.id)] if entry else []
    close(case, staff, now)
    session.flush()
    return case


def register_handed_over(
    session: Session,
    contact: Contact,
    group: ResponseGroup,
    resident: Reachable,
    staff: StaffMember,
    rules: Rules,
    now: datetime,
) -> Case:
    """A contact that a department must answer: the group is told, and its promise runs as for any other case.

    A resident with an address gets the usual receipt. The caller commits.
    """
    known = _registered(session, contact)
    if known is not None:
        return known
    case, question = _written_down(session, contact, staff, now, solved=False)
    case.contact_name, case.contact_email = given_name(resident.name), possible_address(resident.email)
    danger = screen(contact.question).sensitive
    decided = Answer(
        Outcome.HANDED_OVER,
        Reason.FIRST_LINE,
        department_id=group.department_id,
        confidential=danger,
        danger=danger,
    )
    hand_over(session, case, question, decided, rules, now, silent=False, to=group)
    if resident.phone:
        case.call_back = CallBack(phone=resident.phone, wished=resident.wished, asked_at=now)
        record(case, EventKind.CALL_ASKED, now, staff)
    session.flush()
    return case


def may_say(entry: Entry, staff: StaffMember) -> bool:
    """Whether this person may give the entry's answer: the department's own are for members of its groups alone."""
    own = any(group.department_id == entry.department_id for group in staff.groups)
    return own or entry.audience is not Audience.DEPARTMENT


def _registered(session: Session, contact: Contact) -> Case | None:
    """The case that this very form has become already: a double click, or the page sent again."""
    known = by_source(session, contact.key)
    return session.get_one(Case, known.case_id) if known is not None else None


def _written_down(
    session: Session, contact: Contact, staff: StaffMember, now: datetime, *, solved: bool
) -> tuple[Case, Message]:
    """The case with its one question. A guide types what a resident says, personal numbers too: none is kept."""
    asked = mask_personal_numbers(contact.question)
    subject = mask_personal_numbers(contact.subject).strip() or first_words(asked)
    case = open_case(session, contact.channel, None, subject, now)
    case.registered_by = staff
    question = Message(
        author=Author.RESIDENT, kind=MessageKind.QUESTION, text=asked, quoted="", at=now, source_key=contact.key
    )
    case.messages.append(question)
    record(case, EventKind.REGISTERED, now, staff, solved=solved, seconds=contact.seconds)
    session.flush()
    return case, question


def _is_secret(contact: Contact, department: Department | None) -> bool:
    """Danger, and whatever belongs to a department where being known is itself secret (facts/municipality.md 4)."""
    return screen(contact.question).sensitive or (department is not None and department.confidential)


def _text(answer: Entry | str) -> str:
    if isinstance(answer, str):
        return answer
    return phrases_answer.answer(match_of(answer))
