"""What ends the watch over a case, what begins it again, and what leaves it as it is."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.case import Case, EventKind, Status
from assistant.cases.handling import close, reopen, reply
from assistant.cases.outbox import MailKind, OutboxMail, SendState, post
from assistant.escalation.delay import Delay, tell_delay
from assistant.escalation.promise import start_promise
from assistant.services import Services
from knowledge.organisation import StaffMember
from mail_gateway.sending.failures import give_back
from tests.assistant.escalation.watched import ALARM, DUE, REMINDER, Watched, at
from tests.assistant.talk import finds, mail
from tests.fakes import Clock

REMINDED, OVERDUE, ALARMED = EventKind.REMINDED, EventKind.OVERDUE, EventKind.ALARMED


def handled(session: Session, watched: Watched, case_id: int) -> tuple[Case, StaffMember]:
    """The case and its handler, to do something with."""
    return session.get_one(Case, case_id), session.get_one(StaffMember, watched.maja_id)


def test_an_answer_ends_the_watch(watched: Watched) -> None:
    """Waiting for the resident after it is no wait of theirs."""
    case_id = watched.case()
    with watched.services.database.transaction() as session:
        case, maja = handled(session, watched, case_id)
        reply(session, case, maja, "Så här.", watched.services.rules.calendar, at(REMINDER))
    assert watched.stored(case_id).watch_at is None
    watched.round(ALARM)
    assert (watched.said(case_id), watched.mails()) == ([], [])


def test_closing_ends_the_watch_and_opening_begins_it_again(watched: Watched) -> None:
    """Closed without an answer and opened again: the promise it had still holds, and nothing is said twice."""
    case_id = watched.case()
    watched.round(REMINDER)
    with watched.services.database.transaction() as session:
        close(*handled(session, watched, case_id), at("2026-11-19T15:00"))
    assert watched.stored(case_id).watch_at is None
    watched.round(DUE)
    with watched.services.database.transaction() as session:
        case, maja = handled(session, watched, case_id)
        reopen(case, at("2026-11-20T11:00"), maja)
    watched.round("2026-11-20T11:01")
    assert watched.said(case_id) == [REMINDED, OVERDUE]


def test_what_was_answered_elsewhere_is_let_go_when_the_clock_looks(watched: Watched) -> None:
    """Whoever forgets to end the watch causes no alarm."""
    case_id = watched.case()
    with watched.services.database.transaction() as session:
        handled(session, watched, case_id)[0].answered_at = at(REMINDER)
    watched.round(ALARM)
    assert watched.said(case_id) == []
    assert watched.stored(case_id).watch_at is None


def test_waiting_for_the_resident_before_a_first_answer_pauses_nothing(watched: Watched) -> None:
    """That we have asked something back is no answer to what was promised."""
    case_id = watched.case()
    with watched.services.database.transaction() as session:
        handled(session, watched, case_id)[0].status = Status.WAITING
    watched.round(DUE)
    assert watched.said(case_id) == [OVERDUE]


@pytest.mark.parametrize("text", ["Tack!", "Jag har inte fått något svar än, när kommer det?"])
def test_more_words_and_receipts_move_nothing(watched: Watched, clock: Clock, text: str) -> None:
    """The receipt, a thank-you and a reminder by the resident: the first question's promise stands."""
    town: Services = watched.services
    with town.database.transaction() as session:
        said = mail(session, town, "Jag vill överklaga mitt beslut om plats", search=finds(session, "FSK-02"))
        before = said.case.watch_at, said.case.due_at
        assert [row.kind for row in session.scalars(select(OutboxMail))] == [MailKind.NOTICE, MailKind.RECEIPT]
        clock.forward(hours=3)
        mail(session, town, text, said.case)
        assert (said.case.watch_at, said.case.due_at) == before
        assert before == (at(REMINDER), at(DUE))


def test_what_a_machine_sent_neither_moves_nor_wakes_anything(watched: Watched, clock: Clock) -> None:
    """An out-of-office in an answered case begins no new wait."""
    town = watched.services
    with town.database.transaction() as session:
        case = mail(session, town, "Jag vill överklaga mitt beslut om plats", search=finds(session, "FSK-02")).case
        reply(session, case, session.get_one(StaffMember, watched.maja_id), "Så.", town.rules.calendar, clock())
        mail(session, town, "Jag är på semester till den 1 december.", case, may_reopen=False)
        assert (case.watch_at, case.answered_at) == (None, clock())


