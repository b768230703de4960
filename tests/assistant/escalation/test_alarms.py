"""Rounds of the clock: who gets which mail when, each once, and nothing out of working time."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.cases.case import Case, EventKind
from assistant.cases.outbox import MailKind
from knowledge.organisation import ResponseGroup
from tests.assistant.escalation.watched import ALARM, ASKED, CHEF, DUE, EVA, GROUP_BOX, MAJA, REMINDER, Watched, at

REMINDED, OVERDUE, ALARMED = EventKind.REMINDED, EventKind.OVERDUE, EventKind.ALARMED


def recipients(watched: Watched) -> list[str]:
    """To whom the clock has written, in order."""
    return [mail.recipient for mail in watched.mails()]


def test_the_clock_first_looks_when_a_reminder_is_due(watched: Watched) -> None:
    """Half a working day before the due time, which counts from the question."""
    case = watched.stored(watched.case())
    assert (case.due_at, case.alarm_at, case.watch_at) == (at(DUE), at(ALARM), at(REMINDER))


def test_a_case_that_somebody_has_is_said_of_three_times(watched: Watched) -> None:
    """A reminder and that it is late to the handler, an alarm to handler and manager; the events say to whom."""
    case = watched.case(handler=watched.maja_id)
    for now in (REMINDER, DUE, ALARM):
        watched.round(now)
    assert recipients(watched) == [MAJA, MAJA, MAJA, CHEF]
    assert watched.said(case) == [REMINDED, OVERDUE, ALARMED]
    assert [event.at for event in watched.events(case)] == [at(REMINDER), at(DUE), at(ALARM)]
    assert [event.detail["told"] for event in watched.events(case)] == [
        [watched.maja_id],
        [watched.maja_id],
        [watched.maja_id, watched.chef_id],
    ]
    assert watched.stored(case).watch_at is None


def test_a_case_that_nobody_has_is_said_to_the_group_s_mailbox(watched: Watched) -> None:
    """And to its manager, when the alarm goes."""
    case = watched.case()
    watched.round(REMINDER)
    watched.round(ALARM)
    assert recipients(watched) == [GROUP_BOX, CHEF, GROUP_BOX]
    assert [event.kind for event in watched.events(case)] == [REMINDED, OVERDUE, ALARMED]
    assert {event.detail["group_id"] for event in watched.events(case)} == {watched.group_id}


def test_the_mail_says_which_case_whose_and_since_when(watched: Watched) -> None:
    """With its page; a reply to it answers nobody."""
    case = watched.stored(watched.case(handler=watched.maja_id))
    watched.round(ALARM)
    mail = watched.mails(CHEF)[0]
    assert (mail.kind, mail.case_id) == (MailKind.DEADLINE, None)
    assert mail.subject == f"Larm: ärende {case.number} är inte besvarat"
    for words in (
        f"{case.number} Plats i Björken",
        "Besvaras senast fredag 20 november kl. 10.00.",
        "Placering: Maja Lind",
        f"http://127.0.0.1:8000/arenden/{case.number}",
        "Ett svar på det här mejlet når inte medborgaren.",
    ):
        assert words in mail.body, mail.body


def test_no_personal_number_goes_by_mail(watched: Watched) -> None:
    """A resident may have put one in the subject."""
    watched.case("Plats för 811228-9874", handler=watched.maja_id)
    watched.round(REMINDER)
    assert "9874" not in watched.mails()[0].body


def test_each_thing_is_said_once_however_many_rounds_there_are(watched: Watched) -> None:
    """Every half hour through the whole promise and long after: three events, four mails."""
    case = watched.case(handler=watched.maja_id)
    for day in (18, 19, 20, 23, 24, 25):
        for hour in range(8, 17):
            for minute in (0, 30):
                watched.round(f"2026-11-{day}T{hour:02}:{minute:02}")
    assert watched.said(case) == [REMINDED, OVERDUE, ALARMED]
    assert recipients(watched) == [MAJA, MAJA, MAJA, CHEF]


@pytest.mark.parametrize("now", ["2026-11-23T17:00", "2026-11-24T07:59", "2026-11-28T12:00", "2026-12-25T10:00"])
def test_out_of_working_time_nothing_is_said(watched: Watched, now: str) -> None:
    """In the evening, at night, on Saturday, on Christmas Day: it waits for the morning, and comes then."""
    case = watched.case(handler=watched.maja_id)
    assert watched.round(now).looked_at == 0
    assert (watched.said(case), recipients(watched)) == ([], [])
    watched.round("2026-12-28T08:00")
    assert watched.said(case) == [OVERDUE, ALARMED]


def test_many_cases_are_one_mail_for_each_recipient(watched: Watched) -> None:
    """The most serious first, and counted; the manager hears of alarms alone."""
    late = [watched.case(f"Sen {number}", handler=watched.maja_id) for number in range(3)]
    watched.case("Ny", asked="2026-11-20T10:00", handler=watched.maja_id)
    watched.round(ALARM)
    (maja,), (chef,) = watched.mails(MAJA), watched.mails(CHEF)
    assert maja.subject == "Larm: 3 ärenden är inte besvarade"
    watched.round("2026-11-23T14:30")
    assert watched.mails(MAJA)[-1].subject.startswith("Påminnelse: ärende ")
    assert all(watched.stored(case).number in chef.body for case in late)
    assert "Ny" not in chef.body


def test_reminders_and_alarms_in_one_round_are_one_mail(watched: Watched) -> None:
    """Under a heading each."""
    watched.case("Gammal", handler=watched.maja_id)
    watched.case("Färsk", asked="2026-11-19T10:00", handler=watched.maja_id)
    watched.round(ALARM)
    (mail,) = watched.mails(MAJA)
    assert mail.subject.endswith("är inte besvarat, och 1 till")
    assert mail.body.index("Gammal") < mail.body.index("Färsk")


def test_a_clock_that_stood_still_for_a_week_sends_one_summary(watched: Watched) -> None:
    """Forty cases, all late: one mail to the handler and one to the manager, beside the week's list."""
    cases = [watched.case(f"Sen {number}", handler=watched.maja_id) for number in range(40)]
    done = watched.round("2026-11-27T09:00")
    assert (done.looked_at, done.said) == (40, 80)
    assert [mail.subject for mail in watched.mails(MAJA)] == ["Larm: 40 ärenden är inte besvarade"]
    assert [mail.subject for mail in watched.mails(CHEF)] == ["Larm: 40 ärenden är inte besvarade"]
    assert [mail.subject for mail in watched.lists()] == ["Vecka 48: 40 försenade ärenden"]
    assert {tuple(watched.said(case)) for case in cases} == {(OVERDUE, ALARMED)}


