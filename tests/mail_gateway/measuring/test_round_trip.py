"""A whole round over real servers: asked by mail, answered by mail, counted; and one that comes to our own mailbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from admin.figures.counting import count_month
from admin.figures.open_now import open_now
from admin.measurement.area import Area
from admin.measurement.reading import QuestionRead, Stage, read_round
from admin.measurement.reckoning import results
from admin.measurement.round import MeasuredDepartment, MeasuredQuestion, MeasurementRound, RoundState
from admin.measurement.starting import start, stop
from admin.unanswered.missed import missed
from assistant.cases import handling
from assistant.cases.case import Case
from assistant.cases.outbox import MailKind, OutboxMail, SendState, post_measurement
from assistant.cases.proposed_phrasing import ProposedPhrasing
from assistant.cases.sender_grade import SenderGrade
from assistant.cases.survey import SurveyAsk
from assistant.services import Services
from knowledge.mail_settings import MeasurementSettings
from knowledge.organisation import Role
from knowledge.settings import MailboxSettings
from knowledge.worktime import WorkingCalendar
from mail_gateway.deliver import deliver_measurement, deliver_waiting
from mail_gateway.fetch import fetch_round
from mail_gateway.handling import handle_waiting
from mail_gateway.inbound import InboundState
from mail_gateway.mailbox import Mailbox
from mail_gateway.measuring.reply import Came, MeasuringReply
from tests.factories import add_staff
from tests.fakes import Clock
from tests.mail_gateway.post_room import (
    DIFFICULT,
    OURS,
    PASSWORD,
    SIMPLE,
    body,
    outbox,
    read,
    take_in,
    with_mail,
    write,
)
from tests.one_database import on_sqlite
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import CapturingSmtp

KARIN = "karin.ek@hemma.example"
BYGG, GATA = "bygg@prov.example", "gata@prov.example"
CALENDAR = WorkingCalendar()
ANSWER = "Hej Karin!\n\nJa, läs mer på www.prov.example.\n\nMvh\nBo Ek\nHandläggare\nProvstads kommun\n0980-319 210"


@pytest.fixture
def measuring(town: Services, box: MailboxSettings) -> Services:
    """The post-room with a real mailbox to measure from, which is no address of ours."""
    return with_mail(town, measurement=MeasurementSettings(replace(box, name="matning", address=KARIN)))


def a_round(services: Services, questions: dict[str, list[str]]) -> int:
    """A round that is started, over the week after the clock's."""
    now = services.clock()
    with services.database.transaction() as session:
        one = MeasurementRound(
            name="Prov",
            first_day=date(2026, 11, 23),
            last_day=date(2026, 11, 27),
            sender_name="Karin Ek",
            seed=7,
            created_at=now,
        )
        for address, subjects in questions.items():
            place = MeasuredDepartment(name=address, address=address, area=Area.BUILDING, counted=True)
            place.questions = [
                MeasuredQuestion(subject=subject, text=f"Hej!\n\n{subject}?\n\nMvh") for subject in subjects
            ]
            one.departments.append(place)
        session.add(one)
        session.flush()
        start(session, one, CALENDAR, now)
        return one.id


def run_week(services: Services, clock: Clock) -> None:
    """Let the sender look every half hour from Monday to Friday, by night too."""
    clock.now = datetime(2026, 11, 22, 23, tzinfo=UTC)
    while clock.now < datetime(2026, 11, 28, tzinfo=UTC):
        clock.forward(minutes=30)
        deliver_measurement(services)


def stand(services: Services, round_id: int) -> list[QuestionRead]:
    """The round as its page reads it."""
    with services.database.reading() as session:
        return [*read_round(session, session.get_one(MeasurementRound, round_id), services.clock())]


