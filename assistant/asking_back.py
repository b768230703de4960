"""What follows when the assistant has asked back: the resident's choice, or a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assistant.cases.case import Case
from assistant.cases.message import Author, Message, MessageKind
from assistant.engine.answer import Answer, Channel, Outcome, Policy, Question, Reason
from assistant.engine.choosing import picked_number
from assistant.engine.decide import held_back
from assistant.engine.demands import person_demanded
from assistant.engine.language import Language, identify
from assistant.engine.respond import respond
from assistant.engine.screening import screen
from knowledge.match import Match, Search


def chosen(case: Case, picked: Match, policy: Policy) -> Answer:
    """The resident picked this entry; what may not be said, since the choices may be older than the rules, is not."""
    refused = held_back(picked, policy)
    outcome = Outcome.HANDED_OVER if refused else Outcome.ANSWERED
    answer = Answer(outcome, refused or Reason.CHOSEN, (picked,), picked.department_id)
    return replace(answer, language=_language(case))


def open_offer(case: Case) -> Message | None:
    """The choices that the case's next mail replies to: our latest word. In a chat they are buttons."""
    if case.channel is not Channel.EMAIL or case.handed_over_at is not None:
        return None
    last = next((message for message in reversed(case.messages) if message.author is not Author.RESIDENT), None)
    return last if last is not None and last.kind is MessageKind.CLARIFY else None


def reply_to_offer(
    asked: Question, offer: Message, case: Case, search: Search, policy: Policy, now: datetime
) -> Answer:
    """A number picks; anything else goes to a person, since nobody is asked back twice."""
    screened = screen(asked.words)
    picked = _picked(asked, offer, search, now)
    if picked is not None and person_demanded(asked, screened, {}, policy) in (None, Reason.AUTOMATIC_OFF):
        return replace(chosen(case, picked, policy), remarks=screened.remarks)
    reason = asked.person_reason or Reason.ASKS_FOR_PERSON
    answer = respond(replace(asked, person_reason=reason), search, policy, now)
    near = answer.confidence >= policy.clarify_at
    # "Nej, något annat" tells nobody's matter: then whoever owns the first choice has it.
    return answer if near or answer.confidential else replace(answer, department_id=case.department_id)


def _picked(asked: Question, offer: Message, search: Search, now: datetime) -> Match | None:
    """The entry that was picked by number, if it may still be used; never under a new subject of its own."""
    number = None if asked.subject else picked_number(asked.text)
    if number is None or number > len(offer.entries):
        return None
    return search.by_id(offer.entries[number - 1].entry_id, now)


def _language(case: Case) -> Language:
    """The language of the question that was asked back about: a button or a digit has none."""
    offers = [message.answers_id for message in case.messages if message.kind is MessageKind.CLARIFY]
    asked = [message.text for message in case.messages if offers and message.id == offers[-1]]
    return identify(asked[0]) if asked else Language.SWEDISH
