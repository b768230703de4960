"""Which messages only a person may answer: rules that one can read, and what the classifier of manners hears."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.engine.answer import Policy, Question, Reason
from assistant.engine.screening import Screened
from knowledge.manner import Manner

# How sure the classifier must be (0..1) before it alone takes a message to a person. A person too many costs a
# colleague a minute; danger that is met by a machine can cost a life, so for danger a suspicion is enough.
_DANGER_AT = 0.3
# For the others together: which of them it is matters less than that it is no general question.
_PERSON_AT = 0.5
_WANTS_PERSON_AT = 0.8
_FOR_PEOPLE = {
    Manner.PERSONAL_CASE: Reason.PERSONAL_CASE,
    Manner.COMPLAINT: Reason.COMPLAINT,
    Manner.RECORDS_REQUEST: Reason.RECORDS_REQUEST,
    Manner.DANGER: Reason.PERSONAL_CASE,
}
_SMALL_TALK_AT = 0.80
# Longer small talk than this holds something else as well (words).
_SMALL_TALK_WORDS = 12


def person_demanded(
    question: Question, screened: Screened, manners: Mapping[Manner, float], policy: Policy
) -> Reason | None:
    """The first rule that forbids an automatic answer; danger comes before everything."""
    if screened.sensitive or hears_danger(manners):
        return Reason.SENSITIVE
    if question.person_reason is not None:
        return question.person_reason
    heard = _heard(manners)
    if heard is Reason.RECORDS_REQUEST:
        return heard
    if screened.personal_case:
        return Reason.PERSONAL_CASE
    if screened.wants_person or manners.get(Manner.WANTS_PERSON, 0.0) >= _WANTS_PERSON_AT:
        return Reason.ASKS_FOR_PERSON
    return heard or (None if policy.automatic else Reason.AUTOMATIC_OFF)


def _heard(manners: Mapping[Manner, float]) -> Reason | None:
    """The likeliest manner that needs a person, when these together are likely enough."""
    chances = {manner: manners.get(manner, 0.0) for manner in _FOR_PEOPLE}
    if sum(chances.values()) < _PERSON_AT:
        return None
    return _FOR_PEOPLE[max(chances, key=lambda manner: chances[manner])]


def hears_danger(manners: Mapping[Manner, float]) -> bool:
    """Whether the classifier suspects that somebody is in danger."""
    return manners.get(Manner.DANGER, 0.0) >= _DANGER_AT


def is_small_talk(screened: Screened, manners: Mapping[Manner, float]) -> bool:
    """A greeting, a thank-you, a test: nothing is asked."""
    heard = manners.get(Manner.SMALL_TALK, 0.0) >= _SMALL_TALK_AT
    return screened.small_talk or (heard and len(screened.text.split()) <= _SMALL_TALK_WORDS)
