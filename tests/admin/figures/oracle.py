"""What figures are made of, counted a second time from docs/decisions/0032 and the stored rows alone, in plain Python.

It knows nothing of `admin.figures`, and must not: what it says is what the page of rules says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.admin.figures.raw_rows import RawCase, RawRow
from tests.assistant.escalation.reckoning import is_working_day

_FORTNIGHT = timedelta(hours=14 * 24)
_ZONE = ZoneInfo("Europe/Stockholm")
_FIRST_DAY = date(2020, 1, 1)
_OPENS, _CLOSES = timedelta(hours=8), timedelta(hours=17)


@dataclass(frozen=True)
class Told:
    """What is counted of one contact, in working seconds; None for what it has not, or not yet."""

    id: int
    month: date
    weekday: int
    hour: int
    department: int | None
    channel: str
    subject: str
    expects: bool
    # Of the first answer and of the last one; and so far, where there is none.
    first: int | None
    final: int | None
    waited: int
    two_weeks_old: bool
    sender: str | None
    extra: bool | None
    line: int | None
    kept: bool | None
    repeat: bool | None
    helped: int
    not_helped: int
    entries: Mapping[int, int]


def tell(cases: Sequence[RawCase], now: datetime) -> list[Told]:
    """Every contact; a double that was merged is none."""
    contacts = [case for case in cases if case.merged_into is None]
    repeats = _repeats(contacts)
    return [_tell(case, repeats.get(case.id), now) for case in contacts]


def _tell(case: RawCase, repeat: bool | None, now: datetime) -> Told:
    rows = sorted(case.rows, key=lambda row: (row.at, row.id))
    answers = [row for row in rows if row.answered]
    first, final = (answers[0], answers[-1]) if answers else (None, None)
    wall = case.received_at.astimezone(_ZONE)
    return Told(
        id=case.id,
        month=wall.date().replace(day=1),
        weekday=wall.weekday(),
        hour=wall.hour,
        department=case.department,
        channel=case.channel,
        subject=_subject(case),
        expects=bool(answers) or any(row.outcome == "handed_over" for row in rows),
        first=_wait(case, first),
        final=_wait(case, final),
        waited=worked(case.received_at, now),
        two_weeks_old=now - case.received_at >= _FORTNIGHT,
        sender=first.sender if first and case.channel == "email" else None,
        extra=first.extra if first else None,
        line=_line(case, rows),
        kept=_kept(case, rows, now),
        repeat=repeat,
        helped=case.events.count("helped"),
        not_helped=case.events.count("not_helped"),
        entries=Counter(row.entry for row in answers if row.entry is not None),
    )


def _subject(case: RawCase) -> str:
    return "" if case.confidential else case.subject.strip().casefold()


def _wait(case: RawCase, answer: RawRow | None) -> int | None:
    """Until the question that was answered came, by the calendar; from there on as it was logged."""
    return worked(case.received_at, answer.received_at) + answer.working_seconds if answer else None


def _line(case: RawCase, rows: Sequence[RawRow]) -> int | None:
    """Who has solved it: what the handler said of it, else whoever answered last and was not asked again."""
    if case.status == "closed" and case.line is not None and any(row.answered for row in rows):
        return case.line
    steps = [row for row in rows if row.answered or row.outcome == "handed_over"]
    return steps[-1].line if steps and steps[-1].answered else None


def _kept(case: RawCase, rows: Sequence[RawRow], now: datetime) -> bool | None:
    """Whether the promise of a hand-over was kept; None where none was given, or the time has not run out."""
    handed_over = [row.at for row in rows if row.outcome == "handed_over"]
    if not handed_over or case.due_at is None:
        return None
    answered = [row.at for row in rows if row.answered and row.at >= handed_over[0]]
    if answered:
        return answered[0] <= case.due_at
    return False if now > case.due_at else None


def _repeats(contacts: Sequence[RawCase]) -> dict[int, bool]:
    """For each contact with a sender and a subject whether they had asked the same in the fortnight before it."""
    asked = defaultdict[tuple[object, str], list[datetime]](list)
    found = {}
    for case in sorted(contacts, key=lambda case: (case.received_at, case.id)):
        sender, subject = case.resident or case.contact_email.strip().lower(), _subject(case)
        if sender and subject:
            before = asked[sender, subject]
            found[case.id] = any(case.received_at - moment <= _FORTNIGHT for moment in before)
            before.append(case.received_at)
    return found


def worked(start: datetime, end: datetime) -> int:
    """Working seconds from start to end; none where the end comes first."""
    return max(0, round((_clock(end) - _clock(start)).total_seconds()))


def _clock(moment: datetime) -> timedelta:
    """The working time since the first day, as one clock would show it that only goes 08-17 on working days."""
    wall = moment.astimezone(_ZONE).replace(tzinfo=None)
    today = timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
    into = min(max(today - _OPENS, timedelta()), _CLOSES - _OPENS) if is_working_day(wall.date()) else timedelta()
    return _working_days()[(wall.date() - _FIRST_DAY).days] * (_CLOSES - _OPENS) + into


@cache
def _working_days() -> Sequence[int]:
    """How many working days lie before each day from the first one on."""
    counts = [0]
    while len(counts) < 366 * 10:
        counts.append(counts[-1] + is_working_day(_FIRST_DAY + timedelta(days=len(counts) - 1)))
    return counts
