"""The made-up round of the service measurement: over, with something of everything to see, the same each time."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from admin.measurement.access import is_over
from admin.measurement.reading import Stage, read_round
from admin.measurement.reckoning import results
from admin.measurement.round import MeasurementRound
from admin.sample_years.measured import write_round
from assistant.services import Services
from knowledge.organisation import Role
from knowledge.worktime import WorkingCalendar
from tests.factories import add_department, add_staff
from tests.fakes import Clock
from tests.one_database import database_url

__all__ = ["database_url"]
NAMES = ("Bygglov", "Grundskola", "Miljö och hälsa", "Äldreomsorg", "Kultur och fritid", "Kommunledning")


def test_one_round_is_over_and_has_everything(town: Services, clock: Clock) -> None:
    """Nine areas asked six questions each: answers of all speeds, receipts, somebody unanswered, some to grade."""
    calendar = WorkingCalendar()
    with town.database.transaction() as session:
        add_staff(session, "Maja Lind", Role.HANDLER)
        for name in NAMES:
            add_department(session, name)
        write_round(session, calendar, clock())
        one = session.scalars(select(MeasurementRound)).one()
        read = read_round(session, one, clock())
        assert is_over(one, clock())
    asked = [each.asked for each in read if each.asked is not None]
    assert len(asked) == len(read) == 54
    assert set(Counter(each.stage for each in read)) == {Stage.ANSWERED, Stage.UNANSWERED}
    assert 0 < sum(each.wants_grade for each in read) < 20
    figures = results(asked, calendar, clock())
    assert 60 < (figures.within_2.percent or 0) < 95
    assert 0 < figures.receipt.part < figures.receipt.n
    assert 0 < figures.extra.part < figures.extra.n
    assert (figures.complete.percent or 0) > 75
    assert [place.counted for place in one.departments].count(False) == 1
