"""Two separate questions in one message: both answered in one reply, or one answered and the rest handed over."""

from __future__ import annotations

from assistant.engine.answer import Answer, Outcome, Policy, Reason
from assistant.engine.decide import decide
from assistant.engine.looking import Found
from knowledge.match import Match


def decide_several(found: Found, policy: Policy) -> Answer:
    """Answer every question that is certain; when one is not, a person gets the case, and that is said openly."""
    parts = [decide(matches, policy, None) for matches in found.questions]
    said = tuple(part.matches[0] for part in parts if part.outcome is Outcome.ANSWERED)
    if not said:
        # Nothing is certain: the message as a whole may still be near something.
        return decide(found.matches, policy, found.hints)
    if len(said) == len(parts):
        return Answer(Outcome.ANSWERED, Reason.CERTAIN, said, said[0].department_id, said=said)
    rest = next(part for part in parts if part.outcome is not Outcome.ANSWERED)
    matches = _unique((*said, *rest.matches))
    return Answer(Outcome.HANDED_OVER, Reason.PARTLY_ANSWERED, matches, rest.department_id, said=said)


def _unique(matches: tuple[Match, ...]) -> tuple[Match, ...]:
    return tuple({match.entry_id: match for match in matches}.values())
