"""The real databases and servers, and one small town, for every test that needs them."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from admin import schema
from admin.access import passwords
from assistant.services import Services, open_services
from knowledge.database import Database
from knowledge.settings import DatabaseSettings, MatchingSettings, Secrets, Settings
from tests.factories import small_town
from tests.fakes import Clock
from tests.kept import KeptEngines, KeptRule
from tests.kept_town import fill
from tests.servers.postgres import KeptDatabase, create_database, drop_database, postgres_server

KEY = "0123456789abcdef" * 4
# The files that take longest, the longest first: whoever came to one at the end would be left alone with it.
LONGEST = (
    "tests/crash/test_sigkill.py",
    "tests/crash/test_pollers.py",
    "tests/crash/test_points.py",
    "tests/mail_gateway/work/test_workers.py",
    "tests/flows/",
    "tests/browser/",
    "tests/mail_gateway/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, and keep the order otherwise."""

    def place(item: pytest.Item) -> int:
        return next((place for place, name in enumerate(LONGEST) if item.nodeid.startswith(name)), len(LONGEST))

    items.sort(key=place)


def pytest_sessionstart() -> None:
    """Nothing of what is loaded and collected from now on is garbage: looking for some takes seconds each time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage again, but never among the thousands of tests: that would take longer than many of them do."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each test has an application of its own; their templates and addresses are compiled once."""
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))}
    Flask.url_rule_class, given = KeptRule, Flask.url_rule_class
    yield
    Flask.jinja_options, Flask.url_rule_class = {}, given


@pytest.fixture(scope="session", autouse=True)
def own_hasher() -> Iterator[PasswordHasher]:
    """How the product hashes passwords, a sixth of a second of work each time; the tests do it with the least work."""
    own, passwords.HASHER = passwords.HASHER, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield own
    passwords.HASHER = own


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server; its address."""
    with postgres_server(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The name of a database that has seen every migration, to copy for each test."""
    name = "migrated"
    database = Database(create_database(postgres, name))
    schema.upgrade(database.engine)
    database.close()
    return name


@pytest.fixture(scope="session")
def kept_postgres(postgres: str, migrated_postgres: str) -> Iterator[KeptDatabase | None]:
    """A migrated database that one test after the other finds empty; None where each needs a copy of its own."""
    kept = KeptDatabase(postgres, "kept", migrated_postgres)
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that has seen every migration, to copy for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database.engine)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty, migrated database of each kind: a test that asks for one runs on both."""
    if request.param == "sqlite":
        path = tmp_path / "forstalinjen.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    kept: KeptDatabase | None = request.getfixturevalue("kept_postgres")
    if kept is not None:
        yield kept.url
        kept.put_back()
        return
    server, name = request.getfixturevalue("postgres"), f"test_{uuid4().hex}"
    yield create_database(server, name, template=request.getfixturevalue("migrated_postgres"))
    drop_database(server, name)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lasting_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database of each kind, empty for a module's first test: the others find what those before left."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("lasting") / "forstalinjen.sqlite"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server, name = request.getfixturevalue("postgres"), f"lasting_{uuid4().hex}"
    yield create_database(server, name, template=request.getfixturevalue("migrated_postgres"))
    drop_database(server, name)


@pytest.fixture
def clock() -> Clock:
    """Time that stands still until the test moves it."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings for one test; everything lies in its own folder."""
    matching = MatchingSettings(embedder="none")
    database = DatabaseSettings(url=database_url)
    return Settings(data=tmp_path, database=database, matching=matching, secrets=Secrets(key=KEY))


@pytest.fixture(scope="session")
def engines() -> Iterator[KeptEngines]:
    """The engines that one test after the other works with."""
    kept = KeptEngines()
    yield kept
    kept.close()


@pytest.fixture
def services(settings: Settings, clock: Clock, engines: KeptEngines) -> Services:
    """Open services on an empty, migrated database."""
    return open_services(settings, clock, engines.leading_to(settings.database_url))


@pytest.fixture
def town(services: Services) -> Services:
    """The same with the small town Provstad in it."""
    with services.database.transaction() as session:
        fill(session, small_town)
    return services
