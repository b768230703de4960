"""What a change would do, as a value: to the test questions, and to where an entry stands for real questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from admin.evaluation.figures import Decision, Figures, figures
from admin.evaluation.verdict import Verdict
from admin.proof.judging import Judged

# So many of each are shown; the numbers count all.
_MOST_SHOWN = 50


@dataclass(frozen=True)
class Told:
    """One decision as it is shown: what came of it, which entries were nearest, how sure (0..1), what it was worth."""

    outcome: str
    reason: str
    entries: tuple[str, ...]
    confidence: float
    verdict: Verdict


@dataclass(frozen=True)
class Moved:
    """A test question that something else would be decided about."""

    question_id: int
    text: str
    gold: tuple[str, ...]
    before: Told
    after: Told

    @property
    def step(self) -> int:
        """Below zero: worse; zero: another decision of the same worth."""
        return self.after.verdict.worth - self.before.verdict.worth


@dataclass(frozen=True)
class Placed:
    """A real question, masked, and the entry's place among all for it (1 is first) before and after; None: far off."""

    text: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Shares:
    """The three figures of the curve, 0..1."""

    hit: float
    automation: float
    precision: float


@dataclass(frozen=True)
class Effect:
    """What a change would do. `lost`, `gained` and `other` count all test questions; `moved` shows some, losses first.

    `asked`: how many real questions were looked through; `placed` shows those for which the entry is near.
    """

    questions: int
    before: Shares
    after: Shares
    lost: int
    gained: int
    other: int
    moved: tuple[Moved, ...]
    asked: int = 0
    placed: tuple[Placed, ...] = ()

    @property
    def loses(self) -> bool:
        """Whether more test questions would go worse than better, so that publishing needs a reason."""
        return self.lost > self.gained

    def as_table(self) -> dict[str, Any]:
        """The effect as plain JSON."""
        written: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return written


def read_effect(table: Mapping[str, Any]) -> Effect:
    """The effect that `as_table` wrote down."""
    return _ADAPTER.validate_python(table)


def effect(before: Sequence[Judged], after: Sequence[Judged], asked: int = 0, placed: Sequence[Placed] = ()) -> Effect:
    """Hold two sittings of the same test questions against each other."""
    moved = [_moved(was, now) for was, now in zip(before, after, strict=True) if _differ(was.decision, now.decision)]
    shown = sorted(moved, key=lambda one: (one.step >= 0, one.step == 0, one.step, one.question_id))
    return Effect(
        questions=len(before),
        before=_shares(before),
        after=_shares(after),
        lost=sum(one.step < 0 for one in moved),
        gained=sum(one.step > 0 for one in moved),
        other=sum(one.step == 0 for one in moved),
        moved=tuple(shown[:_MOST_SHOWN]),
        asked=asked,
        placed=tuple(placed),
    )


def _differ(was: Decision, now: Decision) -> bool:
    """Whether a resident would meet something else: another outcome, another entry said, other choices."""
    return (was.outcome, was.reason, _met(was), was.department) != (now.outcome, now.reason, _met(now), now.department)


def _met(decision: Decision) -> tuple[str, ...]:
    match decision.outcome:
        case "answered":
            return decision.entries[:1]
        case "clarify":
            return decision.entries
        case _:
            return ()


def _moved(was: Judged, now: Judged) -> Moved:
    label = now.put.label
    text = f"{label.subject}: {label.text}" if label.subject else label.text
    return Moved(now.put.id, text[:500], label.gold, _told(was), _told(now))


def _told(judged: Judged) -> Told:
    made = judged.decision
    return Told(made.outcome, made.reason, made.entries[:3], made.confidence, judged.verdict)


def _shares(judged: Sequence[Judged]) -> Shares:
    found: Figures = figures([one.put.label for one in judged], [one.decision for one in judged])
    return Shares(found.hit_at_1, found.automation, found.answer_precision)


_ADAPTER = TypeAdapter(Effect)
