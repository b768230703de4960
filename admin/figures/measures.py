"""The figures of a selection: read from the monthly sums, or from the contacts themselves where a subject is chosen."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from admin.figures.contact_fact import ContactFact
from admin.figures.counting import DEFAULT_LIMITS, Limits
from admin.figures.figure_month import FigureEntry, FigureHour, FigureMonth, FigureSubject, Level, MonthState
from admin.figures.refreshing import next_month
from admin.figures.subject_sums import subject_count, subject_entries, subject_hours, subject_sums
from admin.figures.sums import COUNTS, Sums
from knowledge.channel import Channel

MOST_SUBJECTS = 20
"""So many of the most frequent subjects are shown."""


@dataclass(frozen=True)
class Selection:
    """Which contacts: Stockholm months from `first` to `last`, both included ("2026-05"); None and () for all.

    `department_ids` may hold None: what belongs to no department. `subject` in any case of its letters.
    """

    first: str
    last: str
    department_ids: tuple[int | None, ...] = ()
    channel: Channel | None = None
    line: int | None = None
    subject: str = ""

    @property
    def months(self) -> int:
        """How many months."""
        return _number(self.last) - _number(self.first) + 1

    def before(self) -> Selection:
        """The same for the months just before, as many."""
        return self.moved(-self.months)

    def moved(self, months: int) -> Selection:
        """The same so many months later; twelve back is the year before."""
        return replace(self, first=next_month(self.first, months), last=next_month(self.last, months))


class Dimension(enum.Enum):
    """What figures can be told apart by."""

    MONTH = "month"
    DEPARTMENT = "department_id"
    CHANNEL = "channel"
    LINE = "line"


@dataclass(frozen=True)
class SubjectCount:
    """A frequent subject as it was first written, its contacts, and those of the period before."""

    subject: str
    contacts: int
    before: int


def figures(session: Session, selection: Selection, now: datetime, limits: Limits = DEFAULT_LIMITS) -> Sums:
    """All measures of the selected contacts together. Frozen months are as they were frozen."""
    total = Sums()
    for sums in figures_by(session, selection, Dimension.MONTH, now, limits).values():
        total.add(sums)
    return total


def figures_by(
    session: Session, selection: Selection, dimension: Dimension, now: datetime, limits: Limits = DEFAULT_LIMITS
) -> Mapping[Any, Sums]:
    """The measures for each value of the dimension that has any contact."""
    if selection.subject.strip():
        return _by_facts(session, selection, dimension, now, limits)
    return _by_sums(session, selection, dimension)


def figures_of_subject(
    session: Session, selection: Selection, now: datetime, limits: Limits = DEFAULT_LIMITS
) -> Mapping[tuple[str, int | None], Sums]:
    """The measures of the chosen subject by month and department."""
    keys = (ContactFact.month, ContactFact.department_id)
    found = subject_sums(session, facts_chosen(selection), keys, now, limits)
    return {(month, department_id): sums for (month, department_id), sums in found.items()}


def in_order(found: Mapping[Any, Sums]) -> Mapping[Any, Sums]:
    """Sorted by what they are told apart by; what has none comes last."""
    return dict(sorted(found.items(), key=lambda pair: (pair[0] is None, str(pair[0]))))


def figures_today(session: Session, selection: Selection, dimension: Dimension) -> Mapping[Any, Sums]:
    """The same as counted last, also of frozen months: what they would be today. A subject is not looked at."""
    return _by_sums(session, selection, dimension, said=False)


def frozen_months(session: Session) -> Sequence[str]:
    """The months that are frozen, oldest first."""
    chosen = select(MonthState.month).where(MonthState.frozen_at.is_not(None))
    return session.scalars(chosen.order_by(MonthState.month)).all()


def facts_chosen(selection: Selection) -> list[ColumnElement[bool]]:
    """The conditions under which a contact's fact belongs to the selection."""
    where = chosen_of(ContactFact, selection)
    if selection.line is not None:
        where.append(ContactFact.line == selection.line)
    if subject := selection.subject.strip().casefold():
        where.append(ContactFact.subject == subject)
    return where


def subjects(session: Session, selection: Selection, most: int = MOST_SUBJECTS) -> Sequence[SubjectCount]:
    """The most frequent subjects, most frequent first; the chosen one alone where one is chosen, however rare."""
    if selection.subject.strip():
        return _the_subject(session, selection)
    contacts = func.sum(FigureSubject.contacts)
    chosen = (
        select(FigureSubject.subject, func.min(FigureSubject.shown).label("shown"), contacts.label("contacts"))
        .where(*chosen_of(FigureSubject, selection))
        .group_by(FigureSubject.subject)
        .order_by(contacts.desc(), FigureSubject.subject)
        .limit(most)
    )
    found = session.execute(chosen).all()
    earlier = _earlier(session, selection.before(), [row.subject for row in found])
    return [SubjectCount(row.shown, int(row.contacts), earlier.get(row.subject, 0)) for row in found]


