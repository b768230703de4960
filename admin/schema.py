"""Brings a database's tables to the present form with Alembic, forward only."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Run every migration that this database has not seen."""
    with engine.connect() as connection:
        command.upgrade(_config(connection), "head")
        connection.commit()


def make_revision(engine: Engine, revision: str, message: str) -> None:
    """Write a new migration from the difference between the tables in code and in this (migrated) database."""
    with engine.connect() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=revision)


def is_current(engine: Engine) -> bool:
    """Whether the database has seen every migration; a program on an older one must not start."""
    with engine.connect() as connection:
        reached = MigrationContext.configure(connection).get_current_revision()
    return reached == ScriptDirectory(str(_MIGRATIONS)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
