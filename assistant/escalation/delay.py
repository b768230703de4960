"""Tells a resident that the answer takes longer: who is responsible, how to reach them, and the new date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status, answer_expected, record
from assistant.cases.handling import take, watch
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.outbox import MailKind, post
from assistant.engine import phrases_case
from assistant.errors import CaseClosed
from assistant.languages import dates
from knowledge.organisation import DEFAULT_ANSWER_WITHIN_DAYS, Department, Municipality, StaffMember
from knowledge.worktime import STOCKHOLM, WorkingCalendar


@dataclass(frozen=True)
class Delay:
    """What the resident is told: the words, and the day until which they are asked to wait."""

    text: str
    until: date


def may_tell_delay(case: Case) -> bool:
    """Only where an answer is promised and has not been given."""
    return case.status is not Status.CLOSED and case.due_at is not None and case.answered_at is None


def proposed_day(case: Case, calendar: WorkingCalendar, now: datetime) -> date:
    """As long again as was promised: counted from when the answer is expected, or from now when that has passed."""
    promise = case.department.promise if case.department else None
    days = promise.answer_within_days if promise else DEFAULT_ANSWER_WITHIN_DAYS
    start = max(answer_expected(case) or now, now)
    return calendar.add_days(start, days).astimezone(STOCKHOLM).date()


def delay(case: Case, responsible: StaffMember, town: Municipality, until: date) -> Delay:
    """The words for this case; a confidential one tells neither title, department nor direct number of anybody."""
    department = None if case.confidential else case.department
    direct = "" if case.confidential else responsible.phone
    who = [
        responsible.name,
        "" if case.confidential else responsible.title,
        department.name if department else town.name,
    ]
    contact = _contact(direct, department, town)
    return Delay(phrases_case.delayed(", ".join(part for part in who if part), contact, dates.long_date(until)), until)


def tell_delay(session: Session, case: Case, staff: StaffMember, told: Delay, now: datetime) -> Message:
    """Say it in the case, and by mail where there is an address. It answers nothing: the due time and the figures stay.

    Raises CaseClosed for a closed case.
    """
    if case.status is Status.CLOSED:
        raise CaseClosed(case.number)
    if case.handler is None:
        take(case, staff, now)
    message = Message(author=Author.STAFF, kind=MessageKind.DELAY, text=told.text, at=now, staff=staff)
    case.messages.append(message)
    case.delayed_to = told.until
    watch(case, now)
    record(case, EventKind.DELAY_TOLD, now, staff, until=told.until.isoformat())
    if case.mail_address:
        post(session, case, MailKind.DELAY, case.mail_address, told.text, now, staff=staff)
    session.flush()
    return message


def _contact(direct: str, department: Department | None, town: Municipality) -> str:
    phone = direct or (department.phone if department else "") or town.phone
    email = (department.email if department else "") or town.email
    return "\n".join(line for line in (phrases_case.phone_line(phone) if phone else "", email) if line)
