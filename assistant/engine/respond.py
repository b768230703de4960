"""The whole decision on one screen: a question in, an answer out, nothing touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assistant.engine.answer import Answer, Outcome, Policy, Question, Reason
from assistant.engine.decide import decide
from assistant.engine.demands import hears_danger, is_small_talk, person_demanded
from assistant.engine.language import identify
from assistant.engine.looking import Found, look, registrar
from assistant.engine.screening import Screened, screen
from assistant.engine.several import decide_several
from knowledge.errors import SearchUnavailable
from knowledge.match import Search

# A request for records goes to the department whose entry is at least this near (0..1), which keeps them.
_CLEARLY_OWNED = 0.1


def respond(question: Question, search: Search, policy: Policy, now: datetime) -> Answer:
    """Choose an approved entry, ask back, hand over or decline; a search that fails hands over."""
    screened = screen(question.words)
    answer = _without_words(question, screened, policy) or _looked_up(question, screened, search, policy, now)
    return replace(answer, remarks=screened.remarks, language=identify(question.text))


def _without_words(question: Question, screened: Screened, policy: Policy) -> Answer | None:
    """No words, or a bare greeting; never where there is danger or a rule demands a person."""
    if screened.sensitive or question.person_reason is not None:
        return None
    if not screened.has_words:
        # Where nobody can be asked to write again, declining would be silence: a person reads it.
        return Answer(Outcome.DECLINED if policy.chat else Outcome.HANDED_OVER, Reason.NO_WORDS)
    return Answer(Outcome.DECLINED, Reason.SMALL_TALK) if screened.small_talk else None


def _looked_up(question: Question, screened: Screened, search: Search, policy: Policy, now: datetime) -> Answer:
    """Search, also for a person's sake: the nearest entries tell which department has the question."""
    try:
        found = look(question, screened, search, policy, now)
    except SearchUnavailable as error:
        return _unsearched(person_demanded(question, screened, {}, policy) or Reason.FAULT, screened, str(error))
    reason = person_demanded(question, screened, found.manners, policy)
    if reason is not None:
        answer = _to_person(reason, found, search, now)
        return replace(answer, danger=screened.sensitive or hears_danger(found.hints.manners))
    if is_small_talk(screened, found.hints.manners) and found.confidence < policy.clarify_at:
        return Answer(Outcome.DECLINED, Reason.SMALL_TALK)
    if len(found.questions) > 1:
        return decide_several(found, policy)
    return decide(found.matches, policy, found.hints, brief=found.brief)


def _unsearched(reason: Reason, screened: Screened, fault: str) -> Answer:
    secret = reason is Reason.SENSITIVE
    return Answer(Outcome.HANDED_OVER, reason, confidential=secret, danger=screened.sensitive, fault=fault)


def _to_person(reason: Reason, found: Found, search: Search, now: datetime) -> Answer:
    """To whoever owns the matter; records that nobody clearly owns, to whoever hands out records."""
    if reason is Reason.SITE_FAULT:
        # What does not work on our pages is nobody's matter but the first line's, whatever the words are near to.
        return Answer(Outcome.HANDED_OVER, reason)
    department_id = found.department_id
    if reason is Reason.RECORDS_REQUEST and found.confidence < _CLEARLY_OWNED:
        department_id = registrar(search, now) or department_id
    secret = reason is Reason.SENSITIVE
    return Answer(Outcome.HANDED_OVER, reason, found.doubted, department_id, confidential=secret)
