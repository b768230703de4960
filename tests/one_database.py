"""For what both databases do alike: a module that imports `database_url`, or a test marked so, runs on SQLite alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

__all__ = ["database_url", "on_sqlite"]

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def database_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """An empty, migrated SQLite database."""
    path = tmp_path / "forstalinjen.sqlite"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"
