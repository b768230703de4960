"""Carries out one decision: what is said, what becomes of the case, what is mailed and logged."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Line, Status, record
from assistant.cases.message import Author, Message, MessageEntry, MessageKind, first_words
from assistant.cases.outbox import MailKind, OutboxMail, post
from assistant.cases.response_log import log_decision
from assistant.cases.survey import ask
from assistant.engine import phrases, phrases_answer
from assistant.engine.answer import Answer, Channel, Outcome, Reason
from assistant.engine.screening import screen
from assistant.engine.wording import framed, tongue, wording
from assistant.escalation.handover import add_to_waiting, hand_over, own_words, responsible_name, send_receipt
from assistant.languages.speaking import PageLanguage, speaking, spoken
from assistant.rules import Rules
from knowledge.match import Match
from knowledge.seeing_also import as_places, seen_also

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """What was said to the resident, and as what; to a mail it may be nothing at all."""

    kind: MessageKind
    text: str


def act(
    session: Session, case: Case, question: Message, answer: Answer, rules: Rules, now: datetime, *, silent: bool
) -> Said:
    """Do what the engine decided about a stored question, and give what was said about it.

    `silent`: the sender may get no automatic mail (facts/mail.md 1).
    """
    if answer.fault:
        log.error("case %s: the search failed, a person has the question: %s", case.number, answer.fault)
    _name_case(case, question, answer, rules)
    if answer.outcome is not Outcome.HANDED_OVER:
        # A hand-over logs itself: a mail that comes back makes one too, without passing here.
        log_decision(session, case, question, answer, rules.calendar, now)
    match answer.outcome:
        case Outcome.ANSWERED:
            # What stands around an answer in a letter is in its language, as it is on a page.
            with speaking(_letters(answer) if case.channel is Channel.EMAIL else spoken()):
                text = _answered(session, case, answer, rules, now)
                said = _say(case, question, MessageKind.ANSWER, text, now, answer.answers)
            _mail(session, case, question, MailKind.ANSWER, said, now)
            ask(session, case, mailed=case.channel is Channel.EMAIL and bool(case.mail_address))
        case Outcome.CLARIFY:
            said = _say(case, question, MessageKind.CLARIFY, _clarify(case, answer, now), now, answer.matches)
            _mail(session, case, question, MailKind.CLARIFY, said, now)
        case Outcome.HANDED_OVER:
            receipt = hand_over(session, case, question, answer, rules, now, silent=silent)
            text = _handed_over_text(case, answer, rules)
            handed_over = Said(MessageKind.HAND_OVER, text)
            said = _say_or_receipt(case, question, handed_over, receipt, now, answer.answers)
        case Outcome.DECLINED:
            declined = Said(MessageKind.DECLINE, _declined(case, answer, now))
            said = _say_or_receipt(case, question, declined, None, now)
    # All in one go, and before anybody looks at what was said: a choice knows its entry from here on.
    session.flush()
    return said


def add_to_persons_case(
    session: Session,
    case: Case,
    question: Message,
    rules: Rules,
    now: datetime,
    *,
    may_reopen: bool,
    silent: bool = False,
) -> Said:
    """A person already has the case: the assistant adds the words and keeps out of it.

    A bare thank-you, or what a machine may have sent (`may_reopen` false), is kept but wakes nobody. Whoever
    writes of danger is told whom to call, by mail too unless `silent`.
    """
    words, receipt = screen(f"{question.subject}\n{question.text}"), None
    if words.small_talk or not may_reopen:
        reason = Reason.SMALL_TALK if words.small_talk else Reason.MAIL_RULE
        answer, kind, text = Answer(Outcome.DECLINED, reason), MessageKind.DECLINE, phrases.added(case.number)
    else:
        add_to_waiting(session, case, question, rules, now)
        answer, kind = Answer(Outcome.HANDED_OVER, Reason.WITH_PERSON), MessageKind.HAND_OVER
        text = phrases.still_with_person(case.number)
        if words.sensitive and not silent:
            receipt = send_receipt(session, case, question, rules, now)
    text = framed(text, words.remarks, danger=words.sensitive, on_call_phone=rules.assistant.on_call_phone)
    plain = Said(kind, text)
    said = _say_or_receipt(case, question, plain, receipt, now)
    log_decision(session, case, question, answer, rules.calendar, now)
    session.flush()
    return said


def _name_case(case: Case, question: Message, answer: Answer, rules: Rules) -> None:
    """A chat has no subject line, so its case is named after the nearest entry, if that is near at all.

    People get the case for the question that was handed over, so it is then named after that one: where no
    entry is near, by its own first words.
    """
    near = answer.matches[0] if answer.confidence >= rules.assistant.clarify_at and answer.matches else None
    to_people = case.channel is Channel.CHAT and answer.outcome is Outcome.HANDED_OVER
    if case.confidential or answer.confidential or (case.subject and not to_people):
        return
    if near is not None:
        case.subject = near.subject or near.question[:300]
    elif to_people and (not case.subject or answer.reason is Reason.NOTHING_NEAR):
        case.subject = first_words(own_words(case, question))


def _answered(session: Session, case: Case, answer: Answer, rules: Rules, now: datetime) -> str:
    best = answer.matches[0]
    case.department_id = best.department_id
    case.status, case.line = Status.CLOSED, int(Line.ASSISTANT)
    case.answered_at = case.closed_at = now
    record(case, EventKind.ANSWERED, now, entry_id=best.entry_id, confidence=round(best.confidence, 3))
    return wording(answer, more=_see_also(session, case, answer, rules, now))


def _letters(answer: Answer) -> PageLanguage:
    """The language of a letter with this answer: the answer's own, where the sentences around it exist in that."""
    said = tongue(answer)
    return next((language for language in PageLanguage if language.value == said.value), spoken())


