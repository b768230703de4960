"""Several clocks: one acts, and what a handler holds at that moment is left for the next round."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from assistant.cases.case import Case, EventKind
from assistant.escalation.alarms import Round, clock_round
from assistant.escalation.standing import clock_standing
from assistant.escalation.turns import last_round
from knowledge.database import Database
from tests.assistant.escalation.watched import ALARM, DUE, REMINDER, Watched, at

_CLOCKS = 4


def test_of_several_clocks_one_acts(watched: Watched, database_url: str) -> None:
    """Four at the same moment, each with a connection of its own: every case is said of once, every mail is one."""
    cases = [watched.case(handler=watched.maja_id) for _ in range(20)]
    gate = Barrier(_CLOCKS)

    def one(_: int) -> Round | None:
        database = Database(database_url)
        gate.wait(30)
        with database.transaction() as session:
            done = clock_round(session, watched.services.rules, at(REMINDER))
        database.close()
        return done

    with ThreadPoolExecutor(_CLOCKS) as pool:
        rounds = list(pool.map(one, range(_CLOCKS)))
    assert sum(done.said for done in rounds if done is not None) == len(cases)
    assert [watched.said(case) for case in cases] == [[EventKind.REMINDED]] * len(cases)
    assert len(watched.mails()) == 1


def test_a_round_that_fails_has_done_nothing(watched: Watched) -> None:
    """Neither event nor mail is left, and the next round does both."""
    case = watched.case(handler=watched.maja_id)
    with watched.services.database.reading() as session:
        # Never committed: as when the process is stopped in the middle.
        assert clock_round(session, watched.services.rules, at(REMINDER)) is not None
    assert (watched.said(case), watched.mails()) == ([], [])
    watched.round(REMINDER)
    assert (watched.said(case), len(watched.mails())) == ([EventKind.REMINDED], 1)


def test_a_case_that_somebody_holds_is_left_for_the_next_round(watched: Watched, database_url: str) -> None:
    """Nobody waits for anybody: a handler who is saving it meets no clock. SQLite has one writer at a time."""
    held, free = watched.case(), watched.case()
    if database_url.startswith("postgresql"):
        with watched.services.database.transaction() as session:
            session.execute(select(Case.id).where(Case.id == held).with_for_update())
            assert watched.round(REMINDER).looked_at == 1
    watched.round(DUE)
    assert watched.said(free)[-1] == watched.said(held)[-1] == EventKind.OVERDUE


def test_looking_at_a_case_makes_no_page_of_it_stale(watched: Watched) -> None:
    """A handler who has it open may save it after the clock has looked."""
    case = watched.case()
    before = watched.stored(case).version
    watched.round(REMINDER)
    assert watched.stored(case).version == before
    assert watched.stored(case).watch_at == at(DUE)


def test_the_last_round_is_known_and_what_waits_for_one(watched: Watched) -> None:
    """Late by working time: over a weekend nothing waits; a quarter of an hour is a clock that stands still."""
    calendar = watched.services.rules.calendar
    watched.case()

    def standing(now: str) -> tuple[float, bool]:
        with watched.services.database.reading() as session:
            found = clock_standing(session, calendar, at(now))
        return found.late.total_seconds() / 60, found.is_still

    with watched.services.database.reading() as session:
        assert last_round(session) is None
    assert standing(REMINDER) == (0, False)
    assert standing("2026-11-19T14:44") == (14, False)
    assert standing("2026-11-19T14:45") == (15, True)
    assert standing("2026-11-20T08:00") == (150, True)
    watched.round("2026-11-20T08:00")
    assert standing("2026-11-20T08:00") == (0, False)
    watched.round("2026-11-21T12:00")
    with watched.services.database.reading() as session:
        assert last_round(session) == at("2026-11-21T12:00")
    assert standing(ALARM)[1]
