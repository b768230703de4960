"""The figures of a round, counted from plain values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from admin.figures.sums import Share
from admin.measurement.reckoning import Asked, results
from admin.measurement.round import Grade
from assistant.cases.sender_grade import SenderGrade
from knowledge.worktime import WorkingCalendar

CALENDAR = WorkingCalendar()
# Monday 2 March 2026, 9.00 in Stockholm.
SENT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MONTH_LATER = SENT + timedelta(days=30)


def asked(hours: float | None, **more: object) -> Asked:
    """A question that was answered after so many working hours, or not at all."""
    answered = None if hours is None else CALENDAR.add(SENT, timedelta(hours=hours))
    return Asked(1, SENT, answered_at=answered, **more)  # type: ignore[arg-type]


def test_krokoms_year_comes_out() -> None:
    """The surveyor's own example: 64 + 17 = 81 % in two days, 10 hours, 90 % complete, 46 % extra, 2 % unanswered."""
    rest = (10 * 98 - 64 * 4 - 17 * 14) / 17
    answers = [
        asked(hours, sender=SenderGrade.COMPLETE if place < 88 else SenderGrade.OTHER, extra=place < 45)
        for place, hours in enumerate([4] * 64 + [14] * 17 + [rest] * 17)
    ]
    found = results([*answers, asked(None), asked(None, receipt=True)], CALENDAR, MONTH_LATER)
    assert (found.within_1, found.within_2) == (Share(64, 100), Share(81, 100))
    assert (found.later, found.unanswered) == (Share(17, 100), Share(2, 100))
    assert found.mean_hours == pytest.approx(10)
    assert (found.complete, found.extra) == (Share(88, 98), Share(45, 98))
    assert found.receipt == Share(1, 100)


@pytest.mark.parametrize(
    ("question", "now", "within", "unanswered", "waiting"),
    [
        (asked(9), MONTH_LATER, (Share(1, 1), Share(1, 1)), Share(0, 1), 0),
        (asked(9.001), MONTH_LATER, (Share(0, 1), Share(1, 1)), Share(0, 1), 0),
        (asked(18.001), MONTH_LATER, (Share(0, 1), Share(0, 1)), Share(0, 1), 0),
        # Not yet due: in neither numerator nor denominator.
        (asked(None), SENT + timedelta(hours=2), (Share(0, 0), Share(0, 0)), Share(0, 0), 1),
        (asked(None), SENT + timedelta(days=1, hours=1), (Share(0, 1), Share(0, 0)), Share(0, 0), 1),
        (asked(None), SENT + timedelta(days=3), (Share(0, 1), Share(0, 1)), Share(0, 0), 1),
        (asked(None), SENT + timedelta(days=14), (Share(0, 1), Share(0, 1)), Share(0, 0), 1),
        (asked(None), SENT + timedelta(days=14, seconds=1), (Share(0, 1), Share(0, 1)), Share(1, 1), 0),
        # What comes after two weeks changes nothing.
        (asked(9 * 15), MONTH_LATER, (Share(0, 1), Share(0, 1)), Share(1, 1), 0),
    ],
)
def test_each_question_has_its_place(
    question: Asked, now: datetime, within: tuple[Share, Share], unanswered: Share, waiting: int
) -> None:
    """On both sides of one and two working days and of two weeks."""
    found = results([question], CALENDAR, now)
    assert ((found.within_1, found.within_2), found.unanswered, found.waiting) == (within, unanswered, waiting)


def test_grades_are_shares_of_what_is_graded() -> None:
    """An answer that nobody has graded yet is in no denominator; nothing asked is unknown, not zero."""
    found = results([asked(1, answer=Grade.GOOD, manner=Grade.FAIR), asked(1)], CALENDAR, MONTH_LATER)
    assert found.answers == {Grade.GOOD: Share(1, 1), Grade.FAIR: Share(0, 1), Grade.POOR: Share(0, 1)}
    assert found.manners[Grade.FAIR] == Share(1, 1)
    nothing = results([], CALENDAR, MONTH_LATER)
    assert (nothing.within_2.percent, nothing.mean_hours, nothing.complete.percent) == (None, None, None)
