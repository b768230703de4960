"""How attempts in vain are counted: the waits grow, are never endless, and cannot be got around by haste."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from admin.access.attempts import AccessAttempt, Door, Turn, begin, clear, digest_of, wait_after
from assistant.services import Services
from tests.conftest import KEY

NOW = datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ADDRESS = "anna@provkoping.example"


def attempt(services: Services, now: datetime, door: Door = Door.LOGIN, address: str = ADDRESS) -> Turn:
    """One attempt, in a transaction of its own."""
    with services.database.transaction() as session:
        return begin(session, door, address, KEY, now)


def rows(services: Services) -> int:
    """How many addresses are counted."""
    with services.database.reading() as session:
        return session.scalar(select(func.count()).select_from(AccessAttempt)) or 0


def test_the_waits_double_from_a_minute_to_an_hour() -> None:
    """Four attempts cost nothing; whoever goes on for years waits an hour, and no longer."""
    waits = [wait_after(Door.LOGIN, count) // MINUTE for count in range(1, 14)]
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert wait_after(Door.LOGIN, 1_000_000) == 60 * MINUTE


def test_five_links_a_day_are_enough_for_anybody(services: Services) -> None:
    """A quarter of an hour between them, and a day after the fifth: nobody's mailbox is filled in their name."""
    given = [attempt(services, NOW + quarter * 15 * MINUTE, Door.LINK).may_try for quarter in range(100)]
    assert given == [True] * 5 + [False] * 95
    assert attempt(services, NOW + timedelta(days=1, hours=2), Door.LINK).may_try


def test_what_is_tried_while_waiting_is_refused_and_makes_it_no_longer(services: Services) -> None:
    """After the fifth nobody may try for a minute, however often somebody does; then one may, and waits two."""
    assert [attempt(services, NOW) for _ in range(4)] == [Turn(may_try=True, wait_until=None)] * 4
    assert attempt(services, NOW) == Turn(may_try=True, wait_until=NOW + MINUTE)
    for seconds in (0, 1, 30, 59):
        assert attempt(services, NOW + timedelta(seconds=seconds)) == Turn(may_try=False, wait_until=NOW + MINUTE)
    assert attempt(services, NOW + MINUTE) == Turn(may_try=True, wait_until=NOW + 3 * MINUTE)


def test_each_door_and_each_address_is_counted_by_itself(services: Services) -> None:
    """Somebody shut out at the login can still ask for a link, and a neighbour can log in; blanks make no other."""
    for _ in range(5):
        attempt(services, NOW)
    assert attempt(services, NOW, Door.OWN_PASSWORD).may_try
    assert attempt(services, NOW, Door.LINK).may_try
    assert attempt(services, NOW, address="bo@provkoping.example").may_try
    assert not attempt(services, NOW, address=f"  {ADDRESS.upper()} ").may_try


def test_a_cleared_door_is_open_and_counts_anew(services: Services) -> None:
    """Nothing is left of the attempts before."""
    for _ in range(5):
        attempt(services, NOW)
    with services.database.transaction() as session:
        clear(session, Door.LOGIN, ADDRESS, KEY)
    assert attempt(services, NOW) == Turn(may_try=True, wait_until=None)


def test_yesterday_s_attempts_are_forgotten_and_removed(services: Services) -> None:
    """An address of a day ago counts from nothing, and the rows of others go too: the table does not grow for ever."""
    for place in range(5):
        attempt(services, NOW, address=f"{place}@x.example")
    for _ in range(5):
        attempt(services, NOW)
    assert rows(services) == 6
    later = NOW + timedelta(days=1, seconds=1)
    assert attempt(services, later) == Turn(may_try=True, wait_until=None)
    assert rows(services) == 1


def test_the_table_holds_no_address(services: Services) -> None:
    """What was typed, perhaps a password in the wrong field, cannot be read out of it, nor guessed without the key."""
    attempt(services, NOW)
    with services.database.reading() as session:
        stored = session.scalars(select(AccessAttempt)).one()
    assert stored.digest == digest_of(Door.LOGIN, ADDRESS, KEY) != digest_of(Door.LOGIN, ADDRESS, "another key")


def test_many_at_the_same_moment_get_no_more_turns_than_one_after_the_other(services: Services) -> None:
    """Twenty attempts at once on an address that nobody has tried before: five may, fifteen are told to wait."""
    turns: list[Turn] = []
    start = threading.Barrier(20)

    def hurry() -> None:
        start.wait()
        turns.append(attempt(services, NOW))

    threads = [threading.Thread(target=hurry) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(turn.may_try for turn in turns) == [False] * 15 + [True] * 5