def _see_also(session: Session, case: Case, answer: Answer, rules: Rules, now: datetime) -> str:
    """The related answers' pages in a letter; a page shows them below the answer itself."""
    if case.channel is not Channel.EMAIL:
        return ""
    numbers = [number for match in answer.answers for number in match.see_also]
    return phrases_answer.see_also(as_places(seen_also(session, numbers, now), rules.public_url))


def _clarify(case: Case, answer: Answer, now: datetime) -> str:
    """Ask back. An earlier answer was to another question; this one is still open."""
    case.department_id = answer.department_id
    case.status = Status.TALKING
    case.answered_at = case.closed_at = case.line = None
    record(case, EventKind.CLARIFIED, now)
    return wording(answer, by_mail=case.channel is Channel.EMAIL)


def _declined(case: Case, answer: Answer, now: datetime) -> str:
    if case.channel is Channel.EMAIL:
        # A mail that only says thank you needs nothing more; a chat goes on.
        case.status, case.closed_at = Status.CLOSED, case.closed_at or now
    record(case, EventKind.DECLINED, now, reason=answer.reason.value)
    return wording(answer)


def _handed_over_text(case: Case, answer: Answer, rules: Rules) -> str:
    due_at = case.due_at or case.received_at
    text = phrases.handed_over(answer.reason, case.number, due_at, responsible_name(case))
    return wording(answer, on_call_phone=rules.assistant.on_call_phone, handed_over=text)


def _say(
    case: Case, question: Message, kind: MessageKind, text: str, now: datetime, matches: tuple[Match, ...] = ()
) -> Said:
    """Keep what the assistant says in the case, with the entries it says or offers."""
    language = spoken().value
    message = Message(author=Author.ASSISTANT, kind=kind, text=text, language=language, at=now, answers_id=question.id)
    message.entries = [MessageEntry(rank=rank, entry_id=match.entry_id) for rank, match in enumerate(matches)]
    case.messages.append(message)
    return Said(kind, text)


def _say_or_receipt(
    case: Case,
    question: Message,
    said: Said,
    receipt: OutboxMail | None,
    now: datetime,
    matches: tuple[Match, ...] = (),
) -> Said:
    """Keep what the resident really met: in the chat the words on the page, by mail the receipt alone.

    Without one nothing was said. What was declined is then kept without words, since it waits for no answer.
    """
    if case.channel is Channel.EMAIL:
        said = Said(said.kind, receipt.body if receipt else "")
        if receipt is None and said.kind is not MessageKind.DECLINE:
            return said
    return _say(case, question, said.kind, said.text, now, matches)


def _mail(session: Session, case: Case, question: Message, kind: MailKind, said: Said, now: datetime) -> None:
    """An answer or a question back to a mail goes by mail; in the chat it is on the page."""
    if case.channel is Channel.EMAIL and case.mail_address:
        post(session, case, kind, case.mail_address, said.text, now, answers=question)
