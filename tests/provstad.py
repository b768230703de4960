"""The small town Provstad in a migrated database of each kind, made once for a folder of tests and copied for each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from knowledge.database import Database
from knowledge.lexical import LexicalIndex
from knowledge.matcher import Matcher
from tests.factories import small_town
from tests.servers.postgres import KeptDatabase, create_database


@pytest.fixture(scope="session")
def migrated_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that has seen every migration, with Provstad in it and its index beside it."""
    path = tmp_path_factory.mktemp("provstad") / "provstad.sqlite"
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    with database.transaction() as session:
        small_town(session)
        Matcher(LexicalIndex(path.parent / "index")).refresh(session)
    database.close()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str, migrated_postgres: str) -> str:
    """The name of a database that has seen every migration, with Provstad in it."""
    name = f"provstad_{uuid4().hex}"
    database = Database(create_database(postgres, name, template=migrated_postgres))
    with database.transaction() as session:
        small_town(session)
    database.close()
    return name


@pytest.fixture(scope="session")
def kept_postgres(postgres: str, migrated_postgres: str) -> Iterator[KeptDatabase]:
    """A database that one test after the other finds with Provstad in it."""
    kept = KeptDatabase(postgres, f"kept_{uuid4().hex}", migrated_postgres)
    yield kept
    kept.close()
