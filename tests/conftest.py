"""The real databases and servers, and one small town, for every test that needs them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from admin import schema
from assistant.services import Services, open_services
from knowledge.database import Database
from knowledge.settings import DatabaseSettings, MatchingSettings, Secrets, Settings
from tests.factories import small_town
from tests.fakes import Clock
from tests.servers.postgres import create_database, drop_database, empty_database, postgres_server

KEY = "0123456789abcdef" * 4
MIGRATED = "migrated"


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Each test has an application of its own; their templates are compiled once."""
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))}
    yield
    Flask.jinja_options = {}


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server; its address."""
    with postgres_server(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The name of a database that has seen every migration, to copy for each test."""
    name = MIGRATED
    database = Database(create_database(postgres, name))
    schema.upgrade(database.engine)
    database.close()
    return name


@pytest.fixture(scope="session")
def kept_postgres(postgres: str, migrated_postgres: str) -> str:
    """The address of a migrated database that one test after the other finds empty."""
    return create_database(postgres, "kept", template=migrated_postgres)


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
    server = request.getfixturevalue("postgres")
    template = request.getfixturevalue("migrated_postgres")
    if template == MIGRATED:
        kept: str = request.getfixturevalue("kept_postgres")
        yield kept
        empty_database(kept)
        return
    # A package whose tests begin with a town in the database.
    name = f"test_{uuid4().hex}"
    yield create_database(server, name, template=template)
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


@pytest.fixture
def services(settings: Settings, clock: Clock) -> Iterator[Services]:
    """Open services on an empty, migrated database."""
    opened = open_services(settings, clock)
    yield opened
    opened.database.close()


@pytest.fixture
def town(services: Services) -> Services:
    """The same with the small town Provstad in it."""
    with services.database.transaction() as session:
        small_town(session)
    return services
