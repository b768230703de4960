"""What facts add up to, and the shares and times that are read from the sums. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from admin.figures.fact import LONG_UNANSWERED, Fact, tenths
from assistant.cases.case import Line
from assistant.cases.sender_grade import SenderGrade
from knowledge.worktime import WorkingCalendar

FEW = 30
"""Below so many contacts a figure is an indication, not an exact value (facts/municipality.md 2)."""
DAY_SECONDS = int(WorkingCalendar().day_length.total_seconds())
"""A working day, 08-17, in seconds."""


@dataclass(frozen=True)
class Share:
    """`part` of `n`; without any n it is unknown, which is not zero."""

    part: int
    n: int

    @property
    def percent(self) -> float | None:
        """Hundredths of n; None where n is 0."""
        return 100 * self.part / self.n if self.n else None

    @property
    def few(self) -> bool:
        """Whether so few that it should be read with care."""
        return self.n < FEW


@dataclass
class Sums:
    """Counts of contacts, added up. The names say what is counted; waits are {tenths of a working hour: contacts}.

    `within_*` are answered within the limit, `late_*` unanswered that are past it. `unanswered_long` are the
    unanswered of `late_2` that have waited two weeks. `waits_seconds` and `finals_seconds` are working seconds.
    """

    contacts: int = 0
    expecting: int = 0
    answered: int = 0
    within_1: int = 0
    within_2: int = 0
    late_1: int = 0
    late_2: int = 0
    unanswered_long: int = 0
    waits_seconds: int = 0
    finals_seconds: int = 0
    sender_complete: int = 0
    sender_name_phone: int = 0
    sender_name_department: int = 0
    sender_other: int = 0
    extra: int = 0
    extra_known: int = 0
    by_assistant: int = 0
    by_first_line: int = 0
    by_department: int = 0
    promise_kept: int = 0
    promise_broken: int = 0
    repeats: int = 0
    repeat_known: int = 0
    helped: int = 0
    not_helped: int = 0
    waits: Counter[int] = field(default_factory=Counter)
    finals: Counter[int] = field(default_factory=Counter)

    def add(self, other: Sums) -> None:
        """Add another group's sums to these."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.waits.update(other.waits)
        self.finals.update(other.finals)

    def count(self, fact: Fact, now: datetime, limits: tuple[int, int]) -> None:
        """Add one contact as it stands at `now`."""
        self.contacts += 1
        self.expecting += fact.expects_answer
        self.helped += fact.helped
        self.not_helped += fact.not_helped
        if fact.repeat is not None:
            self.repeat_known += 1
            self.repeats += fact.repeat
        self._count_line(fact)
        self._count_promise(fact, now)
        if fact.first_wait is not None and fact.final_wait is not None:
            self._count_answer(fact, fact.first_wait, fact.final_wait, limits)
        elif fact.expects_answer:
            self._count_unanswered(fact, now)

    def _count_answer(self, fact: Fact, first: int, final: int, limits: tuple[int, int]) -> None:
        self.answered += 1
        self.within_1 += first <= limits[0] * DAY_SECONDS
        self.within_2 += first <= limits[1] * DAY_SECONDS
        self.waits_seconds += first
        self.finals_seconds += final
        self.waits[tenths(first)] += 1
        self.finals[tenths(final)] += 1
        if fact.extra is not None:
            self.extra_known += 1
            self.extra += fact.extra
        if fact.sender is not None:
            name = _SENDERS[fact.sender]
            setattr(self, name, getattr(self, name) + 1)

    def _count_unanswered(self, fact: Fact, now: datetime) -> None:
        self.late_1 += now > fact.limit_1_at
        if now > fact.limit_2_at:
            self.late_2 += 1
            self.unanswered_long += now - fact.received_at >= LONG_UNANSWERED

    def _count_line(self, fact: Fact) -> None:
        if fact.line is not None:
            name = _LINES[Line(fact.line)]
            setattr(self, name, getattr(self, name) + 1)

    def _count_promise(self, fact: Fact, now: datetime) -> None:
        if fact.due_at is None:
            return
        if fact.promise_answer_at is not None:
            kept = fact.promise_answer_at <= fact.due_at
            self.promise_kept += kept
            self.promise_broken += not kept
        elif now > fact.due_at:
            self.promise_broken += 1

    @property
    def share_1(self) -> Share:
        """Answered within the shorter limit."""
        return Share(self.within_1, self.answered + self.late_1)

    @property
    def share_2(self) -> Share:
        """Answered within the longer limit."""
        return Share(self.within_2, self.answered + self.late_2)

    @property
    def buckets(self) -> dict[str, Share]:
        """Within 1, within 2 but not 1, later, unanswered, unanswered after two weeks: they add up to n."""
        n = self.answered + self.late_2
        counts = {
            "within_1": self.within_1,
            "within_2": self.within_2 - self.within_1,
            "later": self.answered - self.within_2,
            "unanswered": self.late_2 - self.unanswered_long,
            "unanswered_long": self.unanswered_long,
        }
        return {name: Share(part, n) for name, part in counts.items()}

    @property
    def not_due(self) -> int:
        """Contacts without an answer whose longer limit has not passed: in no share yet."""
        return self.expecting - self.answered - self.late_2

    @property
    def mean_hours(self) -> float | None:
        """The mean wait for the first answer, in working hours."""
        return self.waits_seconds / self.answered / 3600 if self.answered else None

    @property
    def final_mean_hours(self) -> float | None:
        """The mean wait for the final answer, in working hours."""
        return self.finals_seconds / self.answered / 3600 if self.answered else None

    @property
    def median_hours(self) -> float | None:
        """The median wait for the first answer, in working hours."""
        return percentile(self.waits, 50)

    @property
    def p90_hours(self) -> float | None:
        """The wait that nine in ten first answers did not exceed, in working hours."""
        return percentile(self.waits, 90)

    @property
    def senders(self) -> dict[SenderGrade, Share]:
        """Each grade's share of the answers that a person mailed."""
        n = sum(getattr(self, name) for name in _SENDERS.values())
        return {grade: Share(getattr(self, name), n) for grade, name in _SENDERS.items()}

    @property
    def extra_share(self) -> Share:
        """Answers with more than the bare answer."""
        return Share(self.extra, self.extra_known)

    @property
    def lines(self) -> dict[Line, Share]:
        """Who solved the contacts that are solved: the 80/20 model's three lines."""
        n = sum(getattr(self, name) for name in _LINES.values())
        return {line: Share(getattr(self, name), n) for line, name in _LINES.items()}

    @property
    def first_line_share(self) -> Share:
        """Solved without a department: by the assistant or the first line."""
        without = self.by_assistant + self.by_first_line
        return Share(without, without + self.by_department)

    @property
    def promise_share(self) -> Share:
        """Handed-over contacts that were answered within the promise."""
        return Share(self.promise_kept, self.promise_kept + self.promise_broken)

    @property
    def repeat_share(self) -> Share:
        """Contacts that were the same errand again."""
        return Share(self.repeats, self.repeat_known)

    @property
    def helped_share(self) -> Share:
        """Answers that helped, by the word of those who said one."""
        return Share(self.helped, self.helped + self.not_helped)


COUNTS = tuple(one.name for one in fields(Sums) if one.name not in ("waits", "finals"))
"""The names of the plain counts: the columns of a monthly row."""
_SENDERS = {
    SenderGrade.COMPLETE: "sender_complete",
    SenderGrade.NAME_PHONE: "sender_name_phone",
    SenderGrade.NAME_DEPARTMENT: "sender_name_department",
    SenderGrade.OTHER: "sender_other",
}
_LINES = {Line.ASSISTANT: "by_assistant", Line.FIRST_LINE: "by_first_line", Line.DEPARTMENT: "by_department"}


def percentile(waits: Mapping[int, int], percent: int) -> float | None:
    """The nearest rank: the smallest wait that at least so many in a hundred do not exceed, in working hours."""
    of = sum(waits.values())
    passed = 0
    for wait in sorted(waits):
        passed += waits[wait]
        if passed * 100 >= percent * of:
            return wait / 10
    return None
