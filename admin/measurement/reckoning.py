"""How a round's figures are counted (docs/decisions/0038): from each question's mail and answer to the table. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

from admin.figures.sums import DAY_SECONDS, Share
from admin.measurement.round import Grade
from assistant.cases.sender_grade import SenderGrade
from knowledge.worktime import WorkingCalendar

_Kind = TypeVar("_Kind", bound=Enum)
TWO_WEEKS = timedelta(days=14)
"""After so long without an answer a question is unanswered, whatever comes later (KKiK)."""
LIMITS = (1, 2)
"""The answer times of the national measure, in working days."""


@dataclass(frozen=True)
class Asked:
    """One question that has gone out. `answered_at`, `sender`, `extra` and the grades are of its first answer."""

    question_id: int
    sent_at: datetime
    receipt: bool = False
    answered_at: datetime | None = None
    sender: SenderGrade | None = None
    extra: bool | None = None
    answer: Grade | None = None
    manner: Grade | None = None


@dataclass(frozen=True)
class Results:
    """The national table's row for some questions. Shares without any n are unknown. `mean_hours` is of `answered`.

    `waiting` have no answer and still have time. `unanswered` is after two weeks.
    """

    sent: int
    answered: int
    waiting: int
    within_1: Share
    within_2: Share
    later: Share
    unanswered: Share
    mean_hours: float | None
    complete: Share
    senders: Mapping[SenderGrade, Share]
    extra: Share
    receipt: Share
    answers: Mapping[Grade, Share]
    manners: Mapping[Grade, Share]


def results(asked: Sequence[Asked], calendar: WorkingCalendar, now: datetime) -> Results:
    """The figures of these questions at `now`; the rules are docs/decisions/0038's."""
    answered = [one for one in asked if is_answered(one)]
    waits = [wait(one, calendar) for one in answered]
    missed = [one for one in asked if not is_answered(one)]
    gone = [_gone(one, calendar, now) for one in missed]
    over = sum(1 for one in missed if is_unanswered(one, now))
    shorter, longer = (sum(1 for one in waits if one <= days * DAY_SECONDS) for days in LIMITS)
    late_1, late_2 = (sum(1 for one in gone if one > days * DAY_SECONDS) for days in LIMITS)
    settled = len(answered) + over
    senders = _shares(SenderGrade, [one.sender for one in answered])
    return Results(
        sent=len(asked),
        answered=len(answered),
        waiting=len(missed) - over,
        within_1=Share(shorter, len(answered) + late_1),
        within_2=Share(longer, len(answered) + late_2),
        later=Share(len(answered) - longer, settled),
        unanswered=Share(over, settled),
        mean_hours=sum(waits) / len(waits) / 3600 if waits else None,
        complete=senders[SenderGrade.COMPLETE],
        senders=senders,
        extra=_known([one.extra for one in answered], lambda said: said is True),
        receipt=Share(sum(1 for one in asked if one.receipt), len(asked)),
        answers=_shares(Grade, [one.answer for one in answered]),
        manners=_shares(Grade, [one.manner for one in answered]),
    )


def is_answered(one: Asked) -> bool:
    """Whether an answer came within two weeks."""
    return one.answered_at is not None and one.answered_at - one.sent_at <= TWO_WEEKS


def is_unanswered(one: Asked, now: datetime) -> bool:
    """Whether two weeks have passed without an answer; one that came later does not change it."""
    return not is_answered(one) and now - one.sent_at > TWO_WEEKS


def wait(one: Asked, calendar: WorkingCalendar) -> float:
    """Working seconds from the question to its answer; to the question itself where there is none."""
    return calendar.between(one.sent_at, one.answered_at or one.sent_at).total_seconds()


def _gone(one: Asked, calendar: WorkingCalendar, now: datetime) -> float:
    """Working seconds that a question has waited in vain; after two weeks there is no more to wait for."""
    return calendar.between(one.sent_at, min(now, one.sent_at + TWO_WEEKS)).total_seconds()


def _shares(kinds: type[_Kind], said: Sequence[_Kind | None]) -> Mapping[_Kind, Share]:
    known = [one for one in said if one is not None]
    return {kind: Share(known.count(kind), len(known)) for kind in kinds}


def _known(said: Sequence[bool | None], counts: Callable[[bool | None], bool]) -> Share:
    known = [one for one in said if one is not None]
    return Share(sum(1 for one in known if counts(one)), len(known))
