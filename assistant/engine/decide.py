"""The thresholds: from ranked matches to one outcome."""

from __future__ import annotations

from typing import Protocol

from assistant.engine.answer import Answer, Outcome, Policy, Reason
from knowledge.audience import Audience
from knowledge.match import Hints, Match
from knowledge.mode import AnsweringMode

# More than three choices is a list to read, not a question back.
MOST_CHOICES = 3
# When a second entry is this likely (0..1) for a mere word, the first is not certain.
_RIVAL_OF_A_WORD = 0.5
# How much of the message's matter must be another authority's (share, 0..1) before we send the resident there.
_ELSEWHERE_AT = 0.6


def decide(matches: tuple[Match, ...], policy: Policy, hints: Hints | None = None, *, brief: bool = False) -> Answer:
    """Answer when sure of one, ask back when a few are likely and the channel allows it, else hand over.

    `brief`: the question is a word or two, which many entries hold.
    """
    if not matches or _likely(matches) < policy.clarify_at:
        return _elsewhere(hints, policy) or _nothing_near(matches, hints)
    best = matches[0]
    sure = best.confidence >= policy.answer_at
    if sure and best.audience is not Audience.EVERYONE:
        return Answer(Outcome.HANDED_OVER, Reason.ONLY_STAFF_MAY_ANSWER, matches, best.department_id)
    if sure and not _has_rival(matches, policy, brief):
        held = held_back(best, policy)
        outcome = Outcome.HANDED_OVER if held else Outcome.ANSWERED
        return Answer(outcome, held or Reason.CERTAIN, matches, best.department_id)
    choices = _choices(matches, policy)
    if policy.may_clarify and choices:
        return Answer(Outcome.CLARIFY, Reason.SEVERAL_LIKELY, choices, best.department_id)
    reason = Reason.SEVERAL_LIKELY if sure else Reason.NOTHING_NEAR
    return Answer(Outcome.HANDED_OVER, reason, matches, best.department_id)


def _likely(matches: tuple[Match, ...]) -> float:
    """The chance (0..1) that one of the choices is right: one word ("bygglov") means none surely, but one of three."""
    return min(sum(match.confidence for match in matches[:MOST_CHOICES]), 1.0)


class Owned(Protocol):
    """An entry, however it is held: whom it is for, and the department that owns it."""

    @property
    def audience(self) -> Audience:
        """Who may say it."""

    @property
    def department_id(self) -> int:
        """Whose it is."""


def held_back(found: Match, policy: Policy) -> Reason | None:
    """Why the assistant may not say this entry by itself on this channel; None when it may.

    A mail cannot be asked about, so what nobody has looked at for too long is not sent (issue 7).
    """
    unreviewed = policy.most_overdue is not None and found.overdue > policy.most_overdue
    return silenced(found, policy) or (Reason.NOT_REVIEWED if unreviewed else None)


def silenced(found: Owned, policy: Policy) -> Reason | None:
    """Why the assistant may say nothing of this kind by itself on this channel, however well it is kept."""
    if found.audience is not Audience.EVERYONE:
        return Reason.ONLY_STAFF_MAY_ANSWER
    if not policy.automatic:
        return Reason.AUTOMATIC_OFF
    match policy.mode_of(found.department_id):
        case AnsweringMode.OFF:
            return Reason.AUTOMATIC_OFF
        case AnsweringMode.SUGGEST:
            return Reason.SUGGESTED
        case AnsweringMode.AUTO:
            return None


def _choices(matches: tuple[Match, ...], policy: Policy) -> tuple[Match, ...]:
    """What may be offered. Where the likeliest department wants a person, the question is not led to another."""
    if policy.mode_of(matches[0].department_id) is not AnsweringMode.AUTO:
        return ()
    return tuple(match for match in matches if held_back(match, policy) is None)[:MOST_CHOICES]


def _has_rival(matches: tuple[Match, ...], policy: Policy, brief: bool) -> bool:
    """Whether another entry is as good as certain too, or for a mere word ("bygglov") likely: none of them is meant.

    Only another entry's own wording can stand beside an entry's own wording.
    """
    best, *others = matches
    rivals = min(policy.answer_at, _RIVAL_OF_A_WORD) if brief else policy.answer_at
    return any(other.confidence >= rivals and other.exact >= best.exact for other in others)


def _elsewhere(hints: Hints | None, policy: Policy) -> Answer | None:
    """Another authority's business: the chat says whose; a mail goes to a person who helps the sender there."""
    if hints is None or hints.authority is None or hints.elsewhere < _ELSEWHERE_AT:
        return None
    outcome = Outcome.DECLINED if policy.chat else Outcome.HANDED_OVER
    return Answer(outcome, Reason.OTHER_AUTHORITY, authority=hints.authority)


def _nothing_near(matches: tuple[Match, ...], hints: Hints | None) -> Answer:
    """A municipal question without an entry, given to whoever owns the matter."""
    owner = hints.department_id if hints is not None and hints.department_id is not None else _owner(matches)
    return Answer(Outcome.HANDED_OVER, Reason.NOTHING_NEAR, matches, owner)


def _owner(matches: tuple[Match, ...]) -> int | None:
    """The department that owns most of the nearest entries."""
    nearest = [match.department_id for match in matches[:MOST_CHOICES]]
    return max(nearest, key=nearest.count) if nearest else None
