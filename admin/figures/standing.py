"""How the figures stand: counted when, with which limits, and whether the town has chosen others since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin.figures.counting import Limits
from admin.figures.figure_month import CountedTo
from admin.figures.refreshing import THE_ROW
from knowledge.organisation import answer_limits


@dataclass(frozen=True)
class Standing:
    """`counted_at` None: never yet. `limits` are those that the stored figures were counted with (working days).

    `chosen` are the town's; where they differ, the next count is of every month that is not frozen.
    """

    counted_at: datetime | None
    limits: Limits
    chosen: Limits


def standing(session: Session) -> Standing:
    """What a page says beside its figures."""
    chosen, row = answer_limits(session), session.get(CountedTo, THE_ROW)
    if row is None or row.counted_at is None:
        return Standing(None, chosen, chosen)
    return Standing(row.counted_at, (row.limit_1, row.limit_2), chosen)
