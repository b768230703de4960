"""For tests of what both databases do alike: import `database_url` from here, and they run on SQLite alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

__all__ = ["database_url"]


@pytest.fixture
def database_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """An empty, migrated SQLite database."""
    path = tmp_path / "forstalinjen.sqlite"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"
