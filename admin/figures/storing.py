"""Writes a counted month down: its contacts' facts and its sums. What was frozen stays as it was."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from admin.figures.contact_fact import ContactFact
from admin.figures.counting import CountedMonth
from admin.figures.fact import LONG_UNANSWERED, Fact
from admin.figures.figure_month import FigureEntry, FigureHour, FigureMonth, FigureSubject, Level, MonthState
from admin.figures.sums import COUNTS, Sums
from knowledge.channel import Channel
from knowledge.database import table_of

FEWEST_OF_A_SUBJECT = 3
"""A subject that fewer contacts of a month have is not kept in its sums."""
# As many rows as both databases take in one question.
_PORTION = 2_000
_NAMES = tuple(one.name for one in fields(Fact))
_COLUMNS = tuple(table_of(ContactFact).c[name] for name in _NAMES)
_values = attrgetter(*_NAMES)

Group = tuple[int | None, Channel | None, int | None]
Table = type[FigureHour] | type[FigureSubject] | type[FigureEntry]


def store_month(session: Session, counted: CountedMonth) -> None:
    """Write the month down; of a frozen one only the contacts' facts, and the sums as they would be today."""
    state = session.get(MonthState, counted.month, with_for_update=True)
    if state is None:
        state = MonthState(month=counted.month)
        session.add(state)
    state.counted_at = counted.now
    state.unsettled = any(_can_change(fact, counted) for fact in counted.facts)
    session.flush()
    _store_facts(session, counted.month, counted.facts)
    _store_sums(session, counted)
    if state.frozen_at is None:
        _store_rest(session, counted)


def _store_facts(session: Session, month: str, facts: Sequence[Fact]) -> None:
    """Only what differs is written: a month that is counted again has mostly stayed as it was."""
    stored = {row[0]: row for row in session.execute(select(*_COLUMNS).where(ContactFact.month == month))}
    changed = [fact for fact in facts if stored.pop(fact.case_id, None) != _values(fact)]
    # A case whose arrival was corrected has left another month's fact behind.
    gone = [*stored, *(fact.case_id for fact in changed)]
    for portion in _portions(gone):
        session.execute(delete(ContactFact).where(ContactFact.case_id.in_(portion)))
    for some in _portions(changed):
        session.execute(insert(table_of(ContactFact)), [dict(zip(_NAMES, _values(fact), strict=True)) for fact in some])


def _store_sums(session: Session, counted: CountedMonth) -> None:
    groups: defaultdict[Group, Sums] = defaultdict(Sums)
    for fact in counted.facts:
        groups[fact.department_id, fact.channel, fact.line].count(fact, counted.now, counted.limits)
    rows = [
        _month_row(counted.month, level, group, sums)
        for level, told_apart in _levels(groups).items()
        for group, sums in told_apart.items()
    ]
    session.execute(delete(FigureMonth).where(FigureMonth.month == counted.month, FigureMonth.frozen.is_(False)))
    if rows:
        session.execute(insert(table_of(FigureMonth)), rows)


def _levels(groups: Mapping[Group, Sums]) -> Mapping[Level, Mapping[Group, Sums]]:
    """The groups added up at each level."""
    levels: dict[Level, defaultdict[Group, Sums]] = {level: defaultdict(Sums) for level in Level}
    for group, sums in groups.items():
        department_id, channel, line = group
        levels[Level.GROUP][group].add(sums)
        levels[Level.MONTH][None, None, None].add(sums)
        levels[Level.DEPARTMENT][department_id, None, None].add(sums)
        levels[Level.CHANNEL][None, channel, None].add(sums)
        levels[Level.LINE][None, None, line].add(sums)
    return levels


def _month_row(month: str, level: Level, group: Group, sums: Sums) -> dict[str, Any]:
    department_id, channel, line = group
    return {
        "month": month,
        "frozen": False,
        "level": level,
        "department_id": department_id,
        "channel": channel,
        "line": line,
        **{name: getattr(sums, name) for name in COUNTS},
        "waits": {str(wait): count for wait, count in sorted(sums.waits.items())},
        "finals": {str(wait): count for wait, count in sorted(sums.finals.items())},
    }


def _store_rest(session: Session, counted: CountedMonth) -> None:
    """Hours, subjects and entries used."""
    facts = counted.facts
    hours = Counter((fact.department_id, fact.channel, fact.weekday, fact.hour) for fact in facts)
    used = Counter(
        (fact.department_id, fact.channel, entry_id)
        for fact in facts
        for entry_id in counted.entries.get(fact.case_id, ())
    )
    shown, subjects = _subjects(facts)
    _replace(session, FigureHour, counted.month, ("weekday", "hour"), hours)
    _replace(session, FigureSubject, counted.month, ("subject",), subjects, shown)
    _replace(session, FigureEntry, counted.month, ("entry_id",), used)


def _subjects(facts: Sequence[Fact]) -> tuple[Mapping[str, str], Counter[tuple[Any, ...]]]:
    """Each frequent subject as it was first written, and how many each department and channel has of it."""
    often = Counter(fact.subject for fact in facts)
    kept = [fact for fact in facts if fact.subject and often[fact.subject] >= FEWEST_OF_A_SUBJECT]
    shown: dict[str, str] = {}
    for fact in kept:
        shown.setdefault(fact.subject, fact.subject_shown)
    return shown, Counter((fact.department_id, fact.channel, fact.subject) for fact in kept)


def _replace(
    session: Session,
    table: Table,
    month: str,
    names: Sequence[str],
    counts: Mapping[tuple[Any, ...], int],
    shown: Mapping[str, str] | None = None,
) -> None:
    """The month's rows of a table: department and channel, then what `names` says, then how many."""
    session.execute(delete(table).where(table.month == month))
    keys = ("department_id", "channel", *names, "answers" if table is FigureEntry else "contacts")
    rows = [{"month": month, **dict(zip(keys, (*group, count), strict=True))} for group, count in counts.items()]
    if shown is not None:
        rows = [row | {"shown": shown[row["subject"]]} for row in rows]
    if rows:
        session.execute(insert(table_of(table)), rows)


def _can_change(fact: Fact, counted: CountedMonth) -> bool:
    """Whether time alone can still change what the contact counts as."""
    promised = fact.due_at is not None and fact.promise_answer_at is None and fact.due_at >= counted.now
    waiting = fact.expects_answer and fact.first_wait is None
    return promised or (waiting and counted.now <= max(fact.limit_2_at, fact.received_at + LONG_UNANSWERED))


def _portions(rows: Sequence[Any]) -> Iterator[Collection[Any]]:
    return (rows[first : first + _PORTION] for first in range(0, len(rows), _PORTION))
