"""The sample town's opening hours, as the calendar reads them."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

from knowledge.opening_hours import OpeningException, OpeningHours, OpeningSpan
from knowledge.organisation_file import DepartmentFacts, HoursFacts, read_organisation

SAMPLES = Path(__file__).parents[2] / "knowledge" / "samples" / "nystad"


def test_opening_hours_hold() -> None:
    """Nobody opens on julafton, and the eves before it and before trettondagen end at noon."""
    for department in read_organisation(SAMPLES / "organisation.toml").departments:
        hours = _hours(department)
        assert not hours.spans_on(date(2026, 12, 24)), department.name
        assert hours.label_on(date(2026, 12, 24)) == "Julafton"
        for eve in (date(2026, 12, 23), date(2027, 1, 5)):
            assert hours.spans_on(eve), department.name
            assert all(span.closes <= time(12) for span in hours.spans_on(eve)), department.name


def test_some_close_for_lunch() -> None:
    """Two departments close for lunch, and a long day's eve has a label that says why it is short."""
    departments = read_organisation(SAMPLES / "organisation.toml").departments
    lunch = [department.name for department in departments if len(_hours_on_monday(department)) == 2]
    assert lunch == ["Gymnasium och vuxenutbildning", "Individ- och familjeomsorg"]
    short = [_hours(department).label_on(date(2027, 1, 5)) for department in departments]
    assert short.count("Trettondagsafton") == 4


def _hours_on_monday(department: DepartmentFacts) -> list[HoursFacts]:
    return [hours for hours in department.hours if 0 in hours.weekdays]


def _hours(department: DepartmentFacts) -> OpeningHours:
    """Give a department's hours as the calendar sees them, which refuses what cannot be true."""
    spans = [
        OpeningSpan(weekday, hours.opens, hours.closes)
        for hours in department.hours
        for weekday in hours.weekdays
        if hours.opens and hours.closes
    ]
    days: dict[date, list[tuple[time, time]]] = {}
    labels: dict[date, str] = {}
    for hours in department.hours:
        if hours.day:
            labels[hours.day] = hours.label
            days.setdefault(hours.day, []).extend([(hours.opens, hours.closes)] if hours.opens and hours.closes else [])
    exceptions = tuple(OpeningException.on(day, labels[day], *open_for) for day, open_for in days.items())
    return OpeningHours(tuple(spans), exceptions)
