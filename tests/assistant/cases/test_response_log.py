"""The response log: one row for each decision and reply, with the working time by the calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.cases.case import Line
from assistant.cases.handling import called, reply
from assistant.cases.response_log import log_decision
from assistant.cases.sender_grade import SenderGrade
from assistant.engine.answer import Answer, Channel, Outcome, Reason
from assistant.services import Services
from knowledge.organisation import Role, the_municipality
from tests.assistant.talk import entry_match, finds, handed_over_chat, log_rows, mail, say
from tests.factories import add_staff
from tests.fakes import Clock

WEDNESDAY_15 = datetime(2025, 4, 16, 13, 0, tzinfo=UTC)
AFTER_EASTER_09 = datetime(2025, 4, 22, 7, 0, tzinfo=UTC)


def test_a_decision_keeps_what_was_asked_decided_and_found(town: Services) -> None:
    """Entry, department, confidence, channel, line and the question itself."""
    with town.database.transaction() as session:
        entry = entry_match(session, "FSK-01")
        said = say(session, town, "Säga upp platsen?", search=finds(session, "FSK-01"))
        (row,) = log_rows(session, said.case)
        assert (row.outcome, row.reason, row.answered) == (Outcome.ANSWERED, "certain", True)
        assert (row.entry_id, row.department_id, row.confidence) == (entry.entry_id, entry.department_id, 0.95)
        assert (row.channel, row.line, row.staff_id) == (Channel.CHAT, Line.ASSISTANT, None)
        assert (row.question_id, row.received_at, row.at) == (said.question.id, town.clock(), town.clock())


@pytest.mark.parametrize("outcome", [Outcome.CLARIFY, Outcome.HANDED_OVER, Outcome.DECLINED])
def test_only_an_answer_answers(town: Services, outcome: Outcome) -> None:
    """A question back, a hand-over with its receipt or a greeting is no answer, and solved by no line."""
    with town.database.transaction() as session:
        said = say(session, town, "Tack!")
        log_decision(
            session, said.case, said.question, Answer(outcome, Reason.FAULT), town.rules.calendar, town.clock()
        )
        row = log_rows(session, said.case)[-1]
        assert (row.answered, row.line, row.entry_id, row.confidence) == (False, None, None, 0)


def test_an_answer_to_a_mail_is_measured_from_its_arrival_in_working_time(town: Services, clock: Clock) -> None:
    """Over Easter: two hours on the Wednesday, nine on Maundy Thursday, one on the Tuesday after."""
    clock.now = AFTER_EASTER_09
    with town.database.transaction() as session:
        said = mail(session, town, "Säga upp platsen?", search=finds(session, "FSK-01"), at=WEDNESDAY_15)
        (row,) = log_rows(session, said.case)
        assert (row.received_at, row.at) == (WEDNESDAY_15, AFTER_EASTER_09)
        assert row.working_seconds == 12 * 3600
        assert row.calendar == town.rules.calendar.version


def test_a_reply_is_a_row_of_its_own_beside_the_hand_over(town: Services, clock: Clock) -> None:
    """Append-only: the hand-over's row stays as it was."""
    with town.database.transaction() as session:
        case, britt = handed_over_chat(session, town), add_staff(session, "Britt Berg", Role.HANDLER)
        clock.forward(minutes=30)
        reply(session, case, britt, "Ja.", town.rules.calendar, clock())
        rows = log_rows(session, case)
        assert [(row.reason, row.answered, row.working_seconds) for row in rows] == [
            ("personal_case", False, 0),
            ("reply", True, 1800),
        ]


def test_a_row_says_how_complete_the_sender_was_and_whether_more_was_said(town: Services, clock: Clock) -> None:
    """A mailed reply has a grade, a call and the assistant have none; a link is more than the bare answer."""
    with town.database.transaction() as session:
        the_municipality(session).phone = "0980-100 00"
        said = mail(session, town, "Jag vill tala med en människa", search=finds(session))
        britt = add_staff(session, "Britt Berg", Role.HANDLER)
        reply(session, said.case, britt, "Se https://prov.example/plats", town.rules.calendar, clock())
        more = mail(session, town, "Och sedan?", case=said.case, search=finds(session))
        called(session, more.case, britt, town.rules.calendar, clock())
        rows = log_rows(session, said.case)
        answers = [(row.sender, row.extra) for row in rows if row.answered]
        assert answers == [(SenderGrade.COMPLETE, True), (None, False)]
        assert {(row.sender, row.extra) for row in rows if not row.answered} == {(None, None)}
