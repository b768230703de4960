"""The figures of the contacts with one subject: added up by the database, since nobody keeps them by the month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session

from admin.figures.contact_fact import ContactFact
from admin.figures.counting import Limits
from admin.figures.fact import TENTH
from admin.figures.rules import Measure, Rule, parts_of
from admin.figures.sums import Sums
from assistant.cases.response_log import ResponseLog


def subject_sums(
    session: Session, chosen: Sequence[Rule], keys: Sequence[SQLColumnExpression[Any]], now: datetime, limits: Limits
) -> Mapping[tuple[Any, ...], Sums]:
    """The chosen contacts' sums as they stand at `now`, by the keys: what `Sums.count` makes of each, together."""
    columns, found = _columns(now, limits), dict[tuple[Any, ...], Sums]()
    for row in session.execute(select(*keys, *columns.values()).where(*chosen).group_by(*keys)):
        found[tuple(row[: len(keys)])] = sums = Sums()
        for name, count in zip(columns, row[len(keys) :], strict=True):
            setattr(sums, name, int(count or 0))
    for wait, name in ((ContactFact.first_wait, "waits"), (ContactFact.final_wait, "finals")):
        tenth = ((wait + TENTH // 2) // TENTH).label("tenth")
        spread = select(*keys, tenth, func.count()).where(*chosen, wait.is_not(None)).group_by(*keys, "tenth")
        for *key, tenths, count in session.execute(spread):
            getattr(found[tuple(key)], name)[tenths] = count
    return found


def subject_hours(session: Session, chosen: Sequence[Rule]) -> Mapping[tuple[int, int], int]:
    """How many of the chosen contacts came, by (weekday, hour)."""
    keys = (ContactFact.weekday, ContactFact.hour)
    counted = session.execute(select(*keys, func.count()).where(*chosen).group_by(*keys))
    return {(weekday, hour): contacts for weekday, hour, contacts in counted}


def subject_entries(session: Session, chosen: Sequence[Rule], most: int) -> Sequence[tuple[int, int]]:
    """The entries that most of the chosen contacts' answers were given with, by id, and how many."""
    answers = func.count()
    given = (
        select(ResponseLog.entry_id, answers)
        .join(ContactFact, ContactFact.case_id == ResponseLog.case_id)
        .where(ResponseLog.answered.is_(True), ResponseLog.entry_id.is_not(None), *chosen)
        .group_by(ResponseLog.entry_id)
        .order_by(answers.desc(), ResponseLog.entry_id)
        .limit(most)
    )
    return [(entry_id, count) for entry_id, count in session.execute(given) if entry_id is not None]


def subject_count(session: Session, chosen: Sequence[Rule]) -> tuple[str, int]:
    """The subject as the chosen contacts write it, and how many they are; "" where there is none."""
    shown, contacts = session.execute(select(func.min(ContactFact.subject_shown), func.count()).where(*chosen)).one()
    return shown or "", contacts


def _columns(now: datetime, limits: Limits) -> Mapping[str, ColumnElement[Any]]:
    """What each of the counts is of the contacts, by its name in the sums."""
    fact = ContactFact

    def part(measure: Measure, *names: str) -> ColumnElement[int]:
        parts = parts_of(measure, now, limits)
        return func.count().filter(or_(*(parts[name] for name in names)))

    answered = fact.first_wait.is_not(None)
    return {
        "contacts": func.count(),
        "expecting": func.count().filter(fact.expects_answer.is_(True)),
        "answered": part(Measure.CONTACTS, "answered"),
        "within_1": part(Measure.WITHIN_1, "yes"),
        "within_2": part(Measure.WITHIN_2, "yes"),
        "late_1": func.count().filter(parts_of(Measure.WITHIN_1, now, limits)["no"], ~answered),
        "late_2": part(Measure.BUCKETS, "unanswered", "unanswered_long"),
        "unanswered_long": part(Measure.BUCKETS, "unanswered_long"),
        "waits_seconds": func.sum(fact.first_wait),
        "finals_seconds": func.sum(fact.final_wait),
        "sender_complete": part(Measure.SENDER, "complete"),
        "sender_name_phone": part(Measure.SENDER, "name_phone"),
        "sender_name_department": part(Measure.SENDER, "name_department"),
        "sender_other": part(Measure.SENDER, "other"),
        "extra": part(Measure.EXTRA, "yes"),
        "extra_known": part(Measure.EXTRA, "yes", "no"),
        "by_assistant": part(Measure.LINE, "assistant"),
        "by_first_line": part(Measure.LINE, "first_line"),
        "by_department": part(Measure.LINE, "department"),
        "promise_kept": part(Measure.PROMISE, "kept"),
        "promise_broken": part(Measure.PROMISE, "broken"),
        "repeats": part(Measure.REPEAT, "yes"),
        "repeat_known": part(Measure.REPEAT, "yes", "no"),
        "helped": func.sum(fact.helped),
        "not_helped": func.sum(fact.not_helped),
    }
