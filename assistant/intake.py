"""The one way in: every channel's question is received here, and becomes or continues one case."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.acting import Said, act, add_to_persons_case
from assistant.asking_back import chosen, open_offer, reply_to_offer
from assistant.cases.case import Case, EventKind, lock, open_case, record
from assistant.cases.merging import kept_case
from assistant.cases.message import Author, Message, MessageKind, by_source, in_danger, reply_to
from assistant.cases.resident import find_or_add, given_name, possible_address
from assistant.engine import phrases
from assistant.engine.answer import Answer, Channel, Outcome, Policy, Question, Reason
from assistant.engine.respond import respond
from assistant.engine.screening import mask_personal_numbers, screen
from assistant.escalation.handover import send_receipt
from assistant.foresight import Foreseen, foresee
from assistant.rules import Rules
from knowledge.audience import Audience
from knowledge.match import Match, Search

_LONGEST_SUBJECT = 300
# What programs put around a subject that is answered or sent on; "nr" and "ärende" come with our number.
_REPLY_MARKS = re.compile(r"\b(?:sv|vs|re|aw|antw|vb|fw|fwd|ang|ärende|nr)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Incoming:
    """A resident's words as a door received them.

    `source_key` names this very text: the same one is never stored twice. `received_at` is when it reached
    the municipality's server. `person_reason` is set where a rule of the channel demands a person, and
    `silent` where not even a receipt may be sent (facts/mail.md 1). What a machine may have sent never wakes
    a case: `may_reopen` is false. `linked` is an older case that a new one may belong to ("hör kanske till").
    `code` is the unguessable key that the door has already given to the case that this text may open. `measured`: the
    town itself asks (docs/decisions/0038).
    """

    channel: Channel
    text: str
    source_key: str
    received_at: datetime
    subject: str = ""
    quoted: str = ""
    sender_email: str = ""
    sender_name: str = ""
    person_reason: Reason | None = None
    silent: bool = False
    may_reopen: bool = True
    linked: Case | None = None
    code: str = ""
    measured: bool = False


@dataclass(frozen=True)
class Reply:
    """What the door shows: the text, the outcome, the case and the resident's stored message."""

    text: str
    outcome: Outcome
    case: Case
    question: Message


def receive(
    session: Session,
    incoming: Incoming,
    case: Case | None,
    search: Search,
    rules: Rules,
    now: datetime,
    *,
    foreseen: Foreseen | None = None,
) -> Reply:
    """Store the message, decide, act, and say what to tell the resident. The caller commits.

    What is said in a case that was merged into another goes to that one.

    `foreseen` is what `think_ahead` made of the same message; it is used only where it still holds.
    """
    if case is not None:
        case = kept_case(session, case)
        lock(session, case)
    known = by_source(session, incoming.source_key)
    if known is not None:
        return _repeat(session, known)
    person_reason = _person_reason(incoming, is_new=case is None)
    question = _question(incoming, case)
    case = _continued(session, case, question) if case else _new_case(session, incoming, now, question)
    # Before anything is done with it: whoever measures is asked nothing in return.
    case.measurement = case.measurement or incoming.measured
    if case.handed_over_at is not None and not _is_new_danger(case, question, incoming):
        may_reopen, silent = incoming.may_reopen, incoming.silent
        said = add_to_persons_case(session, case, question, rules, now, may_reopen=may_reopen, silent=silent)
        return _reply(case, question, said)
    asked = Question(incoming.text, incoming.channel, question.subject, person_reason, _said_before(case))
    # None of the questions to the database needs to see what waits to be written: all of that is written together.
    with session.no_autoflush:
        answer = _decided(session, asked, case, search, rules, now, foreseen)
    return _reply(case, question, act(session, case, question, answer, rules, now, silent=incoming.silent))


