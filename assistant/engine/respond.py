"""The whole decision on one screen: a question in, an answer out, nothing touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assistant.engine.answer import Answer, Outcome, Policy, Question, Reason
from assistant.engine.decide import decide
from assistant.engine.screening import Screened, screen
from knowledge.errors import SearchUnavailable
from knowledge.match import Search


def respond(question: Question, search: Search, policy: Policy, now: datetime) -> Answer:
    """Choose an approved entry, ask back, hand over or decline; a search that fails hands over."""
    screened = screen(_words(question))
    answer = _nothing_asked(question, screened, policy) or _looked_up(question, screened, search, policy, now)
    return replace(answer, remarks=screened.remarks)


def _words(question: Question) -> str:
    """Subject and text; a subject that only repeats the text's beginning, as mail programs fill it in, adds nothing."""
    subject, text = question.subject.strip(), question.text.strip()
    repeats = text.casefold().startswith(subject.rstrip(" .…?!").casefold())
    return question.text if repeats else f"{subject}\n{question.text}"


def _nothing_asked(question: Question, screened: Screened, policy: Policy) -> Answer | None:
    """A greeting or no words at all; never where there is danger or a rule demands a person."""
    if screened.sensitive or question.person_reason is not None:
        return None
    if not screened.has_words:
        # Where nobody can be asked to write again, declining would be silence: a person reads it.
        return Answer(Outcome.DECLINED if policy.may_clarify else Outcome.HANDED_OVER, Reason.NO_WORDS)
    return Answer(Outcome.DECLINED, Reason.SMALL_TALK) if screened.small_talk else None


def _looked_up(question: Question, screened: Screened, search: Search, policy: Policy, now: datetime) -> Answer:
    """Search, also for a person's sake: the nearest entry tells which department has the question."""
    reason, fault = _demands_person(question, screened, policy), ""
    try:
        matches = search(screened.topic if reason is Reason.PERSONAL_CASE else screened.text, now)
    except SearchUnavailable as error:
        matches, reason, fault = (), reason or Reason.FAULT, str(error)
    if reason is None:
        return decide(matches, policy)
    department = matches[0].department_id if matches else None
    return Answer(
        Outcome.HANDED_OVER, reason, matches, department, confidential=reason is Reason.SENSITIVE, fault=fault
    )


def _demands_person(question: Question, screened: Screened, policy: Policy) -> Reason | None:
    """The first rule that forbids an automatic answer; danger comes before everything."""
    if screened.sensitive:
        return Reason.SENSITIVE
    if question.person_reason is not None:
        return question.person_reason
    if screened.personal_case:
        return Reason.PERSONAL_CASE
    if screened.wants_person:
        return Reason.ASKS_FOR_PERSON
    return None if policy.automatic else Reason.AUTOMATIC_OFF
