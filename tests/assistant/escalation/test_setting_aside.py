"""A case that the clock cannot look at stops no other: not a round, not a summary, not the week's lists."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import literal_column, text, update

from assistant.cases.case import Case, CaseEvent, EventKind
from assistant.escalation.standing import clock_standing
from tests.assistant.escalation.watched import ALARM, CHEF, MAJA, REMINDER, Watched, at

DAY_AFTER = "2026-11-20T14:30"


def poison(watched: Watched, case_id: int) -> None:
    """An event of the clock's that is none, as a hand in the database or a half-restored backup may leave it."""
    with watched.services.database.transaction() as session:
        session.add(CaseEvent(case_id=case_id, at=at(REMINDER), kind=EventKind.REMINDED, detail=["nothing"]))


def mend(watched: Watched, case_id: int) -> None:
    """Take it away again."""
    with watched.services.database.transaction() as session:
        session.execute(text("DELETE FROM case_event WHERE case_id = :case AND kind = 'reminded'"), {"case": case_id})


def set_aside(watched: Watched, now: str) -> int:
    """How many cases the health page tells of."""
    with watched.services.database.reading() as session:
        return clock_standing(session, watched.services.rules.calendar, at(now)).set_aside


def test_a_case_that_cannot_be_looked_at_is_set_aside_and_the_others_are_told_of(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    """Logged by its number, counted for the monitor, tried again a day later, and told of when it has been mended."""
    cases = [watched.case(f"Plats {number}", handler=watched.maja_id) for number in range(5)]
    faulty = watched.stored(cases[2])
    poison(watched, faulty.id)
    with caplog.at_level(logging.ERROR, "assistant.escalation.setting_aside"):
        done = watched.round(REMINDER)
    assert (done.looked_at, done.said, done.mails) == (5, 4, 1)
    (mail,) = watched.mails(MAJA)
    assert [watched.stored(case).number in mail.body for case in cases] == [True, True, False, True, True]
    assert [record.message for record in caplog.records if faulty.number in record.message]
    assert len(caplog.records) == 1
    assert watched.stored(faulty.id).watch_at == at(DAY_AFTER)
    assert (watched.stored(faulty.id).version, set_aside(watched, REMINDER)) == (faulty.version, 1)
    assert watched.round("2026-11-19T14:31").looked_at == 0
    mend(watched, faulty.id)
    watched.round(DAY_AFTER)
    assert watched.said(faulty.id) == [EventKind.OVERDUE]
    assert set_aside(watched, DAY_AFTER) == 0


def test_a_case_that_is_answered_is_set_aside_no_more(watched: Watched) -> None:
    """Nobody waits for it, so there is nothing to mend."""
    case = watched.case(handler=watched.maja_id)
    poison(watched, case)
    watched.round(REMINDER)
    assert set_aside(watched, REMINDER) == 1
    with watched.services.database.transaction() as session:
        session.get_one(Case, case).watch_at = None
    assert set_aside(watched, REMINDER) == 0


def test_a_case_whose_row_cannot_be_read_stops_neither_round_nor_week_s_list(watched: Watched) -> None:
    """A time that is none: the other case's alarm goes, and stands in the list of the week."""
    good, bad = watched.case(handler=watched.maja_id), watched.case(handler=watched.maja_id)
    with watched.services.database.transaction() as session:
        moment = {"sqlite": "i morgon", "postgresql": "infinity"}[session.get_bind().dialect.name]
        broken = update(Case).where(Case.id == bad).values(alarm_at=literal_column(f"'{moment}'"))
        session.execute(broken.execution_options(synchronize_session=False))
    watched.round(ALARM)
    assert watched.said(good) == [EventKind.OVERDUE, EventKind.ALARMED]
    number = watched.stored(good).number
    assert [mail.subject for mail in watched.mails(CHEF)] == [f"Larm: ärende {number} är inte besvarat"]
    (weekly,) = watched.lists()
    assert number in weekly.body
