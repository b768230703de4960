"""What a report may be about: the whole town or one department, as far as somebody's reach goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.figures.figure_month import MonthState
from admin.figures.measures import Selection
from admin.figures.refreshing import month_of
from admin.figures.standing import standing
from admin.reports.report_text import WHOLE_TOWN
from admin.settings.forms import read_id
from admin.statistics.forms import Asked
from admin.statistics.reach import Reach
from admin.statistics.shown import Reading
from knowledge.swedish import alphabetical

FIRST_YEAR = 2000


@dataclass(frozen=True)
class Scope:
    """One of them. `department_id` is 0 for the whole town."""

    department_id: int
    name: str

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole town."""
        return self.department_id == WHOLE_TOWN

    @property
    def word(self) -> str:
        """What stands in an address: nothing for the whole town."""
        return "" if self.is_whole else str(self.department_id)


def scopes_of(reach: Reach) -> Sequence[Scope]:
    """Everything that this person may have a report about, the whole town first."""
    named = sorted(reach.departments.items(), key=lambda one: alphabetical(one[1]))
    whole = [Scope(WHOLE_TOWN, _("Hela kommunen"))] if reach.whole else []
    return [*whole, *(Scope(number, name) for number, name in named)]


def read_scope(arguments: Mapping[str, str], scopes: Sequence[Scope]) -> Scope | None:
    """The one that an address asks for, the first where it asks for none; None for one that is not theirs."""
    asked = arguments.get("forvaltning", "")
    if not asked:
        return scopes[0] if scopes else None
    number = read_id(asked)
    return next((one for one in scopes if number is not None and one.department_id == number), None)


def years_counted(session: Session, now: datetime) -> Sequence[int]:
    """The years of which months have been counted, the latest first; this year where none has."""
    first = session.scalar(select(func.min(MonthState.month)))
    this = int(month_of(now)[:4])
    return range(this, (int(first[:4]) if first else this) - 1, -1)


def year_reading(session: Session, reach: Reach, scope: Scope, year: int, now: datetime) -> Reading:
    """The figures of a year; of the present one so far, so that the year before is of the same months."""
    last = min(f"{year}-12", max(month_of(now), f"{year}-01"))
    ids = () if scope.is_whole else (scope.department_id,)
    asked = Asked(Selection(f"{year}-01", last, ids), scope.word)
    return Reading(session, asked, now, standing(session).limits, reach)
