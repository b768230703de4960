"""The surveyor's own example comes out as the surveyor had it (facts/municipality.md 2, Krokom 2015)."""

from __future__ import annotations

from datetime import UTC, datetime

from admin.figures.measures import Dimension, Selection, figures, figures_by
from admin.figures.refreshing import refresh
from admin.figures.sums import Sums
from assistant.cases.sender_grade import SenderGrade
from assistant.services import Services
from knowledge.organisation import Role
from knowledge.worktime import WorkingCalendar
from tests.admin.figures.krokom import MEASURED, write_year
from tests.factories import add_staff

NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
YEAR = Selection("2025-01", "2025-12")


def test_a_year_as_krokoms(services: Services) -> None:
    """64 % + 17 % = 81 % within two days, ten working hours on average, 90 % complete, 46 % extra, 2 % nothing."""
    with services.database.transaction() as session:
        write_year(session, add_staff(session, "Hanna", Role.HANDLER).id)
        refresh(session, WorkingCalendar(), NOW)
    with services.database.reading() as session:
        year = figures(session, YEAR, NOW)
        departments = figures_by(session, YEAR, Dimension.DEPARTMENT, NOW)
    assert (year.contacts, year.expecting, year.answered, year.not_due) == (2_500, 2_500, 2_450, 0)
    assert _percents(year) == {"within_1": 64, "within_2": 17, "later": 17, "unanswered": 0, "unanswered_long": 2}
    assert (year.share_1.percent, year.share_2.percent) == (64, 81)
    assert (year.mean_hours, year.final_mean_hours) == (10, 10)
    assert year.senders[SenderGrade.COMPLETE].percent == 90
    assert year.extra_share.percent == 46
    assert {sums.contacts for sums in departments.values()} == {2_500 // len(MEASURED)}


def _percents(sums: Sums) -> dict[str, float | None]:
    return {name: share.percent for name, share in sums.buckets.items()}
