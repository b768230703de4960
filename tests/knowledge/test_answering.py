"""Modes per department and channel, the one switch, and the log of who changed them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assistant.services import Services, open_services
from knowledge.answering import (
    ChangeKind,
    is_stopped,
    latest_changes,
    mode_of,
    modes_on,
    resume_all,
    set_mode,
    stop_all,
    the_switch,
)
from knowledge.channel import Channel
from knowledge.mode import AnsweringMode
from knowledge.organisation import Department, Role
from tests.factories import add_staff, group_of
from tests.fakes import Clock


def preschool(session: Session) -> Department:
    """The town's preschool department."""
    return group_of(session, "Förskola").department


def test_without_a_choice_everything_is_automatic(town: Services) -> None:
    """A new installation answers: no row, no switch."""
    with town.database.reading() as session:
        assert mode_of(session, preschool(session).id, Channel.CHAT) is AnsweringMode.AUTO
        assert dict(modes_on(session, Channel.CHAT)) == {}
        assert (the_switch(session), is_stopped(session)) == (None, False)


def test_a_mode_is_one_departments_on_one_channel(town: Services) -> None:
    """Chosen for mail, it leaves the chat and the other departments as they were; it can be chosen again."""
    with town.database.transaction() as session:
        department = preschool(session)
        assert set_mode(session, department, Channel.EMAIL, AnsweringMode.OFF, None, town.clock())
        assert set_mode(session, department, Channel.EMAIL, AnsweringMode.SUGGEST, None, town.clock())
    with town.database.reading() as session:
        assert mode_of(session, department.id, Channel.EMAIL) is AnsweringMode.SUGGEST
        assert mode_of(session, department.id, Channel.CHAT) is AnsweringMode.AUTO
        assert dict(modes_on(session, Channel.EMAIL)) == {department.id: AnsweringMode.SUGGEST}


def test_the_switch_holds_at_once_in_another_process(town: Services, clock: Clock) -> None:
    """Another process's own services see the stop with their next question, and the start too."""
    other = open_services(town.settings, clock)
    try:
        with other.database.reading() as session:
            assert other.rules.policy(session, Channel.CHAT).automatic
        with town.database.transaction() as session:
            assert stop_all(session, None, clock())
        with other.database.reading() as session:
            assert not other.rules.policy(session, Channel.CHAT).automatic
            assert not other.rules.policy(session, Channel.EMAIL).automatic
        with town.database.transaction() as session:
            assert resume_all(session, None, clock())
        with other.database.reading() as session:
            assert other.rules.policy(session, Channel.CHAT).automatic
    finally:
        other.database.close()


def test_every_change_is_written_down_and_nothing_else(town: Services, clock: Clock) -> None:
    """Who, when and what, newest first; choosing what already holds changes nothing and writes nothing."""
    with town.database.transaction() as session:
        department, boss = preschool(session), add_staff(session, "Bo Ek", Role.MANAGER)
        for _ in range(2):
            set_mode(session, department, Channel.CHAT, AnsweringMode.OFF, boss, clock())
        set_mode(session, department, Channel.EMAIL, AnsweringMode.AUTO, boss, clock())
        clock.forward(hours=1)
        stopped_at = clock()
        assert [stop_all(session, boss, clock()) for _ in range(2)] == [True, False]
        clock.forward(hours=1)
        assert [resume_all(session, None, clock()) for _ in range(2)] == [True, False]
    with town.database.reading() as session:
        resumed, stopped, chosen = latest_changes(session, 10)
        assert (resumed.kind, resumed.staff, resumed.at) == (ChangeKind.RESUMED, None, clock())
        assert (stopped.kind, stopped.at, stopped.staff and stopped.staff.name) == (
            ChangeKind.STOPPED,
            stopped_at,
            "Bo Ek",
        )
        assert (chosen.kind, chosen.channel, chosen.mode) == (ChangeKind.MODE, Channel.CHAT, AnsweringMode.OFF)
        assert chosen.department is not None
        assert chosen.department.name == "Förskola"
        assert [change.id for change in latest_changes(session, 1)] == [resumed.id]
        switch = the_switch(session)
        assert switch is not None
        assert (switch.stopped, switch.staff, switch.at) == (False, None, clock())
