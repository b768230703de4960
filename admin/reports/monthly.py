"""Posts the month's letters: once a month to every manager by their departments, on the first working day at eight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from admin.figures.counting import bounds
from admin.figures.measures import figures
from admin.figures.refreshing import month_of, next_month
from admin.figures.standing import standing
from admin.reports.letter import LETTER_ROLES, enclosed_letter, month_reading, reach_for_letter, subject
from admin.reports.monthly_letter import MonthlyLetter
from admin.statistics.reach import Reach
from assistant.cases.enclosed import Enclosed, Writer
from assistant.cases.outbox import MailKind, OutboxMail, post_report
from assistant.escalation.turns import is_first
from assistant.rules import Rules
from knowledge.organisation import StaffMember, StaffRole

_JOB = "monthly_letters"


def letters_of_month(session: Session, now: datetime) -> int:
    """Post the letters of the month that has ended, in this month's first round in working time; gives how many.

    A clock that was away for days does it when it comes back, and one that was away for months sends the last month
    alone. Nothing is sent before that month has been counted to its end.
    """
    this = month_of(now)
    counted_at = standing(session).counted_at
    if counted_at is None or counted_at < bounds(this)[0] or not is_first(session, _JOB, this, now):
        return 0
    return post_letters(session, next_month(this, -1), now)


def post_letters(session: Session, month: str, now: datetime) -> int:
    """Post the letters of one month to those who want it and have none of it yet; gives how many.

    Whoever had no contact, neither then nor the year before, gets no letter of noughts.
    """
    had = select(MonthlyLetter.staff_id).where(MonthlyLetter.month == month)
    posted = 0
    for staff in _managers(session, set(session.scalars(had))):
        reach = reach_for_letter(session, staff)
        if reach is not None and _has_figures(session, reach, month, now):
            mail = post_report(session, staff.email, subject(month), now)
            session.add(MonthlyLetter(month=month, staff_id=staff.id, outbox_mail_id=mail.id))
            posted += 1
    session.flush()
    return posted


def writers_for(rules: Rules) -> Mapping[MailKind, Writer]:
    """What the post-room writes these letters with when it sends them."""
    return {MailKind.REPORT: partial(_written, rules)}


def _written(rules: Rules, session: Session, mail: OutboxMail, now: datetime) -> Enclosed | None:
    """Read anew: who has left, or leads nothing any more, is told nothing."""
    whose = select(MonthlyLetter).where(MonthlyLetter.outbox_mail_id == mail.id)
    letter = session.scalar(whose.options(joinedload(MonthlyLetter.staff)))
    reach = reach_for_letter(session, letter.staff) if letter is not None else None
    if letter is None or reach is None:
        return None
    return enclosed_letter(month_reading(session, reach, letter.month, now), rules.statistics_address())


def _managers(session: Session, without: set[int]) -> Sequence[StaffMember]:
    leading = select(StaffRole.staff_id).where(StaffRole.role.in_(LETTER_ROLES))
    wanted = (StaffMember.active, StaffMember.email != "", StaffMember.monthly_letter)
    chosen = select(StaffMember).where(StaffMember.id.in_(leading), *wanted)
    chosen = chosen.options(selectinload(StaffMember.groups), selectinload(StaffMember.role_rows))
    return [one for one in session.scalars(chosen.order_by(StaffMember.id)) if one.id not in without]


def _has_figures(session: Session, reach: Reach, month: str, now: datetime) -> bool:
    reading = month_reading(session, reach, month, now)
    chosen = reading.asked.selection
    return any(figures(session, one, now, reading.limits).contacts for one in (chosen, chosen.moved(-12)))
