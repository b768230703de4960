"""Which contacts each part of a measure counts, as the database's own conditions: docs/decisions/0032 in SQL."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from admin.figures.contact_fact import ContactFact
from admin.figures.counting import Limits
from admin.figures.fact import LONG_UNANSWERED
from admin.figures.sums import DAY_SECONDS
from assistant.cases.case import Line
from assistant.cases.response_log import ResponseLog
from assistant.cases.sender_grade import SenderGrade

Rule = ColumnElement[bool]
_HOUR = re.compile(r"[0-6]-[0-9]{1,2}")


class Measure(enum.Enum):
    """The measures that open their contacts. Each part of one has a name: `parts_of`."""

    CONTACTS = "contacts"
    WITHIN_1 = "within_1"
    WITHIN_2 = "within_2"
    BUCKETS = "buckets"
    SENDER = "sender"
    EXTRA = "extra"
    LINE = "line"
    PROMISE = "promise"
    REPEAT = "repeat"
    HELPED = "helped"
    HOUR = "hour"
    ENTRY = "entry"
    OPEN = "open"


def rule_of(measure: Measure, part: str, counted_at: datetime, limits: Limits) -> Rule | None:
    """The condition of a part: an hour's is "weekday-hour" (0 is Monday), an entry's its id."""
    if measure is Measure.HOUR:
        return _hour(part)
    if measure is Measure.ENTRY:
        return _entry(part)
    return parts_of(measure, counted_at, limits).get(part)


def parts_of(measure: Measure, counted_at: datetime, limits: Limits) -> Mapping[str, Rule]:
    """The parts of a measure by their names, each with its condition: docs/decisions/0032 in SQL."""
    parts = _PARTS.get(measure)
    return parts(counted_at, limits) if parts is not None else {}


def _contacts(counted_at: datetime, _limits: Limits) -> Mapping[str, Rule]:
    fact = ContactFact
    return {
        "all": fact.case_id.is_not(None),
        "not_expecting": fact.expects_answer.is_(False),
        "answered": fact.first_wait.is_not(None),
        "not_due": and_(_waiting(), fact.limit_2_at >= counted_at),
    }


def _within_1(counted_at: datetime, limits: Limits) -> Mapping[str, Rule]:
    return _within(limits[0], and_(_waiting(), ContactFact.limit_1_at < counted_at))


def _within_2(counted_at: datetime, limits: Limits) -> Mapping[str, Rule]:
    return _within(limits[1], and_(_waiting(), ContactFact.limit_2_at < counted_at))


def _within(days: int, late: Rule) -> Mapping[str, Rule]:
    wait = ContactFact.first_wait
    return {"yes": wait <= days * DAY_SECONDS, "no": or_(wait > days * DAY_SECONDS, late)}


def _buckets(counted_at: datetime, limits: Limits) -> Mapping[str, Rule]:
    fact, (shorter, longer) = ContactFact, (days * DAY_SECONDS for days in limits)
    late, long = and_(_waiting(), fact.limit_2_at < counted_at), fact.received_at <= counted_at - LONG_UNANSWERED
    return {
        "within_1": fact.first_wait <= shorter,
        "within_2": and_(fact.first_wait > shorter, fact.first_wait <= longer),
        "later": fact.first_wait > longer,
        "unanswered": and_(late, ~long),
        "unanswered_long": and_(late, long),
    }


def _senders(_counted_at: datetime, _limits: Limits) -> Mapping[str, Rule]:
    return {grade.value: ContactFact.sender == grade for grade in SenderGrade}


def _extra(_counted_at: datetime, _limits: Limits) -> Mapping[str, Rule]:
    return {"yes": ContactFact.extra.is_(True), "no": ContactFact.extra.is_(False)}


def _repeats(_counted_at: datetime, _limits: Limits) -> Mapping[str, Rule]:
    return {"yes": ContactFact.repeat.is_(True), "no": ContactFact.repeat.is_(False)}


def _helped(_counted_at: datetime, _limits: Limits) -> Mapping[str, Rule]:
    return {"yes": ContactFact.helped > 0, "no": ContactFact.not_helped > 0}


def _lines(_counted_at: datetime, _limits: Limits) -> Mapping[str, Rule]:
    fact = ContactFact
    return {
        "assistant": fact.line == Line.ASSISTANT,
        "first_line": fact.line == Line.FIRST_LINE,
        "department": fact.line == Line.DEPARTMENT,
        "without_department": fact.line.in_((Line.ASSISTANT, Line.FIRST_LINE)),
        "unsolved": fact.line.is_(None),
    }


def _promise(counted_at: datetime, _limits: Limits) -> Mapping[str, Rule]:
    fact = ContactFact
    promised, unanswered = fact.due_at.is_not(None), fact.promise_answer_at.is_(None)
    return {
        "kept": fact.promise_answer_at <= fact.due_at,
        "broken": or_(fact.promise_answer_at > fact.due_at, and_(unanswered, fact.due_at < counted_at)),
        "not_due": and_(promised, unanswered, fact.due_at >= counted_at),
    }


_PARTS: Mapping[Measure, Callable[[datetime, Limits], Mapping[str, Rule]]] = {
    Measure.CONTACTS: _contacts,
    Measure.WITHIN_1: _within_1,
    Measure.WITHIN_2: _within_2,
    Measure.BUCKETS: _buckets,
    Measure.SENDER: _senders,
    Measure.EXTRA: _extra,
    Measure.LINE: _lines,
    Measure.PROMISE: _promise,
    Measure.REPEAT: _repeats,
    Measure.HELPED: _helped,
}


def _waiting() -> Rule:
    return and_(ContactFact.expects_answer.is_(True), ContactFact.first_wait.is_(None))


def _hour(part: str) -> Rule | None:
    weekday, _, hour = part.partition("-")
    if not _HOUR.fullmatch(part) or int(hour) > 23:
        return None
    return and_(ContactFact.weekday == int(weekday), ContactFact.hour == int(hour))


def _entry(part: str) -> Rule | None:
    if not (part.isascii() and part.isdigit() and len(part) < 10):
        return None
    given = select(ResponseLog.case_id).where(ResponseLog.entry_id == int(part), ResponseLog.answered.is_(True))
    return ContactFact.case_id.in_(given)
