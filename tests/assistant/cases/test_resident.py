"""Residents: one for each address, however many write at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from assistant.cases.resident import Resident, find_or_add
from assistant.services import Services
from knowledge.database import Database
from tests.assistant.engine.fake_search import NOW
from tests.servers.postgres import create_database, drop_database


@pytest.fixture
def on_postgres(postgres: str, migrated_postgres: str) -> Iterator[Database]:
    """A migrated database on PostgreSQL, where two transactions really write at the same time."""
    name = f"test_{uuid4().hex}"
    database = Database(create_database(postgres, name, template=migrated_postgres))
    yield database
    database.close()
    drop_database(postgres, name)


def test_an_address_is_one_resident_whatever_its_letters(services: Services) -> None:
    """Capitals and spaces make no second person, and a name already known is not overwritten by others."""
    with services.database.transaction() as session:
        first = find_or_add(session, " Anna@Hemma.Example ", "Anna Ek", NOW)
        second = find_or_add(session, "anna@hemma.example", "Någon Annan", NOW)
        assert first is second
        assert (first.email, first.name) == ("anna@hemma.example", "Anna Ek")


def test_a_name_that_was_missing_is_filled_in(services: Services) -> None:
    """Whoever first wrote without a name gets it later."""
    with services.database.transaction() as session:
        find_or_add(session, "anna@hemma.example", "", NOW)
        assert find_or_add(session, "anna@hemma.example", "Anna Ek", NOW).name == "Anna Ek"


@pytest.mark.parametrize("email", ["", "  ", f"{'a' * 250}@hemma.example"])
def test_without_a_possible_address_everybody_is_somebody_new(services: Services, email: str) -> None:
    """No address, or one longer than any server takes, is nobody's."""
    with services.database.transaction() as session:
        first, second = find_or_add(session, email, "Anna", NOW), find_or_add(session, email, "Anna", NOW)
        assert first.id != second.id
        assert first.email is None


def test_a_very_long_name_is_cut(services: Services) -> None:
    """PostgreSQL refuses what does not fit; a mail must not fail for its sender's name."""
    with services.database.transaction() as session:
        assert find_or_add(session, "anna@hemma.example", "A" * 500, NOW).name == "A" * 200


def test_two_processes_that_meet_the_same_new_address_share_one_resident(on_postgres: Database) -> None:
    """The other one commits between our look and our insert: we take theirs and lose nothing of our own."""
    others: list[int] = []

    def meanwhile(_session: Session, *_: object) -> None:
        if not others:
            with on_postgres.transaction() as other:
                others.append(find_or_add(other, "anna@hemma.example", "Anna", NOW).id)

    with on_postgres.transaction() as session:
        own = find_or_add(session, "", "Vår egen rad", NOW)
        event.listen(session, "before_flush", meanwhile)
        found = find_or_add(session, "anna@hemma.example", "Anna", NOW)
        assert others == [found.id]
    with on_postgres.reading() as session:
        assert session.scalars(select(Resident.id).order_by(Resident.id)).all() == sorted([own.id, found.id])


def test_many_at_once_share_one_resident(services: Services) -> None:
    """Eight threads start together, on both databases."""
    together = threading.Barrier(8)
    seen: list[int] = []

    def write() -> None:
        together.wait()
        with services.database.transaction() as session:
            seen.append(find_or_add(session, "anna@hemma.example", "Anna", NOW).id)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1
    with services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Resident)) == 1
