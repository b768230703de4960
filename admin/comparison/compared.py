"""Three years of a measure: the town's own value, the mean and the best of all towns, and where the town stands."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from admin.comparison.kinds import KINDS, Kind, KkikMeasure, Unit
from admin.comparison.known import Known
from admin.comparison.own import NOTHING, Own, OwnFigures, own_figures
from admin.comparison.quarters import Standing, standing
from admin.comparison.reference import Reference, Source
from admin.figures.export.table import shown as one_decimal

YEARS = 3
"""So many years stand beside each other, as managers know the picture (facts/municipality.md 2)."""
WHOLE_YEAR = ("01", "12")
"""The first and the last month of one."""


class OwnFrom(enum.Enum):
    """Where the own values come from: our contacts, our own survey, or the national measurement."""

    CONTACTS = "contacts"
    SURVEY = "survey"
    NATIONAL = "national"


@dataclass(frozen=True)
class YearCompared:
    """One year. `months` are those that `own` is of, none where it is another's count.

    `own` is rounded only where it is shown: rounded twice it would be another than the figures' pages say. `origin`,
    `source` and `fetched_at` say where the others' values are from; None where there are none.
    """

    year: int
    own: float | None
    n: int
    known: Known
    standing: Standing | None
    months: Sequence[str] = ()
    origin: str = ""
    source: Source | None = None
    fetched_at: datetime | None = None

    @property
    def is_part(self) -> bool:
        """Whether the own value begins after January or ends before December; a month without a mail is no gap."""
        return bool(self.months) and (self.months[0][5:], self.months[-1][5:]) != WHOLE_YEAR


@dataclass(frozen=True)
class Compared:
    """One measure with its years, oldest first."""

    measure: KkikMeasure
    own_from: OwnFrom
    years: tuple[YearCompared, ...]

    @property
    def kind(self) -> Kind:
        """About the measure."""
        return KINDS[self.measure]

    @property
    def latest(self) -> YearCompared | None:
        """The last year in which there is something of others to compare with."""
        return next((one for one in reversed(self.years) if not one.known.says_nothing), None)


def read_compared(session: Session, last: int, now: datetime) -> list[Compared]:
    """The measures of which others' values are known in the three years up to `last`, of the whole town."""
    years = range(last - YEARS + 1, last + 1)
    chosen = select(Reference).where(Reference.year.in_(years), Reference.removed_at.is_(None))
    found = {(one.measure, one.year): one for one in session.scalars(chosen)}
    if not found:
        return []
    own = own_figures(session, years, now)
    return [
        _compared(measure, years, {year: found[key] for year in years if (key := (measure, year)) in found}, own)
        for measure in KkikMeasure
        if any((measure, year) in found for year in years)
    ]


def has_references(session: Session, measures: Sequence[KkikMeasure]) -> bool:
    """Whether anything is known of others for any of these measures."""
    some = exists().where(Reference.measure.in_(measures), Reference.removed_at.is_(None))
    return bool(session.scalar(select(some)))


def years_known(session: Session) -> Sequence[int]:
    """The years of which others' values are known, the latest first."""
    chosen = select(Reference.year).where(Reference.removed_at.is_(None)).distinct()
    return session.scalars(chosen.order_by(Reference.year.desc())).all()


def _compared(
    measure: KkikMeasure, years: Sequence[int], references: Mapping[int, Reference], figures: OwnFigures
) -> Compared:
    own_from = _own_from(measure, years, references, figures)
    counted = {} if own_from is OwnFrom.NATIONAL else figures.values[measure]
    shown = []
    for year in years:
        reference = references.get(year)
        known = reference.known if reference else Known()
        own = Own(known.own) if own_from is OwnFrom.NATIONAL else counted.get(year, NOTHING)
        months = figures.months.get(year, ()) if own_from is OwnFrom.CONTACTS and own.value is not None else ()
        # The limits are the nation's, which tells one decimal.
        place = standing(one_decimal(own.value), known, KINDS[measure])
        shown.append(YearCompared(year, own.value, own.n, known, place, months, *_where_from(reference)))
    return Compared(measure, own_from, tuple(shown))


def _own_from(
    measure: KkikMeasure, years: Sequence[int], references: Mapping[int, Reference], figures: OwnFigures
) -> OwnFrom:
    """One and the same for all three years: two ways of counting in one picture would look like a change."""
    if KINDS[measure].unit is not Unit.INDEX:
        return OwnFrom.CONTACTS
    surveyed = any(figures.values[measure].get(year, NOTHING).value is not None for year in years)
    national = any(one.own is not None for one in references.values())
    return OwnFrom.NATIONAL if national and not surveyed else OwnFrom.SURVEY


def _where_from(reference: Reference | None) -> tuple[str, Source | None, datetime | None]:
    return (reference.origin, reference.source, reference.fetched_at) if reference else ("", None, None)