def test_a_clock_that_goes_backwards_says_nothing_twice(watched: Watched) -> None:
    """To the day before the question, and forward again, with whatever time the case is to be looked at."""
    case = watched.case(handler=watched.maja_id)
    for now in (REMINDER, DUE, ASKED, REMINDER, DUE, ALARM, DUE, ALARM):
        watched.round(now)
        with watched.services.database.transaction() as session:
            session.get_one(Case, case).watch_at = at(ASKED)
    assert watched.said(case) == [REMINDED, OVERDUE, ALARMED]
    assert recipients(watched) == [MAJA, MAJA, MAJA, CHEF]


def test_an_absent_handler_s_substitute_hears_and_reads_for_whom(watched: Watched) -> None:
    """Today's absence counts, not that of the day when the case was taken."""
    watched.case(handler=watched.maja_id)
    away = {"absent_from": date(2026, 11, 19), "absent_to": date(2026, 11, 20)}
    watched.member(watched.maja_id, substitute_id=watched.chef_id, **away)
    watched.round(REMINDER)
    assert recipients(watched) == [CHEF]
    assert "Placering: Maja Lind (frånvarande)" in watched.mails()[0].body
    watched.round(ALARM)
    assert recipients(watched) == [CHEF, MAJA, CHEF]


def test_a_confidential_case_is_a_number_and_nothing_else(watched: Watched) -> None:
    """No subject, no group, no name, no time; and to nobody outside the group."""
    case = watched.stored(watched.case(handler=watched.maja_id, confidential=True))
    watched.member(watched.chef_id, absent_from=date(2026, 11, 1), substitute_id=watched.maja_id)
    for now in (REMINDER, DUE, ALARM):
        watched.round(now)
    assert set(recipients(watched)) == {MAJA, CHEF}
    for mail in watched.mails():
        for secret in ("Placering", "Förskola", "Maja Lind", "november"):
            assert secret not in f"{mail.subject}{mail.body}"
        assert f"{case.number}\nhttp://127.0.0.1:8000/arenden/{case.number}\n" in mail.body


def test_a_confidential_group_without_anybody_is_told_of_to_administrators(watched: Watched) -> None:
    """That the group is empty, and neither number nor count."""
    number = watched.stored(watched.case(confidential=True)).number
    with watched.services.database.transaction() as session:
        group = session.get_one(ResponseGroup, watched.group_id)
        group.email, group.manager_id, group.members = "", None, []
    watched.round(REMINDER)
    (mail,) = watched.mails()
    assert (mail.recipient, mail.subject) == (EVA, "Svarsgruppen Placering saknar medlemmar")
    assert number not in mail.body


def test_a_date_that_no_calendar_knows_stops_no_other_case(watched: Watched) -> None:
    """It is logged, and looked at again a day later."""
    impossible, other = watched.case(handler=watched.maja_id), watched.case(handler=watched.maja_id)
    with watched.services.database.transaction() as session:
        session.get_one(Case, impossible).delayed_to = date(2999, 1, 1)
    watched.round(REMINDER)
    assert (watched.said(impossible), watched.said(other)) == ([], [REMINDED])
    assert watched.stored(impossible).watch_at == at("2026-11-20T14:30")
