"""When a round's questions go out: within working hours, spread, the same for the same seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from admin.measurement.schedule import PeriodTooShort, planned
from knowledge.worktime import STOCKHOLM, WorkingCalendar

CALENDAR = WorkingCalendar()
ADDRESSES = {
    number: f"{'Bygg' if number % 2 else 'bygg'}@prov.example" if number < 12 else "gata@prov.example"
    for number in range(20)
}


@settings(max_examples=40, deadline=None)
@given(
    first=st.dates(date(2025, 12, 1), date(2026, 6, 30)),
    days=st.integers(14, 60),
    seed=st.integers(0, 2**31),
    late=st.integers(0, 3 * 24 * 60),
)
def test_every_plan_keeps_the_rules(first: date, days: int, seed: int, late: int) -> None:
    """Over red days and summer time: each question once, in working time within the period, none before now, and to
    one address, whatever its letters' case, half a working hour apart at least."""
    last = first + timedelta(days=days)
    now = datetime.combine(first, datetime.min.time(), UTC) + timedelta(minutes=late)
    plan = planned(ADDRESSES, first, last, seed, CALENDAR, now)
    assert set(plan) == set(ADDRESSES)
    assert plan == planned(ADDRESSES, first, last, seed, CALENDAR, now)
    assert all(CALENDAR.is_working_moment(at) and at >= now for at in plan.values())
    assert all(first <= at.astimezone(STOCKHOLM).date() <= last for at in plan.values())
    for address in ("bygg@prov.example", "gata@prov.example"):
        times = sorted(at for number, at in plan.items() if ADDRESSES[number].lower() == address)
        gaps = [CALENDAR.between(one, other) for one, other in pairwise(times)]
        assert min(gaps) >= timedelta(minutes=29)
        # No week of the period is without, and none has it all.
        assert len({at.isocalendar()[1] for at in times}) >= 2


def test_hours_and_order_are_by_chance() -> None:
    """Another seed gives other moments and another order, at all hours of the day."""
    first, last = date(2026, 3, 2), date(2026, 3, 27)
    now = datetime(2026, 2, 27, 12, tzinfo=UTC)
    plans = [planned(ADDRESSES, first, last, seed, CALENDAR, now) for seed in range(5)]
    assert len({tuple(sorted(plan, key=lambda number: plan[number])) for plan in plans}) == 5
    assert {at.astimezone(STOCKHOLM).hour for plan in plans for at in plan.values()} == set(range(8, 17))


@pytest.mark.parametrize(("last", "count"), [(date(2026, 3, 2), 10), (date(2026, 3, 1), 1)])
def test_a_period_without_room_is_refused(last: date, count: int) -> None:
    """Ten questions in one day, or any over a weekend, would come in a heap."""
    addresses = dict.fromkeys(range(count), "bygg@prov.example")
    with pytest.raises(PeriodTooShort):
        planned(addresses, date(2026, 2, 28), last, 1, CALENDAR, datetime(2026, 2, 27, 18, tzinfo=UTC))
