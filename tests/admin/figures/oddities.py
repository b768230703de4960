"""The odd things that stored rows can say, each done to one made-up contact."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from admin.sample_years.rows import Row, Rows
from assistant.cases.case import EventKind, Status
from knowledge.worktime import WorkingCalendar

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
CALENDAR = WorkingCalendar()
# In working seconds: of a limit, and of where a tenth of an hour is rounded.
_EDGES = (0, 179, 180, 539, 540, *(9 * 60 * 60 * days + aside for days in (1, 2) for aside in (-1, 0, 1)))
# Summer time begins and ends; the last moment of a Stockholm year; the first of a month.
_NIGHTS = (
    datetime(2025, 3, 30, 0, 30, tzinfo=UTC),
    datetime(2025, 10, 26, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2025, 12, 31, 22, 59, 59, 999_999, tzinfo=UTC),
    datetime(2024, 6, 30, 22, 0, tzinfo=UTC),
)


@dataclass(frozen=True)
class Odd:
    """A contact with its rows of the log and its events, among the rows of its portion."""

    case: Row
    log: Sequence[Row]
    events: Sequence[Row]
    rows: Rows

    def receive(self, at: datetime) -> None:
        """It came in then; nothing happened before that, but the log's rows may say what they like."""
        self.case["received_at"] = at
        for event in self.events:
            event["at"] = max(event["at"], at)


def _nobodys(odd: Odd, _: random.Random) -> None:
    odd.case["department_id"] = None


def _shouted(odd: Odd, _: random.Random) -> None:
    odd.case["subject"] = f" {odd.case['subject'].upper()} "
    odd.case["contact_email"] = odd.case["contact_email"].upper()


def _secret_with_a_subject(odd: Odd, _: random.Random) -> None:
    odd.case.update(confidential=True, subject="Hemligt")


def _on_the_edge(odd: Odd, chance: random.Random) -> None:
    for row in odd.log:
        row["working_seconds"] = chance.choice(_EDGES)


def _between_seconds(odd: Odd, chance: random.Random) -> None:
    odd.receive(odd.case["received_at"] + timedelta(microseconds=chance.randrange(1_000_000)))


def _all_at_once(odd: Odd, _: random.Random) -> None:
    """The order is then the rows' own."""
    for row in odd.log:
        row["at"] = odd.log[0]["at"]


def _answered_when_due(odd: Odd, chance: random.Random) -> None:
    answered = [row["at"] for row in odd.log if row["answered"]]
    odd.case["due_at"] = answered[0] + timedelta(seconds=chance.randrange(-1, 2)) if answered else None


def _closed_by_hand(odd: Odd, chance: random.Random) -> None:
    odd.case.update(status=Status.CLOSED, line=chance.choice((None, 0, 1, 2)))


def _at_night(odd: Odd, chance: random.Random) -> None:
    odd.receive(chance.choice(_NIGHTS) + timedelta(minutes=chance.randrange(-90, 90)))


def _of_two_minds(odd: Odd, chance: random.Random) -> None:
    common = {"case_id": odd.case["id"], "at": odd.case["received_at"], "staff_id": None, "detail": {}}
    told = chance.choices((EventKind.HELPED, EventKind.NOT_HELPED), k=3)
    odd.rows.events += [common | {"kind": kind} for kind in told]


def _by_an_older_calendar(odd: Odd, _: random.Random) -> None:
    """What was counted then is not counted again."""
    for row in odd.log:
        row.update(calendar="SE-2019/0800-1700", working_seconds=row["working_seconds"] * 2 + 7)


def _without_a_log(odd: Odd, _: random.Random) -> None:
    for row in odd.log:
        odd.rows.log.remove(row)


def _still_waiting(odd: Odd, chance: random.Random) -> None:
    ago = timedelta(hours=chance.choice((1, 5, 20, 24, 30, 48, 60, 24 * 13, 24 * 14, 24 * 15)))
    odd.receive(NOW - ago)
    odd.case.update(status=Status.OPEN, line=None, answered_at=None)
    odd.case["due_at"] = CALENDAR.add_days(odd.case["received_at"], 2)
    for row in odd.log:
        row.update(answered=False, received_at=odd.case["received_at"])


ODDITIES: Sequence[Callable[[Odd, random.Random], None]] = (
    _nobodys,
    _shouted,
    _secret_with_a_subject,
    _on_the_edge,
    _between_seconds,
    _all_at_once,
    _answered_when_due,
    _closed_by_hand,
    _at_night,
    _of_two_minds,
    _by_an_older_calendar,
    _without_a_log,
    _still_waiting,
)
