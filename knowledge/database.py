"""The database: one base class, one engine, aware UTC times; SQLite by default, PostgreSQL by address."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from threading import Lock
from typing import Any, ClassVar

from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, Table, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

_FOR_THESE_VALUES = text(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)"
)
# Every constraint has a name, so that a migration can take it away again on both databases.
_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. SQLite has no time zones, so there the zone is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC. Raises ValueError for a naive moment: guessing its zone would falsify a deadline."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"a naive datetime may not be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """An aware moment in UTC, whatever the database gave."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        # Closed lists are kept as their short English words, readable in any database tool.
        enum.Enum: Enum(enum.Enum, native_enum=False, length=40, values_callable=_values),
    }


def table_of(mapped: type[Base]) -> Table:
    """The table itself, for many rows at once: the mapper's bookkeeping for each would take most of the time."""
    table = mapped.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{mapped.__name__} is no table")
    return table


class Database:
    """One engine and its sessions. Only the doors (views, receive, deliver, cli) open a transaction."""

    def __init__(self, url: str, engine: Engine | None = None) -> None:
        """The database at this address, by an engine of its own or by one that `open_engine` has made."""
        self.engine: Engine = engine or open_engine(url)
        # SQLite's own wait for its one write lock is a sleep that grows: threads that queue here are woken in turn.
        self._writing = Lock() if self.engine.dialect.name == "sqlite" else nullcontext()
        self._session = sessionmaker(self.engine, expire_on_commit=False)
        self._looked_at = self.engine.execution_options(only_looks=True)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that writes: committed at the end, rolled back on any error."""
        with self._writing, self._session() as session, session.begin():
            # SQLite takes the write lock at once: upgrading a read later fails without waiting.
            session.connection(execution_options={"sqlite_begin": "BEGIN IMMEDIATE"})
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks; nothing it changes is kept."""
        with self._session(bind=self._looked_at) as session:
            yield session

    def listen(self, moment: str, act: Callable[..., None]) -> None:
        """Do this at a moment of every session's life, named as SQLAlchemy's SessionEvents name it."""
        event.listen(self._session, moment, act)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def plan_for_these_values(session: Session) -> None:
    """Let PostgreSQL plan each statement for the very values it asks for, as long as this session's transaction lasts.

    What is prepared it else plans once for all values, as if a list of 20 cases were like one of 20,000: right where a
    row is looked up by its key, and a hundred times as slow where a list is read. Nor does it compile them first: that
    takes longer than any of them. SQLite always plans for the values.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_FOR_THESE_VALUES)


def open_engine(url: str) -> Engine:
    """An engine whose connections are prepared as the house needs them."""
    # Of a server's connections the one used last: it has the statements prepared, and its tables in mind.
    of_a_server: dict[str, Any] = {"pool_pre_ping": True, "pool_use_lifo": True}
    chosen = {} if url.startswith("sqlite") else of_a_server
    # An error's text ends in a log; what residents wrote stands in the parameters.
    engine = create_engine(url, hide_parameters=True, **chosen)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "rollback", _end_looking)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # sqlite3 opens transactions at moments of its own; we say BEGIN ourselves (SQLAlchemy's documented way).
    connection.isolation_level = None
    cursor = connection.cursor()
    # Waiting comes first: changing to WAL needs the file for itself, and another process may be starting too.
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def _end_looking(connection: Connection) -> None:
    """End a session that only looked, without the driver's knowledge.

    psycopg forgets every prepared statement with a rollback, since what they name may have been made in the
    transaction. Who looks makes no tables, and rolls back several times for each mail: nothing would ever be prepared,
    and PostgreSQL would plan each statement anew.
    """
    if not connection.get_execution_options().get("only_looks") or connection.invalidated:
        return
    driver: Any = connection.connection.driver_connection
    psycopg: Any = connection.dialect.loaded_dbapi
    # After an error, and where the server is gone, the driver's own rollback does what there is to do.
    if driver.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
        with suppress(psycopg.Error):
            driver.pgconn.exec_(b"ROLLBACK")
