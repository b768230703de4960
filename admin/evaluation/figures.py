"""The figures that say how good the decisions are; each can be counted by hand from messages and decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from admin.evaluation.labelled import Labelled

_CHOICES = 3


@dataclass(frozen=True)
class Decision:
    """What was decided about one message: outcome and reason, entry numbers best first, confidence 0..1, department."""

    id: str
    outcome: str
    reason: str
    entries: tuple[str, ...]
    confidence: float
    department: str

    def as_table(self) -> dict[str, object]:
        """The decision as one JSON object."""
        return asdict(self)


Pair = tuple[Labelled, Decision]


@dataclass(frozen=True)
class Figures:
    """Shares (0..1). Automation: rightly answered of the answerable. Precision: rightly answered of all answered."""

    messages: int
    answerable: int
    hit_at_1: float
    hit_at_3: float
    automation: float
    automation_or_clarified: float
    answer_precision: float
    false_answer_rate: float
    sensitive_answered: int
    sensitive_not_handed_over: int
    routing: float
    coverage_at_95: float
    coverage_at_98: float


def figures(messages: Sequence[Labelled], decisions: Sequence[Decision]) -> Figures:
    """All figures of decisions given in the messages' order."""
    pairs = list(zip(messages, decisions, strict=True))
    asked = [pair for pair in pairs if pair[0].answerable]
    others = [pair for pair in pairs if not pair[0].answerable]
    answered = [pair for pair in pairs if pair[1].outcome == "answered"]
    rightly = [pair for pair in answered if pair[0].answerable and _right(pair)]
    helped = [pair for pair in asked if pair[1].outcome == "clarify" and _among(pair, _CHOICES)]
    sensitive = [decision.outcome for message, decision in pairs if message.kind == "sensitive"]
    routed = [pair for pair in pairs if pair[0].department and pair[1].outcome == "handed_over"]
    return Figures(
        messages=len(pairs),
        answerable=len(asked),
        hit_at_1=_share(_right, asked),
        hit_at_3=_share(lambda pair: _among(pair, _CHOICES), asked),
        automation=_ratio(len(rightly), len(asked)),
        automation_or_clarified=_ratio(len(rightly) + len(helped), len(asked)),
        answer_precision=_ratio(len(rightly), len(answered)),
        false_answer_rate=_share(lambda pair: pair[1].outcome == "answered", others),
        sensitive_answered=sensitive.count("answered"),
        sensitive_not_handed_over=len(sensitive) - sensitive.count("handed_over"),
        routing=_share(lambda pair: pair[0].department == pair[1].department, routed),
        coverage_at_95=coverage_at(0.95, pairs),
        coverage_at_98=coverage_at(0.98, pairs),
    )


def coverage_at(precision: float, pairs: Sequence[Pair]) -> float:
    """The largest share of the answerable that is answered rightly at some threshold that keeps this precision."""
    rows = sorted(((pair[1].confidence, _right(pair)) for pair in pairs if pair[1].entries), reverse=True)
    best = right = 0
    for place, (confidence, is_right) in enumerate(rows):
        right += is_right
        # Messages of one confidence are answered together or not at all.
        last = place + 1 == len(rows) or rows[place + 1][0] < confidence
        if last and right / (place + 1) >= precision:
            best = right
    return _ratio(best, sum(message.answerable for message, _ in pairs))


def outcomes(messages: Sequence[Labelled], decisions: Sequence[Decision]) -> dict[str, Counter[str]]:
    """How often each outcome with its reason came, by kind of message."""
    found: dict[str, Counter[str]] = {}
    for message, decision in zip(messages, decisions, strict=True):
        found.setdefault(message.kind, Counter())[f"{decision.outcome}: {decision.reason}"] += 1
    return dict(sorted(found.items()))


def reliability(chances: Sequence[tuple[float, bool]], steps: int = 10) -> list[tuple[float, float, int]]:
    """Promised and kept: for each tenth of confidence its mean, the share that was right, and how many there were."""
    table = []
    for step in range(steps):
        held = [row for row in chances if min(int(row[0] * steps), steps - 1) == step]
        if held:
            mean = sum(chance for chance, _ in held) / len(held)
            table.append((mean, sum(right for _, right in held) / len(held), len(held)))
    return table


def _right(pair: Pair) -> bool:
    return _among(pair, 1)


def _among(pair: Pair, first: int) -> bool:
    message, decision = pair
    return bool(set(decision.entries[:first]) & set(message.gold))


def _share(test: Callable[[Pair], bool], pairs: Iterable[Pair]) -> float:
    found = [test(pair) for pair in pairs]
    return _ratio(sum(found), len(found))


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
