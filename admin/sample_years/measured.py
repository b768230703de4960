"""Makes up one round of the service measurement that is over, with answers of every kind and a few still to grade."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.measurement.area import Area, area_of
from admin.measurement.drafting import QUESTIONS, RoundWanted, add_round
from admin.measurement.round import Grade, MeasuredQuestion
from admin.measurement.starting import start
from admin.measurement.words import AREA
from assistant.cases.outbox import SendState
from knowledge.organisation import Department, Municipality, StaffMember, the_municipality
from knowledge.worktime import STOCKHOLM, WorkingCalendar
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.measuring.reply import Came, MeasuringReply
from mail_gateway.measuring.taking import TAKEN

_BEGAN, _LASTED = timedelta(days=60), timedelta(days=25)
_NAME = "Karin Ek"
_SEED = 8
_RECEIPT = "Tack för ditt mejl! Vi har tagit emot din fråga och svarar inom två arbetsdagar."
_ANSWERS = (
    "Ja, det stämmer. Du ansöker hos oss, och ett besked brukar ta två till tre veckor.",
    "Det går bra, och det kostar ingenting. Du behöver inte boka någon tid.",
    "Nej, det behövs inte i det fall som du beskriver, men hör gärna av dig innan du börjar.",
    "Avgiften beror på hur mycket det gäller. Den står i årets taxa, och du får en faktura efteråt.",
)
_MORE = "\n\nPå {web} finns e-tjänsten och mer att läsa."
_GRADES = (Grade.GOOD, Grade.GOOD, Grade.GOOD, Grade.FAIR, Grade.FAIR, Grade.POOR)
# As the surveyor found them in Krokom (facts/municipality.md 2), in hundredths.
_WITHIN = ((64, (0.5, 9.0)), (81, (9.1, 18.0)), (96, (18.1, 60.0)))
_COMPLETE, _EXTRA, _RECEIPTED, _GRADED = 90, 46, 35, 93


def write_round(session: Session, calendar: WorkingCalendar, now: datetime) -> None:
    """One department of each area was asked six questions this autumn or spring; the same ones each time."""
    chance = random.Random(_SEED)  # noqa: S311 - the same answers each time
    staff = session.scalars(select(StaffMember).where(StaffMember.active).order_by(StaffMember.id)).first()
    departments: dict[Area, Department] = {}
    for department in sorted(session.scalars(select(Department)), key=_foreign):
        departments.setdefault(area_of(department.name), department)
    if staff is None or not departments:
        return
    began = now - _BEGAN
    first = began.astimezone(STOCKHOLM).date()
    wanted = RoundWanted(f"Servicemätning {first.year}", first, first + _LASTED, _NAME)
    one = add_round(session, wanted, [*departments.values()], QUESTIONS, staff, began, _SEED)
    start(session, one, calendar, began)
    town = the_municipality(session)
    for place in one.departments:
        for question in place.questions:
            _send(question)
            _answer(session, question, town, staff, calendar, chance)


def _foreign(department: Department) -> tuple[bool, int]:
    """Of several departments of an area, the one that bears its name is measured."""
    name = AREA[area_of(department.name)].lower()
    return not department.name.lower().startswith(name[:4]), department.id


def _send(question: MeasuredQuestion) -> None:
    mail = question.mail
    if mail is not None and question.planned_at is not None:
        mail.state, mail.started_at, mail.sent_at = SendState.SENT, question.planned_at, question.planned_at
        mail.message_id = f"<matning.{mail.id}@hemma.example>"


def _answer(
    session: Session,
    question: MeasuredQuestion,
    town: Municipality,
    staff: StaffMember,
    calendar: WorkingCalendar,
    chance: random.Random,
) -> None:
    sent_at, drawn = question.planned_at, chance.randrange(100)
    if sent_at is None:
        return
    if chance.randrange(100) < _RECEIPTED:
        _came(session, question, sent_at + timedelta(minutes=2), _RECEIPT, Came.RECEIPT)
    hours = next((between for most, between in _WITHIN if drawn < most), None)
    if hours is None:
        return
    at = calendar.add(sent_at, timedelta(hours=chance.uniform(*hours)))
    more = _MORE.format(web=town.web) if chance.randrange(100) < _EXTRA else ""
    signature = _signature(question, town, staff, complete=chance.randrange(100) < _COMPLETE)
    _came(session, question, at, f"Hej Karin!\n\n{chance.choice(_ANSWERS)}{more}\n\n{signature}", Came.ANSWER)
    if chance.randrange(100) < _GRADED:
        question.answer_grade, question.manner_grade = chance.choice(_GRADES), chance.choice(_GRADES)
        question.graded_by_id, question.graded_at = staff.id, at + timedelta(days=20)


def _signature(question: MeasuredQuestion, town: Municipality, staff: StaffMember, *, complete: bool) -> str:
    lines = ["Med vänlig hälsning", staff.name]
    if complete:
        lines += ["Handläggare", question.place.name, town.name, town.phone]
    return "\n".join(lines)


def _came(session: Session, question: MeasuredQuestion, at: datetime, text: str, kind: Came) -> None:
    inbound = InboundMail(
        mailbox="matning",
        folder="INBOX",
        # A folder that no server has: a real one begins anew.
        uidvalidity=0,
        uid=2 * question.id + (kind is Came.RECEIPT),
        raw=text.encode(),
        sha256="",
        sender=question.place.address,
        received_at=at,
        fetched_at=at,
        state=InboundState.HANDLED,
        reason=TAKEN,
        flagged=True,
    )
    session.add(inbound)
    session.flush()
    reply = MeasuringReply(
        inbound_id=inbound.id,
        outbox_id=question.outbox_id,
        came=kind,
        received_at=at,
        sender=question.place.address,
        subject=f"Sv: {question.subject}",
        text=text,
    )
    session.add(reply)
