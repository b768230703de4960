"""The whole decision on one screen: a question in, an answer out, nothing touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assistant.engine.answer import Answer, Outcome, Policy, Question, Reason, Remark
from assistant.engine.decide import decide
from assistant.engine.screening import Screened, screen
from knowledge.errors import SearchUnavailable
from knowledge.match import Match, Search


def respond(question: Question, search: Search, policy: Policy, now: datetime) -> Answer:
    """Choose an approved entry, ask back, hand over or decline; a search that fails hands over."""
    screened = screen(f"{question.subject}\n{question.text}" if question.subject else question.text)
    if not screened.has_words:
        return Answer(Outcome.DECLINED, Reason.NO_WORDS)
    if screened.small_talk:
        return Answer(Outcome.DECLINED, Reason.SMALL_TALK)
    try:
        matches = search(screened.text, now)
    except SearchUnavailable:
        return Answer(Outcome.HANDED_OVER, Reason.FAULT, confidential=screened.sensitive)
    reason = _demands_person(question, screened, policy)
    answer = _hand_over(reason, screened, matches) if reason else decide(matches, policy)
    return replace(answer, remarks=_remarks(screened))


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


def _hand_over(reason: Reason, screened: Screened, matches: tuple[Match, ...]) -> Answer:
    department = matches[0].department_id if matches else None
    return Answer(Outcome.HANDED_OVER, reason, matches, department, confidential=screened.sensitive)


def _remarks(screened: Screened) -> frozenset[Remark]:
    return frozenset({Remark.PERSONAL_NUMBER}) if screened.personal_number else frozenset()
