"""How large a part of each department's approved entries has been reviewed in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from admin.settings.saving import all_departments
from knowledge.entries import APPROVED, Entry


@dataclass(frozen=True)
class Share:
    """A department's approved entries, counted; `silent` are those of the `late` that are no longer mailed."""

    department_id: int | None
    department: str
    entries: int
    kept: int
    late: int
    undated: int
    silent: int

    @property
    def percent(self) -> int:
        """The part that is reviewed in time, in whole percent; never 100 while one is not."""
        return 100 * self.kept // self.entries if self.entries else 0


def shares(session: Session, today: date, grace_days: int | None) -> Sequence[Share]:
    """Every department that has approved entries, in Swedish order. `grace_days` None: nothing is silent."""
    due, silent_before = Entry.review_due, date.min if grace_days is None else today - timedelta(days=grace_days)
    counted = select(
        Entry.department_id,
        func.count(Entry.id),
        *(
            func.sum(case((when, 1), else_=0))
            for when in (due >= today, due < today, due.is_(None), due < silent_before)
        ),
    ).where(Entry.status.in_(APPROVED))
    rows = {row[0]: row[1:] for row in session.execute(counted.group_by(Entry.department_id))}
    return [Share(one.id, one.name, *rows[one.id]) for one in all_departments(session) if one.id in rows]


def whole(parts: Sequence[Share], name: str) -> Share:
    """All departments together."""
    sums = (sum(getattr(one, field) for one in parts) for field in ("entries", "kept", "late", "undated", "silent"))
    return Share(None, name, *sums)
