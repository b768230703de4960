"""The database keeps moments exactly, references whole, and lets writers wait for each other."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from assistant.services import Services
from knowledge.database import Database, plan_for_these_values
from knowledge.entries import Revision, current_age, next_generation
from knowledge.organisation import Department, GroupMember
from knowledge.worktime import STOCKHOLM
from tests.factories import add_department, add_entry

NEW_YORK = timezone(timedelta(hours=-5))


class Clockless(tzinfo):
    """A zone that does not know its offset: Python calls such a moment naive all the same."""

    def utcoffset(self, moment: datetime | None) -> None:
        """Unknown."""
        return


def add_revision(services: Services, at: datetime) -> int:
    """Keep a moment in a row of its own, and give the row's id."""
    with services.database.transaction() as session:
        entry = add_entry(session, add_department(session), "När?")
        revision = Revision(entry_id=entry.id, at=at, reason="prov", content={})
        session.add(revision)
        session.flush()
        return revision.id


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 7, 1, 10, 0, 0, 123456, tzinfo=STOCKHOLM),
        datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=1),
        datetime(2026, 12, 31, 22, 0, tzinfo=NEW_YORK),
        datetime(1999, 1, 1, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_in_utc_as_the_same_moment(services: Services, at: datetime) -> None:
    """Whatever the zone it was said in, also in the hour that occurs twice; microseconds stay."""
    number = add_revision(services, at)
    with services.database.reading() as session:
        read = session.scalars(select(Revision.at).where(Revision.id == number)).one()
    assert read == at.astimezone(UTC)
    assert read.utcoffset() == timedelta(0)
    assert read.tzinfo is UTC or read.tzname() == "UTC"


@pytest.mark.parametrize("zone", [None, Clockless()])
def test_a_moment_without_a_zone_is_refused(services: Services, zone: tzinfo | None) -> None:
    """Guessing a zone would falsify a deadline, so nothing is stored, nor looked for."""
    with pytest.raises(StatementError, match="naive datetime"):
        add_revision(services, datetime(2026, 7, 1, 10, 0, tzinfo=zone))
    naive = datetime(2026, 7, 1, 10, 0, tzinfo=zone)
    with services.database.reading() as session, pytest.raises(StatementError, match="naive datetime"):
        session.scalars(select(Revision).where(Revision.at < naive)).all()


def test_moments_are_ordered_as_moments(services: Services) -> None:
    """Compared in the database, moments said in different zones stand in the order in which they happened."""
    early, late = datetime(2026, 7, 1, 9, 0, tzinfo=STOCKHOLM), datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
    number = add_revision(services, early)
    with services.database.reading() as session:
        before = select(Revision.id).where(Revision.at < late, Revision.id == number)
        assert session.scalars(before).all() == [number]
        assert session.scalars(before.where(Revision.at > early)).all() == []


def test_a_reference_to_nothing_is_refused(services: Services) -> None:
    """Foreign keys hold on both databases; SQLite ignores them unless every connection is told."""
    for _ in range(2):
        with pytest.raises(IntegrityError), services.database.transaction() as session:
            session.add(GroupMember(group_id=987, staff_id=654))
        with services.database.reading() as session:
            assert session.scalar(select(func.count()).select_from(GroupMember)) == 0


def test_an_error_never_repeats_what_was_stored(services: Services) -> None:
    """The text of a database error, which ends in a log, is without the values that were sent."""
    with pytest.raises(IntegrityError) as error, services.database.transaction() as session:
        session.execute(text("INSERT INTO department (id, name) VALUES (1, :name)"), {"name": "hemligt"})
    assert "hemligt" not in str(error.value).partition("[SQL")[2]


def test_an_error_takes_everything_back(services: Services) -> None:
    """A transaction is all or nothing, and a session that only reads keeps nothing."""

    def fail_half_way() -> None:
        with services.database.transaction() as session:
            add_department(session)
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fail_half_way()
    with services.database.reading() as session:
        add_department(session)
    with services.database.reading() as session:
        assert session.scalars(select(Department)).all() == []


def test_who_only_looks_changes_nothing_and_holds_nothing(services: Services) -> None:
    """What a look wrote is gone when it ends, and so are its locks; after a fault the next look is as good."""
    with services.database.reading() as session:
        add_department(session)
        session.flush()
    with pytest.raises(DBAPIError), services.database.reading() as session:
        session.execute(text("SELECT nothing FROM nowhere"))
    with services.database.transaction() as session:
        assert session.scalar(select(func.count(Department.id))) == 0
        add_department(session)
    with services.database.reading() as session:
        assert session.scalar(select(func.count(Department.id))) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_keeps_prepared_what_is_often_looked_at(database_url: str) -> None:
    """The driver prepares what is asked for the sixth time, and forgets it all with each rollback of its own."""
    database = Database(database_url)
    asked = select(func.count(Department.id))
    for _ in range(8):
        with database.reading() as session:
            session.execute(asked)
    with database.reading() as session:
        prepared = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    database.close()
    assert [statement for statement in prepared if "count(department.id)" in statement]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_postgresql_plans_a_list_for_the_values_it_asks_for(database_url: str) -> None:
    """However often it is asked, prepared or not; and others' sessions are as they were."""
    database = Database(database_url)
    asked = select(Department.name).where(Department.id == 1)
    for _ in range(20):
        with database.reading() as session:
            plan_for_these_values(session)
            session.execute(asked)
            assert session.scalar(text("SHOW jit")) == "off"
    with database.reading() as session:
        counted = text("SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE statement LIKE :asked")
        custom, generic = session.execute(counted, {"asked": "SELECT department.name%"}).one()
        mode, jit = session.scalar(text("SHOW plan_cache_mode")), session.scalar(text("SHOW jit"))
    database.close()
    assert (custom >= 10, generic, mode, jit) == (True, 0, "auto", "on")


def test_sqlite_is_set_for_several_processes(tmp_path: Path) -> None:
    """Readers do not wait for writers (WAL), writers wait for each other, and a commit is on the disk."""
    database = Database(f"sqlite:///{tmp_path / 'own.sqlite'}")
    with database.reading() as session:
        found = {
            name: session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    database.close()
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30000, "synchronous": 2}


def test_writers_at_once_wait_for_each_other(services: Services) -> None:
    """Eight threads that read and then write the same row all succeed, and no change is lost."""
    start = threading.Barrier(8)
    seen: list[int] = []

    def raise_it() -> None:
        start.wait()
        for _ in range(5):
            with services.database.transaction() as session:
                current_age(session)
                seen.append(next_generation(session))

    threads = [threading.Thread(target=raise_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(1, 41))
    with services.database.reading() as session:
        assert current_age(session).generation == 40


def test_a_reader_sees_the_old_while_a_writer_works(services: Services) -> None:
    """A long import stops nobody from reading, and shows nothing before it is done."""
    with services.database.transaction() as writing:
        add_department(writing, "Bygglov")
        with services.database.reading() as session:
            assert session.scalars(select(Department.name)).all() == []
    with services.database.reading() as session:
        assert session.scalars(select(Department.name)).all() == ["Bygglov"]


def test_processes_may_start_at_once_on_a_new_file(tmp_path: Path) -> None:
    """Web and post-room open a new SQLite file at the same moment: neither finds it locked."""
    program = (
        "import sys; from sqlalchemy import text; from knowledge.database import Database; d = Database(sys.argv[1])\n"
        "with d.transaction() as session: session.execute(text('CREATE TABLE IF NOT EXISTS t (a INTEGER)'))\n"
        "with d.transaction() as session: session.execute(text('INSERT INTO t VALUES (1)'))\n"
        "d.close()"
    )
    url = f"sqlite:///{tmp_path / 'new.sqlite'}"
    started = [
        subprocess.Popen([sys.executable, "-c", program, url], stderr=subprocess.PIPE, text=True) for _ in range(6)
    ]
    assert [(process.communicate()[1], process.returncode) for process in started] == [("", 0)] * 6
    database = Database(url)
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM t")) == 6
    database.close()
