"""The one way in: every channel's question is received here, and becomes or continues one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Line, Status, open_case, record
from assistant.cases.handling import reopen
from assistant.cases.message import Author, Message, MessageEntry, MessageKind, by_source, reply_to
from assistant.cases.outbox import MailKind, post
from assistant.cases.resident import find_or_add
from assistant.cases.response_log import log_decision
from assistant.engine import phrases
from assistant.engine.answer import Answer, Channel, Outcome, Question, Reason
from assistant.engine.respond import respond
from assistant.engine.screening import screen
from assistant.escalation.handover import hand_over, notify_group_of_more, responsible_name, send_receipt
from assistant.rules import Rules
from knowledge.match import Match, Search


@dataclass(frozen=True)
class Incoming:
    """A resident's words as a door received them.

    `source_key` names this very text: the same one is never stored twice. `received_at` is when it reached
    the municipality's server. `person_reason` is set where a rule of the channel demands a person, and
    `silent` where not even a receipt may be sent (facts/mail.md 1). What a machine may have sent never wakes
    a case: `may_reopen` is false.
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


@dataclass(frozen=True)
class Reply:
    """What the door shows: the text, the outcome, the case and the resident's stored message."""

    text: str
    outcome: Outcome
    case: Case
    question: Message


def receive(
    session: Session, incoming: Incoming, case: Case | None, search: Search, rules: Rules, now: datetime
) -> Reply:
    """Store the message, decide, act, and say what to tell the resident. The caller commits."""
    known = by_source(session, incoming.source_key)
    if known is not None:
        return _repeat(session, known)
    case = case or _new_case(session, incoming, now)
    question = _store(session, case, incoming)
    if case.handed_over_at is not None:
        return _add_to_persons_case(session, case, question, rules, now, may_reopen=incoming.may_reopen)
    asked = Question(incoming.text, incoming.channel, incoming.subject, incoming.person_reason)
    answer = respond(asked, search, rules.policy(incoming.channel), now)
    return _act(session, case, question, answer, rules, now, silent=incoming.silent)


def choose(session: Session, case: Case, picked: Match, source_key: str, rules: Rules, now: datetime) -> Reply:
    """The resident picked one of the choices that were offered."""
    answer = Answer(Outcome.ANSWERED, Reason.CHOSEN, (picked,), picked.department_id)
    return _chosen(session, case, picked.question, answer, source_key, rules, now)


def choose_person(
    session: Session, case: Case, department_id: int | None, source_key: str, rules: Rules, now: datetime
) -> Reply:
    """The resident wants none of the choices, or was not helped: a person takes over."""
    answer = Answer(Outcome.HANDED_OVER, Reason.ASKS_FOR_PERSON, department_id=department_id)
    return _chosen(session, case, phrases.a_person_please(), answer, source_key, rules, now)


def leave_contact(session: Session, case: Case, name: str, email: str, now: datetime) -> None:
    """The resident of a handed-over chat says where the answer may be sent; a receipt goes there."""
    case.resident = find_or_add(session, email, name, now)
    record(case, EventKind.CONTACT_LEFT, now)
    question = next((m for m in reversed(case.messages) if m.author is Author.RESIDENT), None)
    if question is not None:
        send_receipt(session, case, question, now)


def record_help(case: Case, helped: bool, entry_id: int | None, now: datetime) -> None:
    """The resident's word on "Hjälpte svaret?"."""
    record(case, EventKind.HELPED if helped else EventKind.NOT_HELPED, now, entry_id=entry_id)


def _new_case(session: Session, incoming: Incoming, now: datetime) -> Case:
    resident = None
    if incoming.sender_email:
        resident = find_or_add(session, incoming.sender_email, incoming.sender_name, now)
    return open_case(session, incoming.channel, resident, incoming.subject, incoming.received_at)


def _store(session: Session, case: Case, incoming: Incoming) -> Message:
    question = Message(
        author=Author.RESIDENT,
        kind=MessageKind.QUESTION,
        text=incoming.text,
        quoted=incoming.quoted,
        at=incoming.received_at,
        source_key=incoming.source_key,
    )
    case.messages.append(question)
    session.flush()
    return question


def _repeat(session: Session, question: Message) -> Reply:
    """The same text again (a form sent twice, a mail fetched twice): what was said stands, nothing is stored."""
    case = session.get_one(Case, question.case_id)
    said = reply_to(session, question)
    outcome = _OUTCOMES[said.kind] if said else Outcome.HANDED_OVER
    return Reply(said.text if said else phrases.still_with_person(case.number), outcome, case, question)


_OUTCOMES = {
    MessageKind.ANSWER: Outcome.ANSWERED,
    MessageKind.REPLY: Outcome.ANSWERED,
    MessageKind.CLARIFY: Outcome.CLARIFY,
    MessageKind.HAND_OVER: Outcome.HANDED_OVER,
    MessageKind.DECLINE: Outcome.DECLINED,
}