def test_a_round_is_asked_answered_and_counted(
    measuring: Services, clock: Clock, dovecot: Dovecot, user: str, smtp: CapturingSmtp
) -> None:
    """Each question goes once as a plain mail in working hours; an answer, a vacation note and a bounce find theirs."""
    round_id = a_round(measuring, {BYGG: ["Altan", "Plank"], GATA: ["Gatlampa", "Potthål"]})
    assert deliver_waiting(measuring) == 0, "a question is nobody else's mail"
    run_week(measuring, clock)

    sent = {str(read(one.raw)["Subject"]): one for one in smtp.mails}
    assert sorted(sent) == ["Altan", "Gatlampa", "Plank", "Potthål"]
    assert len(smtp.mails) == 4
    for one in sent.values():
        letter = read(one.raw)
        assert str(letter["From"]) == f"Karin Ek <{KARIN}>"
        assert one.sender == KARIN
        assert not {"auto-submitted", "x-loop", "x-auto-response-suppress", "references"} & {
            name.lower() for name in letter
        }
        assert letter.get_content_type() == "text/plain"
        assert body(one.raw).strip().endswith("Mvh\nKarin Ek")
    rows = outbox(measuring, MailKind.MEASUREMENT)
    assert all(CALENDAR.is_working_moment(row.sent_at) for row in rows if row.sent_at)

    altan, lampa = (next(row for row in rows if row.subject == name) for name in ("Altan", "Gatlampa"))
    plank = next(row for row in rows if row.subject == "Plank")
    assert altan.sent_at
    answered_at = CALENDAR.add(altan.sent_at, timedelta(hours=10))
    in_thread = {
        "In_Reply_To": altan.message_id or "",
        "to": KARIN,
        "sender": f"Bo Ek <bo.ek@{BYGG.partition('@')[2]}>",
    }
    dovecot.deliver(user, write(ANSWER, subject="SV: ärende 7", message_id="<a@x>", **in_thread), answered_at)
    # No thread and no marks: known by sender, subject and words.
    receipt = "Vi har tagit emot din fråga, ärendenummer 2026-77. Du får svar inom två arbetsdagar."
    note = write(receipt, subject="Sv: Gatlampa", sender=GATA, to=KARIN, message_id="<r@x>")
    dovecot.deliver(user, note, clock.now)
    away = {"In_Reply_To": plank.message_id or "", "Auto_Submitted": "auto-replied", "to": KARIN, "sender": BYGG}
    dovecot.deliver(user, write("Jag är ledig till måndag.", subject="Frånvaro", message_id="<v@x>", **away), clock.now)
    clock.now = datetime(2026, 12, 14, 12, tzinfo=UTC)
    fetch_and_handle(measuring)

    found = {each.question.subject: each for each in stand(measuring, round_id)}
    assert {subject: each.stage for subject, each in found.items()} == {
        "Altan": Stage.ANSWERED,
        "Plank": Stage.UNANSWERED,
        "Gatlampa": Stage.UNANSWERED,
        "Potthål": Stage.UNANSWERED,
    }
    assert found["Altan"].asked is not None
    assert (found["Altan"].asked.sender, found["Altan"].asked.extra) == (SenderGrade.COMPLETE, True)
    figures = results([each.asked for each in found.values() if each.asked], CALENDAR, clock())
    assert (figures.within_1.part, figures.within_2.part, figures.within_2.n) == (0, 1, 4)
    assert figures.mean_hours == pytest.approx(10, abs=0.01)
    assert (figures.receipt.part, figures.unanswered.part, figures.sent) == (2, 3, 4)
    assert lampa.id == found["Gatlampa"].question.outbox_id
    with measuring.database.reading() as session:
        assert session.scalars(select(Case)).all() == [], "what comes to the measurement's mailbox is no resident's"


def fetch_and_handle(services: Services) -> None:
    """One look into the measurement's mailbox."""
    measurement = services.settings.mail.measurement
    assert measurement is not None
    with Mailbox(measurement.mailbox, PASSWORD) as box:
        fetch_round(services, box)
    handle_waiting(services)


@on_sqlite
def test_a_heap_after_an_outage_goes_out_slowly(measuring: Services, clock: Clock, smtp: CapturingSmtp) -> None:
    """A gateway that was away for the week asks one department ten minutes apart, and never by night."""
    a_round(measuring, {BYGG: ["Altan", "Plank", "Bod"]})
    clock.now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert deliver_measurement(measuring) == 0, "it is Saturday"
    clock.now = datetime(2026, 11, 30, 8, tzinfo=UTC)
    sent = []
    for _look in range(3):
        sent.append(deliver_measurement(measuring))
        clock.forward(minutes=5)
    assert (sent, len(smtp.mails)) == ([1, 0, 1], 2)


@on_sqlite
def test_a_slow_server_takes_nobody_past_closing(measuring: Services, clock: Clock, smtp: CapturingSmtp) -> None:
    """Two are due at a minute to five; when the first has gone it is evening, so the other waits for the morning."""
    a_round(measuring, {BYGG: ["Altan"], GATA: ["Gatlampa"]})
    clock.now = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)
    asked = []

    def stopped() -> bool:
        """Each look takes a minute."""
        asked.append(clock.now)
        if len(asked) > 1:
            clock.forward(minutes=1)
        return False

    assert deliver_measurement(measuring, stopped) == 1
    clock.now = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    assert deliver_measurement(measuring) == 1
    assert len(smtp.mails) == 2


@on_sqlite
def test_a_receipt_finds_its_question_though_its_clock_is_slow(measuring: Services, clock: Clock) -> None:
    """It comes within the second, without a thread, and its server counts whole seconds."""
    clock.forward(milliseconds=700)
    with measuring.database.transaction() as session:
        mail = post_measurement(session, BYGG, "Karin Ek", "Altan", "Hej", clock(), at=clock())
        mail.state, mail.started_at, mail.sent_at = SendState.SENT, clock(), clock()
    note = write("Vi har tagit emot ditt mejl.", subject="Kvitto: Altan", sender=BYGG, to=KARIN)
    take_in(measuring, note, mailbox="matning", at=clock().replace(microsecond=0))
    with measuring.database.reading() as session:
        assert session.scalars(select(MeasuringReply.outbox_id)).all() == [mail.id]


