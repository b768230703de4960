"""Starts a round, stops it, and goes on with it: the questions' mails in the outbox, each with its moment."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.measurement.round import MeasuredQuestion, MeasurementRound, RoundState
from admin.measurement.schedule import PeriodTooShort, planned
from assistant.cases.outbox import OutboxMail, SendState, post_measurement
from knowledge.mail_settings import MailSettings
from knowledge.worktime import WorkingCalendar


class Hindrance(enum.Enum):
    """Why a round cannot start as it stands."""

    NO_MAILBOX = "no_mailbox"
    NO_QUESTION = "no_question"
    NO_ADDRESS = "no_address"
    OWN_ADDRESS = "own_address"
    TOO_SHORT = "too_short"


def hindrance(one: MeasurementRound, mail: MailSettings, calendar: WorkingCalendar, now: datetime) -> Hindrance | None:
    """The first thing that is in the way of a start at `now`."""
    waiting = questions_left(one)
    if mail.measurement is None:
        return Hindrance.NO_MAILBOX
    if not waiting:
        return Hindrance.NO_QUESTION
    addresses = {question.place.address.strip().lower() for question in waiting}
    if "" in addresses:
        return Hindrance.NO_ADDRESS
    if mail.measurement.mailbox.address.lower() in addresses:
        return Hindrance.OWN_ADDRESS
    try:
        _plan(one, waiting, calendar, now)
    except PeriodTooShort:
        return Hindrance.TOO_SHORT
    return None


def start(session: Session, one: MeasurementRound, calendar: WorkingCalendar, now: datetime) -> None:
    """Put every question that has not gone yet in the outbox, at its moment. Raises PeriodTooShort.

    The outbox sends each exactly once, at its time or as soon after it as there is a gateway in working hours.
    """
    waiting = questions_left(one)
    moments = _plan(one, waiting, calendar, now)
    for question in waiting:
        at = moments[question.id]
        body = f"{question.text}\n{one.sender_name}"
        mail = post_measurement(session, question.place.address, one.sender_name, question.subject, body, now, at=at)
        question.outbox_id, question.planned_at = mail.id, at
    one.state, one.stopped_at = RoundState.STARTED, None
    one.started_at = one.started_at or now


def stop(session: Session, one: MeasurementRound, now: datetime) -> int:
    """Take back the questions that have not gone yet; returns how many. What is on its way goes."""
    waiting = {question.outbox_id: question for place in one.departments for question in place.questions}
    chosen = (
        select(OutboxMail)
        .where(OutboxMail.id.in_([one for one in waiting if one is not None]), OutboxMail.state == SendState.PENDING)
        # A sender that takes one at this moment keeps it; the others are ours.
        .with_for_update()
    )
    taken = session.scalars(chosen).all()
    for mail in taken:
        waiting[mail.id].outbox_id = waiting[mail.id].planned_at = None
    session.flush()
    for mail in taken:
        session.delete(mail)
    one.state, one.stopped_at = RoundState.STOPPED, now
    return len(taken)


def questions_left(one: MeasurementRound) -> Sequence[MeasuredQuestion]:
    """The questions that no mail has been written for."""
    return [question for place in one.departments for question in place.questions if question.outbox_id is None]


def _plan(
    one: MeasurementRound, waiting: Sequence[MeasuredQuestion], calendar: WorkingCalendar, now: datetime
) -> dict[int, datetime]:
    addresses = {question.id: question.place.address for question in waiting}
    return dict(planned(addresses, one.first_day, one.last_day, one.seed, calendar, now))
