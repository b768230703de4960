"""A case in other hands, and a resident who is told that it takes longer: what moves, and what never does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.cases import handling
from assistant.cases.case import EventKind, Status
from assistant.cases.merging import merge
from assistant.cases.message import Author, Message, MessageKind
from assistant.cases.outbox import MailKind
from assistant.errors import CaseClosed
from assistant.escalation.delay import delay, may_tell_delay, proposed_day, tell_delay
from assistant.escalation.passing import pass_on
from assistant.services import Services
from knowledge.organisation import Role, the_municipality
from knowledge.worktime import STOCKHOLM
from tests.assistant.talk import UNKNOWN, handed_over_chat, mail, mails, say
from tests.factories import add_staff, group_of
from tests.fakes import Clock


def test_a_case_that_is_passed_on_keeps_its_clock(town: Services, clock: Clock) -> None:
    """Group and department change, nobody has taken it, the group is told why; the due time stands."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        handling.take(case, britt, clock())
        due, to = case.due_at, group_of(session, "Gator och park")
        pass_on(session, case, to, "Det gäller vägen, inte 811228-9874.", britt, town.rules, clock())
        pass_on(session, case, to, "En gång till", britt, town.rules, clock())
        assert (case.group, case.department, case.handler, case.due_at) == (to, to.department, None, due)
        assert [event.kind for event in case.events].count(EventKind.PASSED_ON) == 1
        assert case.events[-1].detail["to"] == "Gator och park, Gatudriften"
        told = mails(session, case, MailKind.NOTICE)[-1]
        assert told.recipient == to.email
        assert "Det gäller vägen, inte [personnummer]." in told.body


def test_a_case_that_nobody_had_promised_anything_gets_a_promise(town: Services, clock: Clock) -> None:
    """A handler passes on what the assistant was still talking about: its wait counts from the oldest question."""
    with town.database.transaction() as session:
        case, britt = say(session, town, "hej").case, add_staff(session, "Britt Berg", Role.HANDLER)
        case.messages.append(
            Message(author=Author.RESIDENT, kind=MessageKind.QUESTION, text="Plogas vägen?", at=clock())
        )
        assert case.due_at is None
        asked = clock()
        clock.forward(hours=3)
        pass_on(session, case, group_of(session, "Gator och park"), "Vägen", britt, town.rules, clock())
        assert case.due_at == town.rules.calendar.add_days(asked, 2)
        assert case.watch_at is not None


def test_what_comes_to_a_secret_department_becomes_secret(town: Services, clock: Clock) -> None:
    """The subject goes, and not even the reason is mailed."""
    with town.database.transaction() as session:
        case, britt = mail(session, town, UNKNOWN, subject="Bad").case, add_staff(session, "Britt", Role.HANDLER)
        to = group_of(session, "Individ- och familjeomsorg")
        to.department.confidential = True
        pass_on(session, case, to, "Det gäller bistånd.", britt, town.rules, clock())
        assert (case.confidential, case.subject) == (True, "")
        assert "bistånd" not in mails(session, case, MailKind.NOTICE)[-1].body


def test_the_doubles_go_where_the_case_goes(town: Services, clock: Clock) -> None:
    """The next group can read them; where it is a secret one, nobody else can any more."""
    with town.database.transaction() as session:
        kept, double, of_double = (mail(session, town, UNKNOWN, subject="Bad").case for _ in range(3))
        britt = add_staff(session, "Britt", Role.HANDLER)
        merge(session, of_double, double, britt, clock())
        merge(session, double, kept, britt, clock())
        open_to_all, secret = group_of(session, "Gator och park"), group_of(session, "Individ- och familjeomsorg")
        secret.department.confidential = True
        for to in (open_to_all, secret):
            pass_on(session, kept, to, "Ert.", britt, town.rules, clock())
            assert [(one.group, one.confidential) for one in (double, of_double)] == [(to, to is secret)] * 2
        assert (double.subject, double.status) == ("", Status.CLOSED)


def test_a_closed_case_is_not_passed_on_and_a_waiting_one_is_opened(town: Services, clock: Clock) -> None:
    """The next group must see it among what is open."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        to = group_of(session, "Gator och park")
        handling.wait_for_resident(case, britt, clock())
        pass_on(session, case, to, "Vägen", britt, town.rules, clock())
        assert case.status is Status.OPEN
        handling.close(case, britt, clock())
        with pytest.raises(CaseClosed):
            pass_on(session, case, group_of(session, "Individ- och familjeomsorg"), "Fel", britt, town.rules, clock())


def test_a_word_of_a_delay_tells_all_that_is_promised_and_answers_nothing(town: Services, clock: Clock) -> None:
    """Who, how to reach them and when; in the case and by mail; due time and figures stay, a new date is kept."""
    with town.database.transaction() as session:
        case, britt = mail(session, town, UNKNOWN).case, add_staff(session, "Britt Berg", Role.HANDLER)
        due = case.due_at
        assert due is not None
        day = proposed_day(case, town.rules.calendar, clock())
        assert day == town.rules.calendar.add_days(due, 2).astimezone(STOCKHOLM).date()
        told = delay(case, britt, the_municipality(session), day)
        said = tell_delay(session, case, britt, told, clock())
        assert (said.author, said.kind) == (Author.STAFF, MessageKind.DELAY)
        assert (case.due_at, case.answered_at, case.delayed_to, case.handler) == (due, None, day, britt)
        assert case.events[-1].detail == {"until": day.isoformat()}
        [posted] = mails(session, case, MailKind.DELAY)
        for words in ("Britt Berg", "0980-319 211", f"{day.day} ", str(day.year)):
            assert words in posted.body


def test_a_delay_is_counted_from_now_when_it_is_late(town: Services, clock: Clock) -> None:
    """A date that has passed helps nobody; a secret case tells neither title nor number, an answered one nothing."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        assert case.due_at is not None
        late = case.due_at + timedelta(days=30)
        assert proposed_day(case, town.rules.calendar, late) > late.astimezone(STOCKHOLM).date()
        case.confidential = True
        told = delay(case, britt, the_municipality(session), late.date())
        assert "Britt Berg" in told.text
        assert "Handläggare" not in told.text
        assert "0980-319 211" not in told.text
        assert may_tell_delay(case)
        handling.reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        assert not may_tell_delay(case)
        handling.close(case, britt, clock())
        with pytest.raises(CaseClosed):
            tell_delay(session, case, britt, told, clock())
