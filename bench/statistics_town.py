"""A million made-up contacts over four years, the same ones each time: what the figures are measured with."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from assistant.cases.case import Case, CaseEvent, EventKind, Line, Status
from assistant.cases.response_log import ResponseLog
from assistant.cases.sender_grade import SenderGrade
from assistant.engine.answer import Outcome
from bench.many_people import People, write_people
from knowledge.audience import Audience
from knowledge.channel import Channel
from knowledge.database import Database, table_of
from knowledge.entries import Entry, EntryStatus
from knowledge.worktime import WorkingCalendar

START, END = datetime(2023, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
_CALENDAR = WorkingCalendar()
_CHANNELS = {Channel.CHAT: 0.38, Channel.EMAIL: 0.3, Channel.PHONE: 0.28, Channel.VISIT: 0.04}
_SUBJECTS = [f"Ämne {number}" for number in range(200)]
# The most common subject is one contact in twenty-five, the rarest one in a thousand.
_SUBJECT_WEIGHTS = list(accumulate(1 / (rank + 6) for rank in range(len(_SUBJECTS))))
_PORTION = 5_000
_HOUR = timedelta(hours=1)


def write_contacts(database: Database, count: int) -> None:
    """Fill an empty, migrated database; says on standard error how far it has come."""
    chance = random.Random(7)  # noqa: S311 - the same contacts each time
    with database.transaction() as session:
        people = write_people(session)
        for number in range(1, 101):
            facts = {"id": number, "number": f"B-{number}", "question": "Vad gäller?", "answer": "Det gäller alla."}
            owner = {"department_id": people.groups[number % len(people.groups)].department, "updated_at": START}
            session.add(Entry(status=EntryStatus.PUBLISHED, audience=Audience.EVERYONE, **facts, **owner))
    for first in range(1, count + 1, _PORTION):
        numbers = range(first, min(first + _PORTION, count + 1))
        made = [_contact(number, count, people, chance) for number in numbers]
        with database.transaction() as session:
            _insert(session, Case, [case for case, _, _ in made])
            _insert(session, ResponseLog, [row for _, rows, _ in made for row in rows])
            _insert(session, CaseEvent, [event for _, _, events in made for event in events])
        print(f"\r  {numbers[-1]:,} of {count:,} contacts", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def _insert(session: Session, table: type[Case] | type[ResponseLog] | type[CaseEvent], rows: list[Any]) -> None:
    session.execute(insert(table_of(table)), rows)


Made = tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]


def _contact(number: int, count: int, people: People, chance: random.Random) -> Made:
    day = START + (END - START) * (number / count)
    received = day.replace(hour=chance.choice((7, 8, 8, 9, 9, 10, 12, 13, 14, 18)), minute=chance.randrange(60))
    group = chance.choice(people.groups)
    [channel] = chance.choices(list(_CHANNELS), list(_CHANNELS.values()))
    [subject] = chance.choices(_SUBJECTS, cum_weights=_SUBJECT_WEIGHTS)
    case = {
        "id": number,
        "number": f"{received.year}-{number:06d}",
        "code": f"bench-{number}",
        "channel": channel,
        "status": Status.CLOSED,
        "subject": subject if chance.random() < 0.8 else "",
        "confidential": chance.random() < 0.01,
        "contact_name": "",
        "contact_email": f"{chance.randrange(count // 3)}@b.example" if chance.random() < 0.7 else "",
        "department_id": group.department,
        "group_id": group.id,
        "received_at": received,
        "line": None,
        "due_at": None,
        "calendar": _CALENDAR.version,
        "version": 1,
    }
    events = [_event(number, EventKind.RECEIVED, received)]
    if chance.random() < 0.1:
        kind = EventKind.HELPED if chance.random() < 0.8 else EventKind.NOT_HELPED
        events.append(_event(number, kind, received + _HOUR))
    return case, list(_rows(case, people, chance)), events


def _rows(case: dict[str, Any], people: People, chance: random.Random) -> Iterator[dict[str, Any]]:
    """What the log says of the contact: answered at once, by a guide, or handed over and mostly answered."""
    received, luck = case["received_at"], chance.random()
    if luck < 0.45:
        yield _row(case, received, Outcome.ANSWERED, line=Line.ASSISTANT, entry_id=chance.randint(1, 100), extra=True)
    elif luck < 0.65:
        by = {"line": Line.FIRST_LINE, "staff_id": chance.choice(people.first_line.members), "extra": False}
        yield _row(case, received + timedelta(minutes=2), Outcome.ANSWERED, **by)
    else:
        case["due_at"] = _promised(received.replace(minute=0))
        yield _row(case, received, Outcome.HANDED_OVER)
        if chance.random() < 0.02:
            case["status"] = Status.OPEN
            return
        by = {"line": Line.DEPARTMENT, "staff_id": chance.choice(people.first_line.members)}
        more = {"sender": chance.choice(list(SenderGrade)), "extra": chance.random() < 0.5}
        yield _row(case, received + chance.expovariate(1 / 20) * _HOUR, Outcome.ANSWERED, **by, **more)


def _row(case: dict[str, Any], at: datetime, outcome: Outcome, **facts: object) -> dict[str, Any]:
    return {
        "at": at,
        "case_id": case["id"],
        "channel": case["channel"],
        "outcome": outcome,
        "reason": "bench",
        "answered": outcome is Outcome.ANSWERED,
        "line": None,
        "entry_id": None,
        "staff_id": None,
        "sender": None,
        "extra": None,
        "department_id": case["department_id"],
        "received_at": case["received_at"],
        "working_seconds": round(_CALENDAR.between(case["received_at"], at).total_seconds()),
        "calendar": case["calendar"],
        **facts,
    }


@lru_cache(maxsize=100_000)
def _promised(received: datetime) -> datetime:
    return _CALENDAR.add_days(received, 2)


def _event(case_id: int, kind: EventKind, at: datetime) -> dict[str, Any]:
    return {"case_id": case_id, "at": at, "kind": kind, "detail": {}}
