"""In a large town every list of the FAQ is read by an index, on both databases: no table is read from end to end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, text
from sqlalchemy.orm import Session

from assistant.chat.faq import for_robots, listing, remarking
from assistant.chat.faq.entry import entry_at
from assistant.services import Services
from knowledge.audience import Audience
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import Department
from knowledge.remarks import EntryRemark, RemarkKind
from tests.factories import THEN

NOW = THEN + timedelta(days=1)
DEPARTMENTS, EACH, GONE = 20, 150, 40


@pytest.fixture
def large(services: Services) -> Services:
    """A town of 3,000 entries for everyone, 20,000 that are archived, and a remark on each that is not."""
    with services.database.transaction() as session:
        session.add_all(Department(id=number, name=f"Förvaltning {number}") for number in range(1, DEPARTMENTS + 1))
        session.flush()
        shown = range(1, DEPARTMENTS * EACH + 1)
        session.execute(insert(Entry), [entry(number, EntryStatus.PUBLISHED) for number in shown])
        gone = range(shown[-1] + 1, shown[-1] + GONE * 500 + 1)
        session.execute(insert(Entry), [entry(number, EntryStatus.ARCHIVED) for number in gone])
        session.execute(insert(EntryRemark), [remark(number) for number in shown])
    # As the databases' own upkeep does it now and then.
    upkeep = "ANALYZE" if services.database.engine.dialect.name == "sqlite" else "VACUUM ANALYZE"
    with services.database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(upkeep))
    return services


def entry(number: int, status: EntryStatus) -> dict[str, object]:
    """One row, in one of the departments and one of ten subjects."""
    return {
        "id": number,
        "number": f"N-{number}",
        "department_id": number % DEPARTMENTS + 1,
        "status": status,
        "subject": f"Ämne {number % 7}",
        "question": f"Fråga {number}?",
        "answer": "Svar. " * 60,
        "keywords": [],
        "audience": Audience.EVERYONE,
        "updated_at": THEN,
        "generation": number,
    }


def remark(number: int) -> dict[str, object]:
    """One word on an entry."""
    return {"entry_id": number, "created_at": THEN, "kind": RemarkKind.FAULT, "text": "", "source_key": f"k{number}"}


Look = Callable[[Session], object]
# SQLite reads the first alone; PostgreSQL may take the second, as long as few rows are known to be visible to all.
SHOWN = "ix_entry_shown|ix_entry_status_department"
LOOKS: dict[str, tuple[Look, str]] = {
    "departments": (lambda session: listing.departments(session, NOW), SHOWN),
    "subjects": (lambda session: listing.subjects(session, 3, NOW), SHOWN),
    "a page": (lambda session: listing.of_department(session, 3, "", 150, 8, NOW), SHOWN),
    "a subject": (lambda session: listing.of_department(session, 3, "Ämne 2", 21, 2, NOW), SHOWN),
    "an address": (lambda session: entry_at(session, "N-77/fraga"), "uq_entry_number|sqlite_autoindex_entry_1"),
    "a word on help": (
        lambda session: remarking.word_on_help(session, "k21"),
        "uq_entry_remark_source_key|sqlite_autoindex_entry_remark_1",
    ),
    "the size of the map": (lambda session: for_robots.is_short(session, NOW), SHOWN),
    "a part of the map": (lambda session: for_robots.places_of(session, 2, NOW), "pk_entry|PRIMARY KEY|ix_entry_shown"),
}


def test_a_large_town_is_read_by_index(large: Services) -> None:
    """Each plan names its index, and reads neither entries nor remarks from end to end."""
    for what, (look, index) in LOOKS.items():
        plans = plans_of(large, look)
        assert any(name in plan for plan in plans for name in index.split("|")), (what, plans)
        for plan in plans:
            for whole in ("SCAN entry\n", "SCAN entry_remark\n", "Seq Scan on entry", "Seq Scan on entry_remark"):
                assert whole not in plan, (what, plan)


def plans_of(services: Services, look: Look) -> list[str]:
    """How the database would read each statement of this look."""
    asked = statements_of(services, look)
    assert asked
    engine = services.database.engine
    how = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    with engine.connect() as connection:
        return [
            "\n".join(str(step[-1]) for step in connection.exec_driver_sql(f"{how} {statement}", given)) + "\n"
            for statement, given in asked
        ]


def statements_of(services: Services, look: Look) -> list[tuple[str, Any]]:
    """What the database is asked, with its parameters."""
    asked: list[tuple[str, Any]] = []

    def note(*given: Any) -> None:
        if given[2].startswith("SELECT"):
            asked.append((given[2], given[3]))

    engine: Engine = services.database.engine
    event.listen(engine, "before_cursor_execute", note)
    with services.database.reading() as session:
        look(session)
    event.remove(engine, "before_cursor_execute", note)
    return asked
