"""Reads a question as the search should meet it: the request, each separate question, and what it follows upon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.engine.answer import Policy, Question
from assistant.engine.screening import Screened, mask_personal_numbers
from assistant.engine.splitting import Reading, own_words, read_message
from knowledge.errors import SearchUnavailable
from knowledge.manner import Manner
from knowledge.match import Hints, Match, Search
from knowledge.swedish import fold_spaces

# A question with so few words of its own leans on what was said before ("vad kostar det?").
_FEW_WORDS = 1
# The most that may be believed (0..1) of an entry where a rule demands a person.
_DOUBT = 0.5
# So likely another authority's business (0..1) is a matter of its own.
_OWN_MATTER = 0.5
# A question of so few words is a keyword.
_BRIEF = 2
# A greeting, a thank-you or a line of a signature has so few words.
_COURTESY = 6
# What the entry about public records is asked like everywhere.
_RECORDS = "Begära ut en allmän handling hos registratorn, diariet"


@dataclass(frozen=True)
class Found:
    """What the search gave: for the whole message, its hints, and for each separate question when there are several.

    `brief`: the question is a mere word or two.
    """

    matches: tuple[Match, ...]
    hints: Hints
    questions: tuple[tuple[Match, ...], ...] = ()
    brief: bool = False

    @property
    def confidence(self) -> float:
        """The chance (0..1) that the best match is right; 0 without one."""
        return self.matches[0].confidence if self.matches else 0.0

    @property
    def manners(self) -> Mapping[Manner, float]:
        """What manner of message it is; of an entry's own wording, which is general, only danger is believed."""
        heard = self.hints.manners
        if self.matches and self.matches[0].exact:
            return {Manner.DANGER: heard.get(Manner.DANGER, 0.0)}
        return heard

    @property
    def doubted(self) -> tuple[Match, ...]:
        """The matches of a message that needs a person: right only if it is a general question after all."""
        ordinary = min(self.hints.manners.get(Manner.ORDINARY, _DOUBT), _DOUBT)
        return tuple(replace(match, confidence=match.confidence * ordinary) for match in self.matches)

    @property
    def department_id(self) -> int | None:
        """Who most likely owns the matter."""
        best = self.matches[0].department_id if self.matches else None
        return self.hints.department_id if self.hints.department_id is not None else best


def look(question: Question, screened: Screened, search: Search, policy: Policy, now: datetime) -> Found:
    """Search for the request, and for each of several questions. Raises SearchUnavailable."""
    reading = _reading(question)
    request = reading.request or _whole(question)
    hints = search.hints(_heard(question, reading), now)
    matches = search(screened.topic if screened.personal_case else request, now)
    alone = matches[0].confidence if matches else 0.0
    if question.before and _leans(request, hints) and alone < policy.answer_at:
        matches = search(f"{question.before} {request}", now)
    several = reading.questions if len(reading.questions) > 1 else ()
    different = _different(tuple(search(text, now) for text in several))
    return Found(matches, hints, different, brief=len(request.split()) <= _BRIEF)


def request_of(question: Question) -> str:
    """What is searched for: the request without greeting, signature and a subject that says nothing."""
    return _reading(question).request or _whole(question)


def _heard(question: Question, reading: Reading) -> str:
    """What tells the manner of the message: all of it, for danger and an own case may stand in any clause.

    Where nothing but a greeting and a signature is left out of the request, it says all that they do: one text to read
    instead of two, and reading is most of what a mail costs.
    """
    left_out = [sentence for sentence in reading.sentences if sentence.text not in reading.request]
    is_courtesy = all(one.weight == 0 and len(one.text.split()) <= _COURTESY for one in left_out)
    return reading.request if reading.request and is_courtesy else _whole(question)


def _whole(question: Question) -> str:
    return fold_spaces(mask_personal_numbers(question.words, " "))


def _reading(question: Question) -> Reading:
    return read_message(mask_personal_numbers(question.subject, " "), mask_personal_numbers(question.text, " "))


def registrar(search: Search, now: datetime) -> int | None:
    """The department that hands out public records: whoever owns the entry about it; None when none can be found."""
    try:
        matches = search(_RECORDS, now, 1)
    except SearchUnavailable:
        # The search was lost after the request itself had been found: the matter's own department has it then.
        return None
    return matches[0].department_id if matches else None


def _leans(request: str, hints: Hints) -> bool:
    """Whether it needs what was said before to mean anything; a matter of its own, such as a passport, does not."""
    return len(own_words(request)) <= _FEW_WORDS and hints.elsewhere < _OWN_MATTER


def _different(found: tuple[tuple[Match, ...], ...]) -> tuple[tuple[Match, ...], ...]:
    """The questions, if they are about different entries: what looks like two is often one, asked twice."""
    best = [matches[0].entry_id for matches in found if matches]
    return found if len(set(best)) == len(found) > 1 else ()