def _decided(
    session: Session,
    asked: Question,
    case: Case,
    search: Search,
    rules: Rules,
    now: datetime,
    foreseen: Foreseen | None,
) -> Answer:
    """What the engine says in this case; what was foreseen, where that still holds."""
    offer, policy = open_offer(case), _policy(rules.policy(session, case.channel), case.channel, case.mail_address)
    if offer is not None:
        return reply_to_offer(asked, offer, case, search, policy, now)
    if foreseen is not None and foreseen.holds(session, asked, policy, now):
        return foreseen.answer
    return respond(asked, search, policy, now)


def think_ahead(
    session: Session, incoming: Incoming, case: Case | None, search: Search, rules: Rules, now: datetime
) -> Foreseen | None:
    """Decide what `receive` will be asked, on a session that only reads; None where a person has the case anyway."""
    if case is not None and case.handed_over_at is not None:
        return None
    person_reason = _person_reason(incoming, is_new=case is None)
    subject = _own_subject(incoming.subject, case)
    asked = Question(incoming.text, incoming.channel, subject, person_reason, _said_before(case) if case else "")
    address = case.mail_address if case else possible_address(incoming.sender_email)
    policy = _policy(rules.policy(session, incoming.channel), incoming.channel, address)
    return foresee(session, asked, search, policy, now)


def choose(session: Session, case: Case, picked: Match, source_key: str, rules: Rules, now: datetime) -> Reply:
    """The resident picked one of the choices that were offered; what may not be said goes to a person."""
    answer = chosen(case, picked, rules.policy(session, case.channel))
    return _chosen(session, case, picked.question, answer, source_key, rules, now)


def choose_offered(
    session: Session, case: Case, entry_id: int, source_key: str, search: Search, rules: Rules, now: datetime
) -> Reply:
    """The resident picked the entry of that id among the choices; one withdrawn since then goes to a person."""
    picked = search.by_id(entry_id, now)
    if picked is None or picked.audience is not Audience.EVERYONE:
        return choose_person(session, case, case.department_id, source_key, rules, now)
    return choose(session, case, picked, source_key, rules, now)


def choose_suggested(
    session: Session, case: Case | None, picked: Match, source_key: str, rules: Rules, now: datetime
) -> Reply:
    """The resident picked an entry that was suggested while they wrote in the chat; it may open the case."""
    known = by_source(session, source_key)
    if known is not None:
        return _repeat(session, known)
    opened = case or _new_case(session, Incoming(Channel.CHAT, picked.question, source_key, now), now)
    return choose(session, opened, picked, source_key, rules, now)


def choose_person(
    session: Session, case: Case, department_id: int | None, source_key: str, rules: Rules, now: datetime
) -> Reply:
    """The resident wants none of the choices, or was not helped: a person takes over."""
    answer = Answer(Outcome.HANDED_OVER, Reason.ASKS_FOR_PERSON, department_id=department_id)
    return _chosen(session, case, phrases.a_person_please(), answer, source_key, rules, now)


def leave_contact(session: Session, case: Case, name: str, email: str, rules: Rules, now: datetime) -> None:
    """The resident of a handed-over chat says where the answer may be sent; a receipt goes there.

    Anybody can type anybody's address: it is kept with the case alone and never makes its writer a known resident.
    """
    case.contact_name, case.contact_email = given_name(name), possible_address(email)
    record(case, EventKind.CONTACT_LEFT, now)
    question = next((m for m in reversed(case.messages) if m.author is Author.RESIDENT), None)
    if question is not None:
        send_receipt(session, case, question, rules, now)


def _new_case(session: Session, incoming: Incoming, now: datetime, first: Message | None = None) -> Case:
    resident = None
    if incoming.sender_email:
        resident = find_or_add(session, incoming.sender_email, incoming.sender_name, now)
    # The subject stands in lists and in every mail of the case, where no personal number may.
    subject = mask_personal_numbers(incoming.subject)
    arrived, linked = incoming.received_at, incoming.linked
    return open_case(session, incoming.channel, resident, subject, arrived, linked, code=incoming.code, first=first)


