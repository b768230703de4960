"""Which messages only a person may answer: rules that one can read, and what the classifier of manners hears."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.engine.answer import Policy, Question, Reason
from assistant.engine.screening import Screened
from knowledge.manner import Manner

# How sure the classifier must be (0..1) before it alone takes a message to a person. A person too many costs a
# colleague a minute; danger that is met by a machine can cost a life, so for danger a suspicion is enough.
_DANGER_AT = 0.40
_SURE_ENOUGH = (
    (Manner.RECORDS_REQUEST, 0.60, Reason.RECORDS_REQUEST),
    (Manner.PERSONAL_CASE, 0.50, Reason.PERSONAL_CASE),
    (Manner.COMPLAINT, 0.60, Reason.COMPLAINT),
    (Manner.WANTS_PERSON, 0.80, Reason.ASKS_FOR_PERSON),
)
_SMALL_TALK_AT = 0.80
# Longer small talk than this holds something else as well (words).
_SMALL_TALK_WORDS = 12


def person_demanded(
    question: Question, screened: Screened, manners: Mapping[Manner, float], policy: Policy
) -> Reason | None:
    """The first rule that forbids an automatic answer; danger comes before everything."""
    heard = [reason for manner, least, reason in _SURE_ENOUGH if manners.get(manner, 0.0) >= least]
    if screened.sensitive or hears_danger(manners):
        return Reason.SENSITIVE
    if question.person_reason is not None:
        return question.person_reason
    if screened.personal_case:
        return Reason.PERSONAL_CASE
    if screened.wants_person:
        return Reason.ASKS_FOR_PERSON
    return heard[0] if heard else (None if policy.automatic else Reason.AUTOMATIC_OFF)


def hears_danger(manners: Mapping[Manner, float]) -> bool:
    """Whether the classifier suspects that somebody is in danger."""
    return manners.get(Manner.DANGER, 0.0) >= _DANGER_AT


def is_small_talk(screened: Screened, manners: Mapping[Manner, float]) -> bool:
    """A greeting, a thank-you, a test: nothing is asked."""
    heard = manners.get(Manner.SMALL_TALK, 0.0) >= _SMALL_TALK_AT
    return screened.small_talk or (heard and len(screened.text.split()) <= _SMALL_TALK_WORDS)
