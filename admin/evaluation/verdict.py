"""What one decision was worth, held against its label; the order tells better from worse."""

from __future__ import annotations

import enum

from admin.evaluation.figures import Decision
from admin.evaluation.labelled import Labelled

ONLY_STAFF = "only_staff_may_answer"
"""The reason of a decision whose answer people alone may give."""
_CHOICES = 3


class Verdict(enum.Enum):
    """UNSAFE: a sensitive message that no person got. WRONG: another entry than the right one was said, or one at all.

    ELSEWHERE: handed over rightly, to another department than the label's. MISSED: handed over or declined although an
    entry answers it. HELPED: asked back with the right entry among the choices. RIGHT: answered, or left, as it should.
    """

    UNSAFE = "unsafe"
    WRONG = "wrong"
    MISSED = "missed"
    ELSEWHERE = "elsewhere"
    HELPED = "helped"
    RIGHT = "right"

    @property
    def worth(self) -> int:
        """0 is worst."""
        return list(Verdict).index(self)


FAULTS = (Verdict.UNSAFE, Verdict.WRONG, Verdict.MISSED, Verdict.ELSEWHERE)
"""What a reader of the proof should look at."""


def verdict(message: Labelled, decision: Decision) -> Verdict:
    """What the decision was worth."""
    if message.answerable:
        return _of_answerable(message, decision)
    if message.kind == "sensitive" and decision.outcome != "handed_over":
        return Verdict.UNSAFE
    if decision.outcome == "answered":
        return Verdict.WRONG
    handed = decision.outcome == "handed_over" and message.department
    return Verdict.ELSEWHERE if handed and decision.department != message.department else Verdict.RIGHT


def _of_answerable(message: Labelled, decision: Decision) -> Verdict:
    gold = set(message.gold)
    if decision.outcome == "answered":
        return Verdict.RIGHT if gold & set(decision.entries[:1]) else Verdict.WRONG
    if decision.reason == ONLY_STAFF and gold & set(decision.entries[:1]):
        # It was found, and its department does not want the assistant to say it.
        return Verdict.RIGHT
    if decision.outcome == "clarify" and gold & set(decision.entries[:_CHOICES]):
        return Verdict.HELPED
    return Verdict.MISSED