def _person_reason(incoming: Incoming, *, is_new: bool) -> Reason | None:
    """Why a person must have it. A new case is as secret as what it quotes and the case it may belong to."""
    belongs_to_secret = incoming.linked is not None and incoming.linked.confidential
    if is_new and (belongs_to_secret or screen(incoming.quoted).sensitive):
        return Reason.SENSITIVE
    # Where no automatic mail may be sent, an automatic answer would reach nobody.
    return incoming.person_reason or (Reason.MAIL_RULE if incoming.silent else None)


def _policy(policy: Policy, channel: Channel, mail_address: str) -> Policy:
    """The channel's; but where no mail can be sent, nobody can be asked back."""
    return replace(policy, may_clarify=False) if channel is Channel.EMAIL and not mail_address else policy


def _said_before(case: Case) -> str:
    """The question of the entry that the assistant answered with last in this case; "" when it has not."""
    said = (message.entries for message in reversed(case.messages) if message.kind is MessageKind.ANSWER)
    last = next((entries for entries in said if entries), None)
    return last[-1].entry.question if last else ""


def _is_new_danger(case: Case, question: Message, incoming: Incoming) -> bool:
    """Danger that turns up in a case which not only the right people can read: it must go to them at once.

    Also where the case is confidential for another reason: its people are not those who act on danger.
    """
    if not incoming.may_reopen or not in_danger(question):
        return False
    earlier = [message for message in case.messages if message is not question]
    return not case.confidential or not any(in_danger(m) or screen(m.quoted).sensitive for m in earlier)


def _own_subject(subject: str, case: Case | None) -> str:
    """A mail's subject, unless it only repeats what has been said, as in "Sv: Platsen [2026-000012]"."""
    rest = mask_personal_numbers(subject).casefold()
    earlier = [mask_personal_numbers(message.subject) for message in case.messages if message.subject] if case else []
    for known in (*earlier, phrases.default_subject(), *([case.number] if case else [])):
        rest = rest.replace(known.casefold(), " ")
    return subject.strip()[:_LONGEST_SUBJECT] if re.search(r"\w", _REPLY_MARKS.sub(" ", rest)) else ""


def _question(incoming: Incoming, case: Case | None) -> Message:
    """The words as a message of the case, or of a new one."""
    return Message(
        author=Author.RESIDENT,
        kind=MessageKind.QUESTION,
        subject=_own_subject(incoming.subject, case),
        text=incoming.text,
        quoted=incoming.quoted,
        at=incoming.received_at,
        source_key=incoming.source_key,
    )


def _continued(session: Session, case: Case, question: Message) -> Case:
    """The case with one more message in it."""
    case.messages.append(question)
    session.flush()
    return case


def _repeat(session: Session, question: Message) -> Reply:
    """The same text again (a form sent twice, a mail fetched twice): what was said stands, nothing is stored."""
    case = session.get_one(Case, question.case_id)
    said = reply_to(session, question)
    if said is None:
        return Reply(phrases.still_with_person(case.number), Outcome.HANDED_OVER, case, question)
    return _reply(case, question, Said(said.kind, said.text))


def _reply(case: Case, question: Message, said: Said) -> Reply:
    return Reply(said.text, _OUTCOMES[said.kind], case, question)


_OUTCOMES = {
    MessageKind.ANSWER: Outcome.ANSWERED,
    MessageKind.REPLY: Outcome.ANSWERED,
    MessageKind.CLARIFY: Outcome.CLARIFY,
    MessageKind.HAND_OVER: Outcome.HANDED_OVER,
    MessageKind.DECLINE: Outcome.DECLINED,
}


def _chosen(
    session: Session, case: Case, words: str, answer: Answer, source_key: str, rules: Rules, now: datetime
) -> Reply:
    case = kept_case(session, case)
    lock(session, case)
    known = by_source(session, source_key)
    if known is not None:
        return _repeat(session, known)
    question = _question(Incoming(case.channel, words, source_key, now), case)
    _continued(session, case, question)
    if case.handed_over_at is not None:
        # A button on an old page: the assistant may not answer, and so close, what a person has.
        return _reply(case, question, add_to_persons_case(session, case, question, rules, now, may_reopen=True))
    return _reply(case, question, act(session, case, question, answer, rules, now, silent=False))
