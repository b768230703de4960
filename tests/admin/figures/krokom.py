"""A year of e-mails as the one that the surveyor measured in Krokom (facts/municipality.md 2), in ten times as many."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from admin.sample_years.rows import Rows, Story
from admin.sample_years.writing import write_rows
from assistant.cases.case import Line
from assistant.cases.sender_grade import SenderGrade
from assistant.engine.answer import Channel, Reason
from knowledge.worktime import WorkingCalendar
from tests.factories import add_department

MEASURED = (
    "Bygglov",
    "Förskola",
    "Grundskola",
    "Individ- och familjeomsorg",
    "Miljö och hälsa",
    "Gator och vägar",
    "Äldreomsorg",
    "Handikappomsorg",
    "Kultur och fritid",
    "Kommunledningskontor",
)
_CALENDAR = WorkingCalendar()
# Working hours until the answer, and how many waited so long: 64 % within a day of nine hours, 17 % within two, 17 %
# longer, and 2 % without an answer. Together 24,500 hours for 2,450 answers.
_WAITS = {4: 1_600, 13: 425, 29: 175, 30: 250, None: 50}
# Of the answers: 90 % with a complete sender, 46 % with more than the bare answer.
_GRADES = {
    SenderGrade.COMPLETE: 2_205,
    SenderGrade.NAME_PHONE: 122,
    SenderGrade.NAME_DEPARTMENT: 98,
    SenderGrade.OTHER: 25,
}
_EXTRA = {True: 1_127, False: 1_323}
_Kind = TypeVar("_Kind")


def write_year(session: Session, staff_id: int, year: int = 2025) -> None:
    """The year's e-mails, evenly over its days and the ten departments, all handed over with the usual promise."""
    groups = [add_department(session, name).groups[0] for name in MEASURED]
    rows, first = Rows(), datetime(year, 1, 2, 9, tzinfo=UTC)
    grades, extras = iter(_spread(_GRADES)), iter(_spread(_EXTRA))
    for place, hours in enumerate(_spread(_WAITS)):
        story = _mail(rows, place + 1, _CALENDAR.clock_start(first + place * timedelta(minutes=205)))
        group = groups[place % len(groups)]
        story.case.update(department_id=group.department_id, group_id=group.id)
        at = story.case["received_at"]
        story.hand_over(at, Reason.NOTHING_NEAR, "Tack.", _CALENDAR.add_days(at, 2), _CALENDAR.add_days(at, 3))
        if hours is not None:
            answered = _CALENDAR.add(at, timedelta(hours=hours))
            story.reply(answered, staff_id, "Ja.", Line.DEPARTMENT, sender=next(grades), extra=next(extras))
            story.close(answered, staff_id)
    write_rows(session, rows)


def _mail(rows: Rows, number: int, received: datetime) -> Story:
    year = received.year
    story = Story(
        rows,
        _CALENDAR,
        id=number,
        number=f"{year}-{number:06d}",
        code=f"krokom-{number}",
        channel=Channel.EMAIL,
        received_at=received,
        subject="En enkel fråga",
    )
    story.ask(received, "Vad gäller?", "En enkel fråga")
    return story


def _spread(wanted: Mapping[_Kind, int]) -> list[_Kind]:
    """Each as many times as wanted, in an order that is the same each time."""
    every = [kind for kind, number in wanted.items() for _ in range(number)]
    random.Random(3).shuffle(every)  # noqa: S311 - the same year each time
    return every
