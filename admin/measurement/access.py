"""Who sees what of the measurement: administrators all of it, managers their departments' part when a round is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import abort
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from admin.auth import current_staff
from admin.measurement.reckoning import TWO_WEEKS
from admin.measurement.round import MeasurementRound, RoundState
from admin.settings.saving import row_or_404
from knowledge.organisation import Role, StaffMember
from knowledge.worktime import STOCKHOLM

READ_ROLES = (Role.MANAGER, Role.ADMINISTRATOR)
KEEP_ROLES = (Role.ADMINISTRATOR,)


def may_see_measurement() -> bool:
    """Whether whoever is logged in may open the pages."""
    member = current_staff()
    return member is not None and not member.roles.isdisjoint(READ_ROLES)


def keeps(staff: StaffMember) -> bool:
    """Whether somebody runs the measurement. A manager must not see what is asked while it is asked."""
    return not staff.roles.isdisjoint(KEEP_ROLES)


def is_over(one: MeasurementRound, now: datetime) -> bool:
    """Whether the last question's two weeks have passed."""
    if one.state is RoundState.DRAFT:
        return False
    last = datetime.combine(one.last_day + timedelta(days=1), datetime.min.time(), STOCKHOLM)
    return now > min(last, one.stopped_at or last) + TWO_WEEKS


def rounds_for(staff: StaffMember, now: datetime) -> Select[MeasurementRound]:
    """The rounds that somebody sees in the list, the newest first."""
    chosen = select(MeasurementRound).where(MeasurementRound.removed_at.is_(None))
    if not keeps(staff):
        # As `is_over` says it: nothing that can still be asked.
        ended = or_(
            MeasurementRound.last_day < (now - TWO_WEEKS).astimezone(STOCKHOLM).date(),
            MeasurementRound.stopped_at < now - TWO_WEEKS,
        )
        chosen = chosen.where(MeasurementRound.state != RoundState.DRAFT, ended)
    return chosen.order_by(MeasurementRound.created_at.desc(), MeasurementRound.id.desc())


def round_or_404(session: Session, round_id: int, staff: StaffMember, now: datetime) -> MeasurementRound:
    """The round, for whoever may see it; for the others there is none."""
    found: MeasurementRound = row_or_404(session, MeasurementRound, round_id)
    if found.removed_at is not None or not (keeps(staff) or is_over(found, now)):
        abort(404)
    return found


def round_to_change(session: Session, round_id: int) -> MeasurementRound:
    """The round, held until the transaction ends, also one that has been taken away."""
    found: MeasurementRound = row_or_404(session, MeasurementRound, round_id, lock=True)
    return found