@on_sqlite
def test_a_stopped_round_sends_nothing_more_and_can_go_on(
    measuring: Services, clock: Clock, smtp: CapturingSmtp
) -> None:
    """What has gone stays asked; the rest is taken out of the outbox, and drawn anew when the round goes on."""
    round_id = a_round(measuring, {BYGG: ["Altan", "Plank", "Bod"]})
    first = min(row.next_attempt_at for row in outbox(measuring, MailKind.MEASUREMENT))
    clock.now = first
    deliver_measurement(measuring)
    with measuring.database.transaction() as session:
        one = session.get_one(MeasurementRound, round_id)
        assert stop(session, one, clock()) == 2
        assert one.state is RoundState.STOPPED
    run_week(measuring, clock)
    assert len(smtp.mails) == 1
    clock.now = first + timedelta(hours=1)
    with measuring.database.transaction() as session:
        start(session, session.get_one(MeasurementRound, round_id), CALENDAR, clock())
    run_week(measuring, clock)
    assert len({read(one.raw)["Subject"] for one in smtp.mails}) == len(smtp.mails) == 3


def asked_here(services: Services, number: int, text: str) -> bytes:
    """A question of a measurement that has been sent to our own mailbox, as it comes there."""
    now = services.clock()
    with services.database.transaction() as session:
        mail = post_measurement(session, OURS, "Karin Ek", "Fråga", text, now, at=now)
        mail.state, mail.message_id, mail.sent_at = SendState.SENT, f"<q{number}@hemma.example>", now
    return write(text, subject="Fråga", sender=f"Karin Ek <{KARIN}>", message_id=f"<q{number}@hemma.example>")


def test_what_comes_to_our_own_mailbox_is_answered_and_not_counted(measuring: Services, clock: Clock) -> None:
    """Answered like any mail, without the brake on one sender's many; in no figure, and nobody learns from it."""
    services = measuring
    for number, text in enumerate([*[SIMPLE] * 5, DIFFICULT]):
        assert take_in(services, asked_here(services, number, text)).state is InboundState.HANDLED
        clock.forward(hours=1)
    assert len(outbox(services, MailKind.ANSWER)) == 5, "the fifth within a day, and the same text each time"
    # An id that a server on the way has changed: the address tells.
    take_in(services, write(DIFFICULT, sender=KARIN, subject="Annat", message_id="<other@relay.example>"))
    take_in(services, write(DIFFICULT, subject="Min egen", message_id="<mine@rut.example>"))
    with services.database.transaction() as session:
        cases = session.scalars(select(Case).order_by(Case.id)).all()
        assert [case.measurement for case in cases] == [True] * 7 + [False]
        counted = count_month(session, "2026-11", CALENDAR, services.clock())
        assert [fact.case_id for fact in counted.facts] == [cases[-1].id]
        assert sum(one.open for one in open_now(session, services.clock()).values()) == 1
        assert {one.text for one in missed(session, services.clock())} <= {"Jag vill överklaga mitt beslut."}
        handler = add_staff(session, "Sara Prov", Role.HANDLER)
        handling.reply(session, cases[5], handler, "Svar.", CALENDAR, services.clock(), entry_id=1)
        assert session.scalars(select(ProposedPhrasing)).all() == []
        asked = [row.case_id for row in session.scalars(select(SurveyAsk))]
        assert asked == [], "nobody asks the town how its own answer was"


@on_sqlite
def test_our_own_answer_is_an_answer_and_our_receipt_is_none(measuring: Services) -> None:
    """The assistant's answer is marked as automatic; that it is our own is known by its id, and so is what it is."""
    services = measuring
    for number, text in enumerate((SIMPLE, DIFFICULT)):
        take_in(services, asked_here(services, number, text))
    deliver_waiting(services)
    for mail in outbox(services, MailKind.ANSWER, MailKind.RECEIPT):
        take_in(services, mail.rendered or b"", mailbox="matning")
    with services.database.reading() as session:
        rows = session.execute(
            select(MeasuringReply.came, OutboxMail.message_id).join(
                OutboxMail, OutboxMail.id == MeasuringReply.outbox_id
            )
        )
        assert sorted((row.message_id, row.came) for row in rows) == [
            ("<q0@hemma.example>", Came.ANSWER),
            ("<q1@hemma.example>", Came.RECEIPT),
        ]
        assert len(session.scalars(select(Case)).all()) == 2
