"""Carries out one decision: what is said, what becomes of the case, what is mailed and logged."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Line, Status, record
from assistant.cases.message import Author, Message, MessageEntry, MessageKind
from assistant.cases.outbox import MailKind, post
from assistant.cases.response_log import log_decision
from assistant.engine import phrases
from assistant.engine.answer import Answer, Channel, Outcome, Reason, Remark
from assistant.engine.screening import screen
from assistant.escalation.handover import add_to_waiting, hand_over, responsible_name
from assistant.rules import Rules
from knowledge.match import Match

log = logging.getLogger(__name__)


def act(
    session: Session, case: Case, question: Message, answer: Answer, rules: Rules, now: datetime, *, silent: bool
) -> Message:
    """Do what the engine decided about a stored question, and give what was said about it.

    `silent`: the sender may get no automatic mail (facts/mail.md 1).
    """
    if answer.fault:
        log.error("case %s: the search failed, a person has the question: %s", case.number, answer.fault)
    _name_case(case, answer, rules)
    match answer.outcome:
        case Outcome.ANSWERED:
            said = _say(
                session, case, question, MessageKind.ANSWER, _answered(case, answer, now), now, answer.matches[:1]
            )
            _mail_answer(session, case, question, said, now)
        case Outcome.CLARIFY:
            said = _say(session, case, question, MessageKind.CLARIFY, _clarify(case, answer, now), now, answer.matches)
        case Outcome.HANDED_OVER:
            hand_over(session, case, question, answer, rules, now, silent=silent)
            text = _with_remarks(_handed_over_text(case, answer, rules), answer.remarks)
            said = _say(session, case, question, MessageKind.HAND_OVER, text, now)
        case Outcome.DECLINED:
            said = _say(session, case, question, MessageKind.DECLINE, _declined(case, answer, now), now)
    if answer.outcome is not Outcome.HANDED_OVER:
        # A hand-over logs itself: a mail that comes back makes one too, without passing here.
        log_decision(session, case, question, answer, rules.calendar, now)
    return said


def add_to_persons_case(
    session: Session, case: Case, question: Message, rules: Rules, now: datetime, *, may_reopen: bool
) -> Message:
    """A person already has the case: the assistant adds the words and keeps out of it.

    A bare thank-you, or what a machine may have sent (`may_reopen` false), is kept but wakes nobody.
    """
    words = screen(question.text)
    if words.small_talk or not may_reopen:
        reason = Reason.SMALL_TALK if words.small_talk else Reason.MAIL_RULE
        answer, kind, text = Answer(Outcome.DECLINED, reason), MessageKind.DECLINE, phrases.added(case.number)
    else:
        add_to_waiting(session, case, question, rules, now)
        answer, kind = Answer(Outcome.HANDED_OVER, Reason.WITH_PERSON), MessageKind.HAND_OVER
        text = phrases.still_with_person(case.number)
    if words.sensitive:
        text = f"{phrases.danger(rules.assistant.on_call_phone)}\n\n{text}"
    said = _say(session, case, question, kind, _with_remarks(text, words.remarks), now)
    log_decision(session, case, question, answer, rules.calendar, now)
    return said


def _name_case(case: Case, answer: Answer, rules: Rules) -> None:
    """A chat has no subject line, so its case is named after the nearest entry, if that is near at all.

    People get the case for the question that was handed over, so it is then named after that one.
    """
    near = answer.matches[0] if answer.confidence >= rules.assistant.clarify_at and answer.matches else None
    nameless = not case.subject or (case.channel is Channel.CHAT and answer.outcome is Outcome.HANDED_OVER)
    if near is not None and nameless and not case.confidential and not answer.confidential:
        case.subject = near.subject or near.question[:300]


def _answered(case: Case, answer: Answer, now: datetime) -> str:
    best = answer.matches[0]
    case.department_id = best.department_id
    case.status, case.line = Status.CLOSED, int(Line.ASSISTANT)
    case.answered_at = case.closed_at = now
    record(case, EventKind.ANSWERED, now, entry_id=best.entry_id, confidence=round(best.confidence, 3))
    return _with_remarks(phrases.answer(best), answer.remarks)


def _clarify(case: Case, answer: Answer, now: datetime) -> str:
    """Ask back. An earlier answer was to another question; this one is still open."""
    case.department_id = answer.department_id
    case.status = Status.TALKING
    case.answered_at = case.closed_at = case.line = None
    record(case, EventKind.CLARIFIED, now)
    return _with_remarks(phrases.clarify(), answer.remarks)


def _declined(case: Case, answer: Answer, now: datetime) -> str:
    if case.channel is Channel.EMAIL:
        # A mail that only says thank you needs nothing more; a chat goes on.
        case.status, case.closed_at = Status.CLOSED, case.closed_at or now
    record(case, EventKind.DECLINED, now, reason=answer.reason.value)
    return _with_remarks(phrases.declined(answer.reason), answer.remarks)


def _handed_over_text(case: Case, answer: Answer, rules: Rules) -> str:
    due_at = case.due_at or case.received_at
    text = phrases.handed_over(answer.reason, case.number, due_at, responsible_name(case))
    if answer.confidential:
        return f"{phrases.danger(rules.assistant.on_call_phone)}\n\n{text}"
    return text


def _with_remarks(text: str, remarks: frozenset[Remark]) -> str:
    return "\n\n".join([text, *(phrases.remark(remark) for remark in sorted(remarks, key=lambda r: r.value))])


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
