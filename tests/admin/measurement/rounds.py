"""Rounds as the pages and the post-room leave them: questions that have gone, and what came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from admin.measurement.area import Area, area_of
from admin.measurement.round import MeasuredDepartment, MeasuredQuestion, MeasurementRound, RoundState
from assistant.cases.outbox import SendState, post_measurement
from assistant.services import Services
from knowledge.mail_settings import MailboxSettings, MeasurementSettings
from knowledge.organisation import department_named
from knowledge.worktime import STOCKHOLM, WorkingCalendar
from mail_gateway.inbound import InboundMail, InboundState
from mail_gateway.measuring.reply import Came, MeasuringReply
from tests.fakes import Clock

CALENDAR = WorkingCalendar()
SIGNED = "\n\nMed vänlig hälsning\nBo Ek\nHandläggare\nProvstads kommun\n0980-319 210"


def measuring(services: Services) -> Services:
    """The same services with a mailbox to measure from, which nobody connects to."""
    box = MailboxSettings("matning", "karin.ek@hemma.example", "localhost", "karin")
    mail = replace(services.settings.mail, measurement=MeasurementSettings(box))
    return replace(services, settings=replace(services.settings, mail=mail))


def a_round(session: Session, sent_at: datetime, *departments: str) -> MeasurementRound:
    """A started round with nothing asked yet, whose week begins at `sent_at`."""
    day = sent_at.astimezone(STOCKHOLM).date()
    one = MeasurementRound(
        name="Våren 2026",
        first_day=day,
        last_day=day + timedelta(days=6),
        sender_name="Karin Ek",
        seed=1,
        state=RoundState.STARTED,
        created_at=sent_at,
        started_at=sent_at,
    )
    for name in departments:
        department = department_named(session, name)
        area = area_of(name)
        place = MeasuredDepartment(
            department_id=department.id if department else None,
            name=name,
            address=f"{area.value}@prov.example",
            area=area,
            counted=area is not Area.MANAGEMENT,
        )
        one.departments.append(place)
    session.add(one)
    session.flush()
    return one


def asked(session: Session, one: MeasurementRound, name: str, subject: str, at: datetime) -> MeasuredQuestion:
    """A question that has gone out at this moment."""
    place = next(place for place in one.departments if place.name == name)
    mail = post_measurement(session, place.address, one.sender_name, subject, f"Hej!\n\n{subject}?", at, at=at)
    mail.state, mail.started_at, mail.sent_at = SendState.SENT, at, at
    mail.message_id = f"<{mail.id}@hemma.example>"
    question = MeasuredQuestion(
        subject=subject, text=f"Hej!\n\n{subject}?\n\nMvh", planned_at=at, outbox_id=mail.id, mail=mail
    )
    place.questions.append(question)
    session.flush()
    return question


def came(
    session: Session,
    question: MeasuredQuestion | None,
    at: datetime,
    text: str = f"Hej!\n\nJa, det går bra.{SIGNED}",
    kind: Came = Came.ANSWER,
) -> MeasuringReply:
    """What came back to it; to no question where there is none."""
    inbound = InboundMail(
        mailbox="matning",
        folder="INBOX",
        uidvalidity=1,
        uid=(session.scalar(select(func.max(InboundMail.uid))) or 0) + 1,
        raw=b"",
        sha256="",
        received_at=at,
        fetched_at=at,
        state=InboundState.HANDLED,
        reason="measurement",
    )
    session.add(inbound)
    session.flush()
    reply = MeasuringReply(
        inbound_id=inbound.id,
        outbox_id=question.outbox_id if question else None,
        came=kind,
        received_at=at,
        sender="bo.ek@prov.example",
        subject=question.subject if question else "Nyhetsbrev",
        text=text,
    )
    session.add(reply)
    session.flush()
    return reply


def spring(session: Session, clock: Clock) -> int:
    """A round that is over: two departments with an answer each, one receipt, one left unanswered; its id."""
    sent = CALENDAR.clock_start(clock.now - timedelta(days=40))
    one = a_round(session, sent, "Förskola", "Gator och park")
    plats = asked(session, one, "Förskola", "Söka plats", sent)
    came(session, plats, sent + timedelta(minutes=5), "Vi har tagit emot ditt mejl.", Came.RECEIPT)
    came(session, plats, CALENDAR.add(sent, timedelta(hours=4)), f"Hej!\n\nJa, se www.prov.example.{SIGNED}")
    lampa = asked(session, one, "Gator och park", "Trasig gatlampa", sent + timedelta(hours=1))
    came(session, lampa, CALENDAR.add(sent + timedelta(hours=1), timedelta(hours=14)), "Hej!\n\nDen lagas.\n\nMvh Bo")
    asked(session, one, "Gator och park", "Hål i gatan", sent + timedelta(hours=2))
    return one.id