def hours(session: Session, selection: Selection) -> Mapping[tuple[int, int], int]:
    """How many contacts came, by (weekday, hour) in Stockholm; 0 is Monday."""
    if selection.subject.strip():
        return subject_hours(session, facts_chosen(selection))
    contacts = func.sum(FigureHour.contacts)
    chosen = (
        select(FigureHour.weekday, FigureHour.hour, contacts.label("contacts"))
        .where(*chosen_of(FigureHour, selection))
        .group_by(FigureHour.weekday, FigureHour.hour)
    )
    return {(row.weekday, row.hour): int(row.contacts) for row in session.execute(chosen)}


def entries_used(session: Session, selection: Selection, most: int = MOST_SUBJECTS) -> Sequence[tuple[int, int]]:
    """The entries that most answers were given with, by id, and how many."""
    if selection.subject.strip():
        return subject_entries(session, facts_chosen(selection), most)
    answers = func.sum(FigureEntry.answers)
    chosen = (
        select(FigureEntry.entry_id, answers.label("answers"))
        .where(*chosen_of(FigureEntry, selection))
        .group_by(FigureEntry.entry_id)
        .order_by(answers.desc(), FigureEntry.entry_id)
        .limit(most)
    )
    return [(row.entry_id, int(row.answers)) for row in session.execute(chosen)]


def _the_subject(session: Session, selection: Selection) -> Sequence[SubjectCount]:
    (shown, contacts), (_shown, before) = (
        subject_count(session, facts_chosen(one)) for one in (selection, selection.before())
    )
    return [SubjectCount(shown, contacts, before)] if contacts else []


def _by_sums(session: Session, selection: Selection, dimension: Dimension, *, said: bool = True) -> Mapping[Any, Sums]:
    key = getattr(FigureMonth, dimension.value)
    columns = [getattr(FigureMonth, name) for name in COUNTS]
    where = [FigureMonth.level == _level(selection, dimension), *chosen_of(FigureMonth, selection)]
    # What was said of a frozen month is what is said of it.
    where.append(FigureMonth.frozen == FigureMonth.month.in_(frozen_months(session)) if said else ~FigureMonth.frozen)
    if selection.line is not None:
        where.append(FigureMonth.line == selection.line)
    chosen = select(key.label("key"), FigureMonth.waits, FigureMonth.finals, *columns).where(*where)
    found: defaultdict[Any, Sums] = defaultdict(Sums)
    for row in session.execute(chosen):
        found[row.key].add(_sums(row))
    return in_order(found)


def _level(selection: Selection, dimension: Dimension) -> Level:
    """The coarsest sums that tell apart what is asked for: as few rows as possible, whose waits are added here."""
    asked = {
        Level.DEPARTMENT: dimension is Dimension.DEPARTMENT or bool(selection.department_ids),
        Level.CHANNEL: dimension is Dimension.CHANNEL or selection.channel is not None,
        Level.LINE: dimension is Dimension.LINE or selection.line is not None,
    }
    needed = [level for level, told_apart in asked.items() if told_apart]
    if not needed:
        return Level.MONTH
    return needed[0] if len(needed) == 1 else Level.GROUP


def _sums(row: Row[*tuple[Any, ...]]) -> Sums:
    """A stored row as sums; JSON has made words of the waits."""
    sums = Sums(**{name: getattr(row, name) for name in COUNTS})
    sums.waits.update({int(wait): count for wait, count in row.waits.items()})
    sums.finals.update({int(wait): count for wait, count in row.finals.items()})
    return sums


def _by_facts(
    session: Session, selection: Selection, dimension: Dimension, now: datetime, limits: Limits
) -> Mapping[Any, Sums]:
    key = getattr(ContactFact, dimension.value)
    return in_order(
        {one: sums for (one,), sums in subject_sums(session, facts_chosen(selection), [key], now, limits).items()}
    )


def _earlier(session: Session, selection: Selection, names: Sequence[str]) -> Mapping[str, int]:
    chosen = (
        select(FigureSubject.subject, func.sum(FigureSubject.contacts).label("contacts"))
        .where(*chosen_of(FigureSubject, selection), FigureSubject.subject.in_(names))
        .group_by(FigureSubject.subject)
    )
    return {row.subject: int(row.contacts) for row in session.execute(chosen)}


def chosen_of(table: Any, selection: Selection) -> list[ColumnElement[bool]]:
    """The conditions that every table of figures shares."""
    where = [table.month >= selection.first, table.month <= selection.last]
    if selection.department_ids:
        known = [one for one in selection.department_ids if one is not None]
        condition = table.department_id.in_(known)
        where.append(condition | table.department_id.is_(None) if None in selection.department_ids else condition)
    if selection.channel is not None:
        where.append(table.channel == selection.channel)
    return where


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])
