"""When somebody is away and who stands in: what cannot be so, and what is worth a warning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from knowledge.absence import (
    Absence,
    AbsenceFault,
    AbsenceWarning,
    Substitute,
    absence_between,
    fault_of,
    warnings_of,
)

TODAY = date(2026, 5, 13)
WEEK = Absence(date(2026, 5, 18), date(2026, 5, 24))
BO = Substitute(staff_id=2, active=True, absence=None, group_ids=frozenset({1, 2}))


def test_both_ends_are_days_away() -> None:
    """The first and the last day count, the days around them do not."""
    days = [date(2026, 5, day) for day in (17, 18, 24, 25)]
    assert [WEEK.covers(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("absence", "fault"),
    [
        (WEEK, None),
        (Absence(TODAY, TODAY), None),
        (Absence(date(2026, 5, 1), TODAY), None),
        (Absence(date(2026, 5, 24), date(2026, 5, 18)), AbsenceFault.ENDS_BEFORE_IT_BEGINS),
        (Absence(date(2026, 5, 1), date(2026, 5, 12)), AbsenceFault.OVER_ALREADY),
    ],
)
def test_days_that_cannot_be(absence: Absence, fault: AbsenceFault | None) -> None:
    """It ends before it begins, or ended yesterday; one that ends today or began last week is fine."""
    assert fault_of(absence, 1, BO, TODAY) is fault
    assert fault_of(absence, 1, None, TODAY) is fault


def test_who_cannot_stand_in() -> None:
    """Oneself, and somebody who has left."""
    assert fault_of(WEEK, 2, BO, TODAY) is AbsenceFault.ONESELF
    assert fault_of(WEEK, 1, replace(BO, active=False), TODAY) is AbsenceFault.INACTIVE


@pytest.mark.parametrize(
    ("away", "too"),
    [
        (None, False),
        (Absence(date(2026, 5, 11), date(2026, 5, 17)), False),
        (Absence(date(2026, 5, 11), date(2026, 5, 18)), True),
        (Absence(date(2026, 5, 20), date(2026, 5, 20)), True),
        (Absence(date(2026, 5, 24), date(2026, 6, 30)), True),
        (Absence(date(2026, 5, 25), date(2026, 6, 30)), False),
    ],
)
def test_a_substitute_who_is_away_on_one_of_the_days_is_worth_a_warning(away: Absence | None, too: bool) -> None:
    """One day is enough; a neighbouring week is no matter."""
    warned = warnings_of(WEEK, frozenset({1}), replace(BO, absence=away))
    assert warned == ((AbsenceWarning.AWAY_TOO,) if too else ())


def test_nobody_and_somebody_from_elsewhere_are_worth_a_warning() -> None:
    """Without a substitute, and with one who misses one of the groups; both at once for who is away too."""
    assert warnings_of(WEEK, frozenset(), None) == (AbsenceWarning.NOBODY,)
    assert warnings_of(WEEK, frozenset({1, 3}), BO) == (AbsenceWarning.NOT_IN_GROUPS,)
    both = (AbsenceWarning.AWAY_TOO, AbsenceWarning.NOT_IN_GROUPS)
    assert warnings_of(WEEK, frozenset({3}), replace(BO, absence=WEEK)) == both


def test_a_stored_row_without_a_last_day_goes_on() -> None:
    """And one without a first day is no absence."""
    endless = absence_between(date(2026, 5, 1), None)
    assert endless is not None
    assert endless.covers(date(2040, 1, 1))
    assert absence_between(None, None) is None
    assert absence_between(None, TODAY) is None