def test_a_question_after_our_answer_is_watched_anew(watched: Watched, clock: Clock) -> None:
    """By its own promise, of which everything may be said once more."""
    town = watched.services
    with town.database.transaction() as session:
        case = mail(session, town, "Jag vill överklaga mitt beslut om plats", search=finds(session, "FSK-02")).case
    watched.round(REMINDER)
    with town.database.transaction() as session:
        case, maja = handled(session, watched, case.id)
        reply(session, case, maja, "Så.", town.rules.calendar, at("2026-11-19T15:00"))
    clock.now = at("2026-11-25T10:00")
    with town.database.transaction() as session:
        mail(session, town, "Men gäller det även min sambo?", session.get_one(Case, case.id))
    watched.round("2026-11-26T14:30")
    assert watched.said(case.id) == [REMINDED, REMINDED]


def test_an_answer_that_never_arrived_is_watched_again(watched: Watched) -> None:
    """By the promise the case had: the alarm that its answer had held off goes after all."""
    case_id = watched.case()
    watched.round(REMINDER)
    with watched.services.database.transaction() as session:
        case, maja = handled(session, watched, case_id)
        reply(session, case, maja, "Så.", watched.services.rules.calendar, at("2026-11-19T15:00"))
        lost = post(session, case, MailKind.REPLY, "anna@hemma.example", "Så.", at("2026-11-19T15:00"), staff=maja)
        give_back(session, lost, SendState.FAILED, watched.services.rules, at("2026-11-23T11:00"))
    watched.round("2026-11-23T11:01")
    assert watched.said(case_id) == [REMINDED, OVERDUE, ALARMED]


def test_a_new_date_that_the_resident_was_told_holds_until_it_has_passed(watched: Watched) -> None:
    """Looked at when the clock looks anyway; the due time itself stays for the figures."""
    case_id = watched.case()
    watched.round(REMINDER)
    with watched.services.database.transaction() as session:
        case, maja = handled(session, watched, case_id)
        tell_delay(session, case, maja, Delay("Det dröjer.", date(2026, 11, 27)), at("2026-11-19T16:00"))
    watched.round(DUE)
    watched.round(ALARM)
    assert watched.said(case_id) == [REMINDED]
    for now in ("2026-11-27T12:30", "2026-11-30T08:00"):
        watched.round(now)
    assert watched.said(case_id) == [REMINDED, REMINDED, OVERDUE, ALARMED]
    assert watched.stored(case_id).due_at == at(DUE)


def test_a_new_date_after_the_alarm_is_watched_too(watched: Watched) -> None:
    """Everything has been said of the first date, and then the second is broken."""
    case_id = watched.case()
    watched.round(ALARM)
    assert watched.stored(case_id).watch_at is None
    with watched.services.database.transaction() as session:
        case, maja = handled(session, watched, case_id)
        tell_delay(session, case, maja, Delay("Det dröjer.", date(2026, 11, 27)), at("2026-11-23T11:00"))
    for now in ("2026-11-23T11:01", "2026-11-24T10:00", "2026-11-30T08:00"):
        watched.round(now)
    assert watched.said(case_id) == [OVERDUE, ALARMED, OVERDUE, ALARMED]


def test_the_departments_own_promise_is_watched(watched: Watched) -> None:
    """Five days, and an alarm after seven."""
    case_id = watched.case()
    with watched.services.database.transaction() as session:
        case, _ = handled(session, watched, case_id)
        assert case.department is not None
        assert case.department.promise is not None
        case.department.promise.answer_within_days, case.department.promise.alarm_after_days = 5, 7
        start_promise(case, case.received_at, watched.services.rules)
    for now in (DUE, ALARM, "2026-11-25T10:00", "2026-11-27T10:00"):
        watched.round(now)
    assert [event.at for event in watched.events(case_id)] == [
        at("2026-11-25T10:00"),
        at("2026-11-27T10:00"),
    ]
