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


def empty_database(url: str) -> None:
    """Remove every row of our own tables from the database and begin its numbers anew, as a fresh copy would.

    Ends any connection still open to it. A hundred times as fast as another copy: PostgreSQL gathers its catalogue
    anew in each new database.
    """
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        # Without it each row's foreign keys would be looked after, in an order of tables that holds them.
        connection.execute("SET session_replication_role = replica")
        names = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        statements = [sql.SQL("DELETE FROM {};").format(sql.Identifier(name)) for (name,) in names]
        connection.execute(sql.SQL("").join(statements))
        connection.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences"
            " WHERE last_value IS NOT NULL"
        )


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
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(statement)
