"""What residents have said of the answers, added up, and the index that is read from it (docs/decisions/0035). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from admin.figures.sums import FEW, Share
from assistant.cases.survey import GRADES, Reached

ASKED = "asked"
"""So many were asked. What they said is counted as `said_of`, their grades as `clear_of` and `easy_of`."""
POINTS = {grade: 25 * (grade - 1) for grade in GRADES}
"""What a grade is worth in the index: 5 is 100, 4 is 75, 3 is 50, 2 is 25, 1 is 0 (SKR, facts/municipality.md 2)."""


def said_of(reached: Reached) -> str:
    """The name under which it is counted that residents said this to the first question."""
    return f"said_{reached.value}"


def clear_of(grade: int) -> str:
    """The name under which a grade of how clear the answer was is counted."""
    return f"clear_{grade}"


def easy_of(grade: int) -> str:
    """The name under which a grade of how easy it was to get help is counted."""
    return f"easy_{grade}"


COUNTED = (
    ASKED,
    *(said_of(reached) for reached in Reached),
    *(name(grade) for name in (clear_of, easy_of) for grade in GRADES),
)
"""The names of all that is counted: the columns of a monthly row."""


@dataclass(frozen=True)
class Index:
    """The mean of `grades` ({grade: residents}) in points, 0-100; without any it is unknown, which is not zero."""

    grades: Mapping[int, int]

    @property
    def n(self) -> int:
        """How many have graded."""
        return sum(self.grades.values())

    @property
    def value(self) -> float | None:
        """The index; None where nobody has graded."""
        n = self.n
        return sum(POINTS[grade] * count for grade, count in self.grades.items()) / n if n else None

    @property
    def few(self) -> bool:
        """Whether so few that it should be read with care."""
        return self.n < FEW


@dataclass
class SurveySums:
    """How many residents were asked or said a thing, by the names above."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, counted: Iterable[tuple[str, int]]) -> None:
        """Add counts by their names."""
        for what, residents in counted:
            self.counts[what] += residents

    @property
    def asked(self) -> int:
        """How many were asked."""
        return self.counts[ASKED]

    @property
    def said(self) -> int:
        """How many have said anything at all."""
        return sum(self.counts[said_of(reached)] for reached in Reached)

    def of(self, reached: Reached) -> int:
        """How many have said this to the first question."""
        return self.counts[said_of(reached)]

    @property
    def response(self) -> Share:
        """How many of those who were asked have said anything."""
        return Share(self.said, self.asked)

    @property
    def clear(self) -> Index:
        """How clear the answer was, by those who got one: comparable with N00673 and N00671."""
        return Index({grade: self.counts[clear_of(grade)] for grade in GRADES})

    @property
    def easy(self) -> Index:
        """How easy it was to get help, by the same: comparable with N00674 and N00672."""
        return Index({grade: self.counts[easy_of(grade)] for grade in GRADES})
