"""A real PostgreSQL server on a private Unix socket, and cheap databases in it."""

import pwd
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.servers.process import (
    ServerError,
    ServerProcess,
    as_account,
    private_folder,
    server_account,
)

_SUPERUSER = "forstalinjen"
# Nothing here needs to survive a power cut, and forced writes are most of what tests would wait for.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_senders": "0",
    "wal_level": "minimal",
}

# Tables of more than 32 pages: deleted rows would lie there to be read past by every test that follows.
_GROWN = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    " AND pg_relation_size(oid) > 32 * 8192"
)


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """Run PostgreSQL and yield the SQLAlchemy URL of its database `postgres`.

    `folder` keeps the log. Data and socket lie in a folder that only the server's user and root may enter,
    which is why no password is needed; no TCP port is opened. Raises ServerError if it does not start.
    """
    account = server_account("postgres")
    programs = _programs()
    log = folder / "postgres.log"
    with private_folder("pg", account) as home:
        data = home / "data"
        _initialise(programs / "initdb", data, account, log)
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        command: list[str | Path] = [programs / "postgres", "-D", data, "-k", home, *settings]
        server = ServerProcess(command, account, log)
        url = f"postgresql+psycopg://{_SUPERUSER}@/postgres?host={home}"
        try:
            server.start(lambda: _answers(url))
            yield url
        finally:
            # SIGINT is PostgreSQL's "fast" shutdown: open sessions are ended, the data are left in order.
            server.stop(signal.SIGINT)


def create_database(url: str, name: str, template: str | None = None) -> str:
    """Create the database `name` on the server of `url`, and return its URL.

    With `template`, the new one is a copy of that database (a few hundredths of a second, whatever the
    number of migrations); nobody may be connected to the template meanwhile (PostgreSQL manual 23.3).
    """
    names = (sql.Identifier(name), sql.Identifier(template or "template1"))
    # Copying its files takes half the time of writing each page to the log.
    _execute(url, sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(*names))
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def drop_database(url: str, name: str) -> None:
    """Remove the database `name` if it exists, ending any connection still open to it.

    `url` is that of another database on the same server: PostgreSQL cannot drop the one it is asked through.
    """
    _execute(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class KeptDatabase:
    """A copy of a database that one test after the other finds as it was made.

    Putting it back is a hundred times as fast as another copy: PostgreSQL gathers its catalogue anew in each new
    database, and in each new connection, which is why those that do nothing are left alone.
    """

    def __init__(self, server: str, name: str, template: str) -> None:
        """Copy the database `template` to one called `name`; close it at the end."""
        self.url = create_database(server, name, template)
        self._connection = psycopg.connect(_libpq(self.url), autocommit=True)
        self._put_back = self._first_rows()

    def put_back(self) -> None:
        """Give our tables their first rows and their first numbers, ending whoever still holds something there."""
        self._connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        grown = self._connection.execute(_GROWN).fetchall()
        if grown:
            names = sql.SQL(", ").join(sql.Identifier("public", name) for (name,) in grown)
            self._connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
        self._connection.execute(self._put_back)

    def close(self) -> None:
        """Let go of it; the server removes it with everything else."""
        self._connection.close()

    def _first_rows(self) -> sql.Composed:
        """Keep the rows beside the tables, and return the statements that bring them back."""
        run = self._connection.execute
        run("CREATE SCHEMA first")
        found = run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        names = [sql.Identifier(name) for (name,) in found]
        # Without it each row's foreign keys would be looked after, in an order of tables that holds them.
        statements = [sql.SQL("SET session_replication_role = replica;")]
        for name in names:
            rows = run(sql.SQL("CREATE TABLE first.{0} AS TABLE public.{0}").format(name)).rowcount
            statements.append(sql.SQL("DELETE FROM public.{};").format(name))
            if rows:
                statements.append(sql.SQL("INSERT INTO public.{0} TABLE first.{0};").format(name))
        numbers = run(
            "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value),"
            " last_value IS NOT NULL FROM pg_sequences"
        ).fetchall()
        statements += [sql.SQL("SELECT setval({}, {}, {});").format(*map(sql.Literal, row)) for row in numbers]
        return sql.Composed(statements)


def _programs() -> Path:
    """Return the folder of the newest server's programs; Debian keeps them off PATH, one folder a version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parent.parent.name))
    if not found:
        raise ServerError("PostgreSQL's server is not installed: sh tests/system-packages.sh")
    return found[-1].parent


def _initialise(initdb: Path, data: Path, account: pwd.struct_passwd, log: Path) -> None:
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", f"--username={_SUPERUSER}"]
    command = as_account(account, [initdb, "-D", data, *options])
    with log.open("ab") as out:
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        raise ServerError(f"initdb failed:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _answers(url: str) -> bool:
    try:
        _execute(url, sql.SQL("SELECT 1"))
    except psycopg.OperationalError:
        return False
    return True


def _execute(url: str, statement: sql.SQL | sql.Composed) -> None:
    # CREATE and DROP DATABASE are refused inside a transaction.
    with psycopg.connect(_libpq(url), autocommit=True) as connection:
        connection.execute(statement)


def _libpq(url: str) -> str:
    return url.replace("+psycopg", "", 1)
