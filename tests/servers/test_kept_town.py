"""A town written by its rows is the town that was made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge.database import Base, Database
from knowledge.entries import Entry
from tests.assistant.chat.site import small_site
from tests.factories import add_department, add_entry, small_town
from tests.kept_town import Make, fill

TOWNS = [small_town, small_site]


def filled(migrated: Path, folder: Path, way: Callable[[Session], None]) -> dict[str, list[str]]:
    """All rows of a new database filled that way, as the database itself has them, by table."""
    folder.mkdir(exist_ok=True)
    database = Database(f"sqlite:///{shutil.copy(migrated, folder)}")
    with database.transaction() as session:
        way(session)
    with database.reading() as session:
        found = {
            table.name: [str(row) for row in session.execute(select(literal_column("*")).select_from(table))]
            for table in Base.metadata.sorted_tables
        }
    database.close()
    return {name: rows for name, rows in found.items() if rows}


@pytest.mark.parametrize("make", TOWNS)
def test_rows_are_as_they_were_made(migrated_sqlite: Path, tmp_path: Path, make: Make) -> None:
    """Every column of every row, also what is NULL, the first time and afterwards."""
    made = filled(migrated_sqlite, tmp_path / "made", make)
    assert {"department", "entry", "revision", "municipality"} < set(made)
    for name in ("first", "then"):
        assert filled(migrated_sqlite, tmp_path / name, lambda session: fill(session, make)) == made


@pytest.mark.parametrize("make", TOWNS)
def test_what_is_added_is_numbered_after_the_last(
    services: Services, migrated_sqlite: Path, tmp_path: Path, make: Make
) -> None:
    """Also by what hands out the numbers in PostgreSQL, which a row that brings its own does not touch."""
    filled(migrated_sqlite, tmp_path / "first", lambda session: fill(session, make))
    with services.database.transaction() as session:
        fill(session, make)
        last, count = (session.scalar(select(told(Entry.id))) for told in (func.max, func.count))
        assert last == count
        assert add_entry(session, add_department(session, "Ny"), "Ny?").id == last + 1