def _add_to_persons_case(
    session: Session, case: Case, question: Message, rules: Rules, now: datetime, *, may_reopen: bool = True
) -> Reply:
    """A person already has the case: the assistant adds the words and keeps out of it.

    A machine's mail, or a bare thank-you, is kept but wakes nobody.
    """
    if may_reopen and not screen(question.text).small_talk:
        reopen(case, now)
        notify_group_of_more(session, case, question, rules, now)
    text = phrases.still_with_person(case.number)
    _say(session, case, question, MessageKind.HAND_OVER, text, now)
    return Reply(text, Outcome.HANDED_OVER, case, question)


def _chosen(
    session: Session, case: Case, words: str, answer: Answer, source_key: str, rules: Rules, now: datetime
) -> Reply:
    known = by_source(session, source_key)
    if known is not None:
        return _repeat(session, known)
    question = _store(session, case, Incoming(case.channel, words, source_key, now))
    if case.handed_over_at is not None:
        # A button on an old page: the assistant may not answer, and so close, what a person has.
        return _add_to_persons_case(session, case, question, rules, now)
    return _act(session, case, question, answer, rules, now, silent=False)


def _act(
    session: Session, case: Case, question: Message, answer: Answer, rules: Rules, now: datetime, *, silent: bool
) -> Reply:
    """Carry out one decision: what is said, what becomes of the case, what is logged."""
    _name_case(case, answer)
    match answer.outcome:
        case Outcome.ANSWERED:
            text = _answered(case, answer, now)
            said = _say(session, case, question, MessageKind.ANSWER, text, now, answer.matches[:1])
            _mail_answer(session, case, question, said, now)
        case Outcome.CLARIFY:
            text = _with_remarks(phrases.clarify(), answer)
            record(case, EventKind.CLARIFIED, now)
            _say(session, case, question, MessageKind.CLARIFY, text, now, answer.matches)
        case Outcome.HANDED_OVER:
            hand_over(session, case, question, answer, rules, now, silent=silent)
            text = _with_remarks(_handed_over_text(case, answer, rules), answer)
            _say(session, case, question, MessageKind.HAND_OVER, text, now)
        case Outcome.DECLINED:
            text = _declined(case, answer, now)
            _say(session, case, question, MessageKind.DECLINE, text, now)
    log_decision(session, case, question, answer, rules.calendar, now)
    return Reply(text, answer.outcome, case, question)


def _name_case(case: Case, answer: Answer) -> None:
    """A chat has no subject line, so its case is named after the nearest entry's subject."""
    best = answer.matches[0] if answer.matches else None
    if best is not None and not case.subject and not answer.confidential:
        case.subject = best.subject or best.question[:300]
    if case.department_id is None:
        case.department_id = answer.department_id


def _answered(case: Case, answer: Answer, now: datetime) -> str:
    best = answer.matches[0]
    case.status, case.line = Status.CLOSED, int(Line.ASSISTANT)
    case.answered_at = case.closed_at = now
    record(case, EventKind.ANSWERED, now, entry_id=best.entry_id, confidence=round(best.confidence, 3))
    return _with_remarks(phrases.answer(best), answer)


def _declined(case: Case, answer: Answer, now: datetime) -> str:
    if case.channel is Channel.EMAIL:
        # A mail that only says thank you needs nothing more; a chat goes on.
        case.status, case.closed_at = Status.CLOSED, now
    record(case, EventKind.DECLINED, now, reason=answer.reason.value)
    return _with_remarks(phrases.declined(answer.reason), answer)


def _handed_over_text(case: Case, answer: Answer, rules: Rules) -> str:
    due_at = case.due_at or case.received_at
    text = phrases.handed_over(answer.reason, case.number, due_at, responsible_name(case))
    if answer.reason is Reason.SENSITIVE:
        return f"{phrases.danger(rules.assistant.on_call_phone)}\n\n{text}"
    return text


def _with_remarks(text: str, answer: Answer) -> str:
    return "\n\n".join([text, *(phrases.remark(remark) for remark in sorted(answer.remarks, key=lambda r: r.value))])


def _say(
    session: Session,
    case: Case,
    question: Message,
    kind: MessageKind,
    text: str,
    now: datetime,
    matches: tuple[Match, ...] = (),
) -> Message:
    """Keep what the assistant says in the case, with the entries it says or offers."""
    said = Message(author=Author.ASSISTANT, kind=kind, text=text, at=now, answers_id=question.id)
    said.entries = [MessageEntry(rank=rank, entry_id=match.entry_id) for rank, match in enumerate(matches)]
    case.messages.append(said)
    session.flush()
    return said


def _mail_answer(session: Session, case: Case, question: Message, said: Message, now: datetime) -> None:
    """An answer to a mail goes by mail; in the chat it is on the page."""
    if case.channel is Channel.EMAIL and case.resident and case.resident.email:
        post(session, case, MailKind.ANSWER, case.resident.email, said.text, now, answers=question)
