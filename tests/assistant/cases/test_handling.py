"""What a handler does: take, reply, close, open again; and what it does to the clock, the line and the mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.cases import handling
from assistant.cases.case import EventKind, Line, Status
from assistant.cases.message import Author, MessageKind
from assistant.cases.outbox import MailKind
from assistant.engine.answer import Outcome
from assistant.errors import CaseClosed, EmptyReply
from assistant.intake import choose_person
from assistant.services import Services
from knowledge.organisation import Role
from tests.assistant.talk import (
    ANNA,
    UNKNOWN,
    contact_centre,
    finds,
    handed_over_chat,
    log_rows,
    mail,
    mails,
    say,
)
from tests.factories import add_staff, group_of
from tests.fakes import Clock

DAY = 9 * 3600


def test_a_reply_answers_stops_the_clock_and_waits_for_the_resident(town: Services, clock: Clock) -> None:
    """Status, moment, handler, event and message; the text without its outer blanks."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        clock.forward(hours=2)
        said = handling.reply(session, case, britt, "  Ja, det går bra. \n", town.rules.calendar, clock())
        assert (case.status, case.answered_at, case.handler) == (Status.WAITING, clock(), britt)
        assert (said.author, said.kind, said.text) == (Author.STAFF, MessageKind.REPLY, "Ja, det går bra.")
        assert case.messages[-1] is said
        assert said.answers_id == case.messages[0].id
        assert [event.kind for event in case.events[-2:]] == [EventKind.TAKEN, EventKind.REPLIED]
        assert {event.staff_id for event in case.events[-2:]} == {britt.id}


def test_only_the_first_reply_stops_the_clock(town: Services, clock: Clock) -> None:
    """What is added later is no new answer: the moment stands, and the log counts one answer."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        handling.reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        first = clock()
        clock.forward(days=1)
        handling.reply(session, case, britt, "En sak till.", town.rules.calendar, clock())
        assert case.answered_at == first
        assert [row.answered for row in log_rows(session, case) if row.reason == "reply"] == [True, False]


@pytest.mark.parametrize(("first_line", "line"), [(True, Line.FIRST_LINE), (False, Line.DEPARTMENT)])
def test_the_line_that_solved_it_is_the_groups(town: Services, clock: Clock, first_line: bool, line: Line) -> None:
    """The contact centre's group is line 1, a department's is line 2; the log has it too."""
    with town.database.transaction() as session:
        contact_centre(session)
        case = say(session, town, UNKNOWN).case if first_line else handed_over_chat(session, town)
        britt = add_staff(session, "Britt Berg", Role.HANDLER)
        handling.reply(session, case, britt, "Vid Storsjön.", town.rules.calendar, clock())
        assert case.line == line
        assert log_rows(session, case)[-1].line == line


def test_a_case_without_a_group_is_solved_by_the_first_line(town: Services, clock: Clock) -> None:
    """What belongs to no group is shown to the contact centre."""
    with town.database.transaction() as session:
        case, britt = say(session, town, UNKNOWN).case, add_staff(session, "Britt Berg", Role.FIRST_LINE)
        assert case.group is None
        handling.reply(session, case, britt, "Vid Storsjön.", town.rules.calendar, clock())
        assert case.line == Line.FIRST_LINE


def test_the_log_has_the_working_time_from_question_to_reply(town: Services, clock: Clock) -> None:
    """Friday 16.00 to Monday 09.00 is two working hours, by the calendar that is named beside it."""
    clock.now = clock.now.replace(day=20, hour=15)
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        clock.forward(days=2, hours=17)
        handling.reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        row = log_rows(session, case)[-1]
        assert (row.outcome, row.reason, row.answered) == (Outcome.ANSWERED, "reply", True)
        assert (row.working_seconds, row.calendar) == (2 * 3600, town.rules.calendar.version)
        assert (row.question_id, row.received_at) == (case.messages[0].id, case.received_at)
        assert (row.staff_id, row.department_id) == (britt.id, case.department_id)


def test_a_reminder_does_not_shorten_the_wait(town: Services, clock: Clock) -> None:
    """Measured from the first message, never from the last (facts/municipality.md 3)."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        first = case.messages[0]
        clock.forward(days=1)
        say(session, town, "Hallå, är det någon där som svarar?", case)
        clock.forward(days=1)
        handling.reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        row = log_rows(session, case)[-1]
        assert (row.question_id, row.working_seconds) == (first.id, 2 * DAY)


