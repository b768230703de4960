"""A resident's words and a handler's closing never pass each other by, on two real connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import text

from assistant.cases.case import Case, Status, lock, unanswered
from assistant.cases.handling import close, reply
from assistant.services import Services
from knowledge.database import Database
from knowledge.organisation import Role
from tests.assistant.talk import UNKNOWN, mail
from tests.factories import add_staff

_PATIENCE = 30.0
_MORE = "Och när öppnar den?"


def _until_somebody_waits(database: Database) -> None:
    """Come back once another connection waits for a row that we hold."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    pause = Event()
    for _ in range(600):
        with database.engine.connect() as connection:
            if connection.scalar(waiting):
                return
        pause.wait(0.05)
    raise AssertionError("nobody waited for the case")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_words_that_come_while_a_handler_closes_open_the_case_again(town: Services) -> None:
    """They wait for the handler's commit and then find the case as it is: closed, so opened again."""
    with town.database.transaction() as session:
        case_id = mail(session, town, UNKNOWN).case.id
        staff = add_staff(session, "Britt Berg", Role.HANDLER)

    def write() -> None:
        with town.database.transaction() as session:
            mail(session, town, _MORE, session.get_one(Case, case_id))

    with ThreadPoolExecutor(1) as resident:
        with town.database.transaction() as session:
            case = session.get_one(Case, case_id)
            lock(session, case)
            reply(session, case, session.merge(staff), "Vid älven.", town.rules.calendar, town.clock())
            close(case, session.merge(staff), town.clock())
            written = resident.submit(write)
            _until_somebody_waits(town.database)
        written.result(_PATIENCE)
    with town.database.reading() as session:
        case = session.get_one(Case, case_id)
        assert case.status is Status.OPEN
        assert [message.text for message in unanswered(case)] == [_MORE]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_handler_who_waited_for_a_residents_words_sees_them(town: Services) -> None:
    """The lock gives the case as it is after the wait, also where it was read before."""
    with town.database.transaction() as session:
        case_id = mail(session, town, UNKNOWN).case.id

    def look() -> list[str]:
        with town.database.transaction() as session:
            case = session.get_one(Case, case_id)
            before = [message.text for message in case.messages]
            lock(session, case)
            assert _MORE not in before
            return [message.text for message in case.messages]

    with ThreadPoolExecutor(1) as handler:
        with town.database.transaction() as session:
            mail(session, town, _MORE, session.get_one(Case, case_id))
            seen = handler.submit(look)
            _until_somebody_waits(town.database)
        assert seen.result(_PATIENCE)[-1] == _MORE
