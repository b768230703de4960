"""Brings a database's tables to the present form with Alembic, forward only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from admin.errors import BrokenReference

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, migrations: Path = _MIGRATIONS) -> None:
    """Run every migration that this database has not seen, all or none of them. Raises BrokenReference."""
    with engine.connect() as connection, _tables_movable(connection), connection.begin():
        # Alembic finds a transaction begun and leaves its end to us; by itself it commits each step on SQLite.
        command.upgrade(_config(connection, migrations), "head")
        _check_references(connection)


@contextmanager
def _tables_movable(connection: Connection) -> Iterator[None]:
    """Let SQLite replace a table that others refer to.

    Alembic alters a table by copying it and dropping the old one; with foreign keys on, the drop would delete
    everything that refers to it (sqlite.org/lang_altertable.html, section 7). The switch has no effect inside
    a transaction, so it goes past SQLAlchemy, which would begin one.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.cursor()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.close()


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise BrokenReference(f"{len(broken)} rows refer to rows that are gone, the first in {broken[0][0]}")


def make_revision(engine: Engine, revision: str, message: str) -> None:
    """Write a new migration from the difference between the tables in code and in this (migrated) database."""
    with engine.connect() as connection:
        command.revision(_config(connection, _MIGRATIONS), message, autogenerate=True, rev_id=revision)


def is_current(engine: Engine) -> bool:
    """Whether the database has seen every migration; a program on an older one must not start."""
    with engine.connect() as connection:
        reached = MigrationContext.configure(connection).get_current_revision()
    return reached == ScriptDirectory(str(_MIGRATIONS)).get_current_head()


def _config(connection: Connection, migrations: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