def test_a_question_after_the_reply_is_measured_by_itself(town: Services, clock: Clock) -> None:
    """The second wait is its own: not from the first question, and counted as another answer."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        handling.reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        clock.forward(days=1)
        second = say(session, town, "Gäller det även syskon?", case).question
        clock.forward(hours=1)
        handling.reply(session, case, britt, "Ja, även dem.", town.rules.calendar, clock())
        row = log_rows(session, case)[-1]
        assert (row.question_id, row.working_seconds, row.answered) == (second.id, 3600, True)


def test_a_reply_goes_by_mail_only_where_there_is_an_address(town: Services, clock: Clock) -> None:
    """In a chat without an address it is shown on the page alone."""
    with town.database.transaction() as session:
        britt = add_staff(session, "Britt Berg", Role.HANDLER)
        chat, letter = handed_over_chat(session, town), mail(session, town, UNKNOWN).case
        for case in (chat, letter):
            handling.reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        assert mails(session, chat, MailKind.REPLY) == []
        posted = mails(session, letter, MailKind.REPLY)
        assert [(row.recipient, row.body, row.staff_id) for row in posted] == [(ANNA, "Ja.", britt.id)]


def test_two_replies_to_one_mail_are_two_mails(town: Services, clock: Clock) -> None:
    """What a person writes is never stopped as a double answer."""
    with town.database.transaction() as session:
        case, britt = mail(session, town, UNKNOWN).case, add_staff(session, "Britt Berg", Role.HANDLER)
        for text in ("Ja.", "En sak till."):
            handling.reply(session, case, britt, text, town.rules.calendar, clock())
        assert [row.body for row in mails(session, case, MailKind.REPLY)] == ["Ja.", "En sak till."]


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_reply_without_words_is_refused(town: Services, clock: Clock, text: str) -> None:
    """And changes nothing."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        with pytest.raises(EmptyReply):
            handling.reply(session, case, britt, text, town.rules.calendar, clock())
        assert (case.status, case.answered_at, case.handler) == (Status.OPEN, None, None)


def test_a_closed_case_refuses_a_reply_and_to_be_closed_again(town: Services, clock: Clock) -> None:
    """Whoever has an old page open is told, and the resident gets no stray mail."""
    with town.database.transaction() as session:
        case, britt = mail(session, town, UNKNOWN).case, add_staff(session, "Britt Berg", Role.HANDLER)
        handling.close(case, britt, clock())
        assert (case.status, case.closed_at) == (Status.CLOSED, clock())
        with pytest.raises(CaseClosed, match=case.number):
            handling.reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        with pytest.raises(CaseClosed, match=case.number):
            handling.close(case, britt, clock())
        assert mails(session, case, MailKind.REPLY) == []
        assert [event.kind for event in case.events].count(EventKind.CLOSED) == 1


def test_a_case_that_is_opened_again_can_be_replied_to(town: Services, clock: Clock) -> None:
    """Opening one that is open already is no event."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        handling.close(case, britt, clock())
        for _ in range(2):
            handling.reopen(case, clock(), britt)
        assert (case.status, case.closed_at) == (Status.OPEN, None)
        assert [event.kind for event in case.events].count(EventKind.REOPENED) == 1
        handling.reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        assert case.status is Status.WAITING


def test_closing_without_a_reply_answers_nobody(town: Services, clock: Clock) -> None:
    """If the resident writes again the first wait goes on from where it began."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        due_at = case.due_at
        handling.close(case, britt, clock())
        assert case.answered_at is None
        clock.forward(days=1)
        say(session, town, "Ni svarade aldrig på min fråga om plats", case)
        assert (case.status, case.answered_at, case.due_at) == (Status.OPEN, None, due_at)


def test_taking_a_case_is_one_event_for_each_new_handler(town: Services, clock: Clock) -> None:
    """Taken twice by the same, before or after it is saved, it is one."""
    with town.database.transaction() as session:
        case = handed_over_chat(session, town)
        britt, cilla = (add_staff(session, name, Role.HANDLER) for name in ("Britt Berg", "Cilla Dal"))
        for staff in (britt, britt, cilla, cilla):
            handling.take(case, staff, clock())
        session.flush()
        handling.take(case, cilla, clock())
        taken = [event.staff_id for event in case.events if event.kind is EventKind.TAKEN]
        assert taken == [britt.id, cilla.id]
        assert case.handler is cilla


def test_the_assistant_keeps_out_of_a_case_that_a_handler_has_opened(town: Services, clock: Clock) -> None:
    """Also when the assistant had solved it: it must not answer and close over the handler's head."""
    with town.database.transaction() as session:
        search, britt = finds(session, "FSK-02"), add_staff(session, "Britt Berg", Role.HANDLER)
        case = say(session, town, "Vad kostar det?", search=search).case
        assert case.status is Status.CLOSED
        handling.reopen(case, clock() + timedelta(hours=1), britt)
        later = say(session, town, "Vad kostar det?", case, search=search)
        assert later.outcome is Outcome.HANDED_OVER
        assert case.status is Status.OPEN


def test_the_latest_question_is_found(town: Services) -> None:
    """The resident's, not what was said to it."""
    with town.database.transaction() as session:
        case = handed_over_chat(session, town)
        second = say(session, town, "Hallå, är det någon där som svarar?", case).question
        assert handling.last_question(session, case) is second


def test_the_button_for_a_person_is_answered_like_any_question(town: Services, clock: Clock) -> None:
    """A chat that was not helped is handed over and replied to by the department of the answer."""
    with town.database.transaction() as session:
        case = say(session, town, "Vad kostar det?", search=finds(session, "FSK-02")).case
        choose_person(session, case, case.department_id, "knapp", town.rules, clock())
        assert case.group is group_of(session, "Förskola")
        britt = add_staff(session, "Britt Berg", Role.HANDLER)
        handling.reply(session, case, britt, "Så här.", town.rules.calendar, clock())
        assert case.line == Line.DEPARTMENT
