"""A frozen month keeps its sums: what was reported stays said, and what it would be today is shown beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, insert, literal, select
from sqlalchemy.orm import Session, joinedload

from admin.figures.counting import Limits, bounds
from admin.figures.figure_month import FigureMonth, MonthState
from admin.figures.measures import Dimension, Selection, figures_by, figures_today
from admin.figures.refreshing import month_of
from admin.figures.standing import Standing, standing
from admin.figures.sums import COUNTS, Sums
from knowledge.audit import What, audit
from knowledge.organisation import StaffMember

_KEPT = ("month", "level", "department_id", "channel", "line", *COUNTS, "waits", "finals")


@dataclass(frozen=True)
class Correction:
    """A frozen month that would be another today: the sums that were said, and those of the last count.

    `limits` are those of the day on which it was frozen (working days).
    """

    said: Sums
    today: Sums
    limits: Limits


def freeze(session: Session, month: str, staff: StaffMember | None, now: datetime) -> bool:
    """Keep the month's sums as they are; False where it is frozen already, not over, or not counted to its end."""
    state, counted = session.get(MonthState, month, with_for_update=True), standing(session)
    if state is None or state.frozen_at is not None or not is_over(month, now) or not _is_whole(month, counted):
        return False
    # Of a month that was thawed: what was said the last time.
    session.execute(delete(FigureMonth).where(FigureMonth.month == month, FigureMonth.frozen))
    today = select(*(getattr(FigureMonth, name) for name in _KEPT), literal(True))
    of_month = today.where(FigureMonth.month == month, FigureMonth.frozen.is_(False))
    session.execute(insert(FigureMonth).from_select([*_KEPT, "frozen"], of_month))
    state.limit_1, state.limit_2 = counted.limits
    _turn(session, state, staff, now, frozen=True)
    return True


def thaw(session: Session, month: str, staff: StaffMember | None, now: datetime) -> bool:
    """Let the month be what it is today; False where it is not frozen. What was said is kept for `freeze_again`."""
    state = session.get(MonthState, month, with_for_update=True)
    if state is None or state.frozen_at is None:
        return False
    # Hours, subjects and entries have stood still meanwhile.
    state.unsettled = True
    _turn(session, state, staff, now, frozen=False)
    return True


def freeze_again(session: Session, month: str, staff: StaffMember | None, now: datetime) -> bool:
    """Undo a thaw: the sums are what was said before it; False where the month is frozen or nothing was said.

    Hours, subjects and entries stand still where the last count has left them: of those only the latest are kept.
    """
    state = session.get(MonthState, month, with_for_update=True)
    if state is None or state.frozen_at is not None or not was_frozen(session, month):
        return False
    _turn(session, state, staff, now, frozen=True)
    return True


def is_over(month: str, now: datetime) -> bool:
    """Whether no more contacts can come into the month: half a month that is kept would say too little for good."""
    return month < month_of(now)


def _is_whole(month: str, counted: Standing) -> bool:
    """Whether what came on the month's last day has been counted: the clock may be behind, or have stood still."""
    return counted.counted_at is not None and counted.counted_at >= bounds(month)[1]


def was_frozen(session: Session, month: str) -> bool:
    """Whether anything has been said of the month, frozen now or thawed since."""
    return bool(session.scalar(select(exists().where(FigureMonth.month == month, FigureMonth.frozen))))


def corrections(session: Session, selection: Selection, now: datetime) -> Mapping[str, Correction]:
    """The selected months that were frozen and would be another today, also by other limits alone; oldest first.

    None of one subject: its figures are always today's.
    """
    limits = standing(session).limits
    frozen = {
        state.month: limits_of(state, limits)
        for state in reversed(frozen_states(session))
        if selection.first <= state.month <= selection.last
    }
    if not frozen or selection.subject.strip():
        return {}
    said = figures_by(session, selection, Dimension.MONTH, now)
    today = figures_today(session, selection, Dimension.MONTH)
    pairs = {month: Correction(said.get(month, Sums()), today.get(month, Sums()), of) for month, of in frozen.items()}
    return {month: pair for month, pair in pairs.items() if pair.said != pair.today or pair.limits != limits}


def limits_of(state: MonthState, limits: Limits) -> Limits:
    """The limits that a month's figures are counted with: of a frozen one those of its day, else `limits`."""
    if state.frozen_at is None or state.limit_1 is None or state.limit_2 is None:
        return limits
    return state.limit_1, state.limit_2


def frozen_states(session: Session) -> Sequence[MonthState]:
    """When and by whom each frozen month was frozen, the latest month first."""
    chosen = select(MonthState).options(joinedload(MonthState.frozen_by)).where(MonthState.frozen_at.is_not(None))
    return session.scalars(chosen.order_by(MonthState.month.desc())).all()


def _turn(session: Session, state: MonthState, staff: StaffMember | None, now: datetime, *, frozen: bool) -> None:
    state.frozen_at = now if frozen else None
    state.frozen_by_id = staff.id if frozen and staff else None
    audit(session, What.FIGURES, state.month, {"frozen": not frozen}, {"frozen": frozen}, staff, now)
    session.flush()
