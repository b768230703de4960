"""When somebody is away and who stands in for them: what can be so, and what is worth a warning; pure."""

from __future__ import annotations

import enum
from collections.abc import Set
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Absence:
    """From the first day to the last, both away the whole day (dates in Stockholm)."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether the person is away that day."""
        return self.first <= day <= self.last

    def overlaps(self, other: Absence) -> bool:
        """Whether both are away on some day."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True)
class Substitute:
    """Somebody who is to stand in: what matters about them for that."""

    staff_id: int
    active: bool
    absence: Absence | None
    group_ids: Set[int]


class AbsenceFault(enum.Enum):
    """Why an absence cannot be kept."""

    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    OVER_ALREADY = "over_already"
    ONESELF = "oneself"
    INACTIVE = "inactive"


class AbsenceWarning(enum.Enum):
    """What may go wrong with an absence that is kept all the same."""

    NOBODY = "nobody"
    AWAY_TOO = "away_too"
    NOT_IN_GROUPS = "not_in_groups"


def absence_between(first: date | None, last: date | None) -> Absence | None:
    """The absence of a stored row; one without a last day goes on, one without a first is none."""
    return Absence(first, last or date.max) if first is not None else None


def fault_of(absence: Absence, staff_id: int, substitute: Substitute | None, today: date) -> AbsenceFault | None:
    """The first thing that makes this absence of `staff_id` impossible; None where it can be kept."""
    if absence.last < absence.first:
        return AbsenceFault.ENDS_BEFORE_IT_BEGINS
    if absence.last < today:
        return AbsenceFault.OVER_ALREADY
    if substitute is None:
        return None
    if substitute.staff_id == staff_id:
        return AbsenceFault.ONESELF
    return None if substitute.active else AbsenceFault.INACTIVE


def warnings_of(absence: Absence, group_ids: Set[int], substitute: Substitute | None) -> tuple[AbsenceWarning, ...]:
    """What to say of an absence that can be kept; `group_ids` are the groups of whoever is away.

    Whoever is in none of them sees no confidential case there, and is of little help.
    """
    if substitute is None:
        return (AbsenceWarning.NOBODY,)
    found = []
    if substitute.absence is not None and substitute.absence.overlaps(absence):
        found.append(AbsenceWarning.AWAY_TOO)
    if group_ids - substitute.group_ids:
        found.append(AbsenceWarning.NOT_IN_GROUPS)
    return tuple(found)
