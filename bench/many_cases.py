"""Half a million made-up cases, the same ones each time: what the inbox and the clock are measured with.

python -m bench.many_cases DATABASE_URL [--cases 500000]

Spread as facts/municipality.md 7 has it for a year of 225,000 contacts: so many years back, in working hours mostly.
The assistant has answered most chats and half of the mails; the guides what was phoned; the rest was handed over. What
is older than three weeks is closed but for a few; of the last days' most are open.
"""

from __future__ import annotations

import argparse
import sys

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from admin import schema
from admin.sample_years.residents import resident_named
from assistant.cases.case import Case, CaseEvent
from assistant.cases.message import Message
from assistant.cases.resident import Resident
from assistant.cases.word_index import statement_for
from bench.many_people import People, write_people
from bench.many_rows import NOW, Maker, Portion
from knowledge.audience import Audience
from knowledge.database import Database, table_of
from knowledge.entries import Entry, EntryStatus

_PORTION = 5_000


def write_many(database: Database, count: int) -> People:
    """Fill an empty, migrated database. Says on standard error how far it has come."""
    with database.transaction() as session:
        people = write_people(session)
        _write_entries(session, people)
    maker = Maker(people, count)
    for first in range(1, maker.residents + 1, _PORTION):
        numbers = range(first, min(first + _PORTION, maker.residents + 1))
        with database.transaction() as session:
            session.execute(insert(Resident), [resident_named(number) | {"created_at": NOW} for number in numbers])
    for first in range(1, count + 1, _PORTION):
        last = min(first + _PORTION - 1, count)
        portion = Portion()
        for number in range(first, last + 1):
            maker.add(number, portion)
        with database.transaction() as session:
            _write(session, portion)
        _tell(last, count)
    _go_on(database)
    return people


def _write(session: Session, portion: Portion) -> None:
    for table, rows in ((Case, portion.cases), (Message, portion.messages), (CaseEvent, portion.events)):
        session.execute(table_of(table).insert(), rows)
    session.execute(statement_for(session.get_bind().dialect), portion.words)


def _write_entries(session: Session, people: People) -> None:
    """One entry for each department, to be suggested."""
    for department in {group.department for group in people.groups}:
        facts = {"department_id": department, "question": "Vad gäller?", "answer": "Det gäller alla."}
        session.add(
            Entry(
                id=department,
                number=f"B-{department}",
                status=EntryStatus.PUBLISHED,
                audience=Audience.EVERYONE,
                updated_at=NOW,
                **facts,
            )
        )


def _go_on(database: Database) -> None:
    """What a database does by itself in time: PostgreSQL counts on from the rows, and knows how many there are."""
    if database.engine.dialect.name == "sqlite":
        return
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for table in ("case", "resident", "entry", "staff_member"):
            connection.execute(
                text(f"""SELECT setval(pg_get_serial_sequence('"{table}"', 'id'), (SELECT max(id) FROM "{table}"))""")  # noqa: S608 - our own names
            )
        connection.execute(text("VACUUM ANALYZE"))


def _tell(done: int, of: int) -> None:
    width = 40
    full = width * done // of
    print(f"\r  [{'#' * full}{' ' * (width - full)}] {done:,} of {of:,} cases", end="", file=sys.stderr, flush=True)
    if done == of:
        print(file=sys.stderr)


def main() -> None:
    """Fill the database that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="of an empty database, as SQLAlchemy writes it")
    parser.add_argument("--cases", type=int, default=500_000)
    arguments = parser.parse_args()
    database = Database(arguments.url)
    schema.upgrade(database.engine)
    write_many(database, arguments.cases)


if __name__ == "__main__":
    main()
