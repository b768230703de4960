"""The migrations make the very tables that the code says, on both databases, and lose nothing on the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import bindparam, func, inspect, select, text
from sqlalchemy.orm import joinedload

from admin import schema
from admin.tables import METADATA, is_ours
from assistant.cases.case import Case, open_case
from assistant.cases.word_index import PORTION, CaseWords
from assistant.engine.answer import Channel
from assistant.services import Services
from knowledge.database import Database, UtcDateTime
from knowledge.entries import Entry, Link, Phrasing, Revision
from mail_gateway.inbound import InboundMail
from tests.servers.postgres import create_database, drop_database

MIGRATIONS = Path(schema.__file__).parent / "migrations"
# A step that must replace the table `entry` on SQLite, and one that leaves a reference to nothing.
WIDEN = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{last}"


def upgrade():
    with op.batch_alter_table("entry") as batch:
        batch.alter_column("subject", type_=sa.String(400), existing_type=sa.String(200), existing_nullable=False)
"""
BREAK = """
from alembic import op

revision = "9999"
down_revision = "{last}"


def upgrade():
    op.execute("DELETE FROM department")
"""

# A case as a database of migration 0004 holds it.
OLD_CASE = text("""
INSERT INTO "case" (number, code, channel, status, subject, confidential, contact_name, contact_email, received_at,
    calendar, version)
VALUES (:number, :number, 'chat', 'open', '', false, '', '', :at, '', 1) RETURNING id
""").bindparams(bindparam("at", type_=UtcDateTime()))

# What a resident said in it, as a database of migration 0015 holds it.
OLD_MESSAGE = text("""
INSERT INTO message (case_id, author, kind, subject, text, quoted, at)
VALUES (:case_id, 'resident', 'question', '', :words, '', :at)
""").bindparams(bindparam("at", type_=UtcDateTime()))

OLD_MAIL = text("""
INSERT INTO inbound_mail (mailbox, folder, uidvalidity, uid, raw, headers_only, sha256, content_hash, message_id,
    sender, received_at, fetched_at, state, reason, attempts, error, flagged)
VALUES ('central', 'INBOX', 1, :uid, :raw, false, '', '', '', '', :at, :at, 'stored', '', 0, '', false)
""").bindparams(bindparam("at", type_=UtcDateTime()))


@pytest.fixture(scope="session")
def kept_postgres() -> None:
    """Tests that change the tables need a copy each, and not the one that is only emptied."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind without any table."""
    name = f"empty_{uuid4().hex}"
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / name}")
    else:
        database = Database(create_database(request.getfixturevalue("postgres"), name))
    yield database
    database.close()
    if request.param == "postgresql":
        drop_database(request.getfixturevalue("postgres"), name)


def with_another(folder: Path, step: str) -> Path:
    """A copy of our migrations with one more step."""
    copied = folder / "migrations"
    shutil.copytree(MIGRATIONS, copied)
    last = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    (copied / "versions" / "9999_step.py").write_text(step.format(last=last), encoding="utf-8")
    return copied


def only_before(revision: str, folder: Path) -> Path:
    """The migrations that come before this one, in a folder of their own."""
    old = folder / "migrations"
    shutil.copytree(MIGRATIONS, old)
    for step in (old / "versions").glob("*.py"):
        if step.name >= revision:
            step.unlink()
    return old


def test_the_migrated_tables_are_those_of_the_code(services: Services) -> None:
    """Alembic finds no difference: nobody has changed a table without its migration."""
    with services.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
        assert compare_metadata(context, METADATA) == []


def test_every_foreign_key_is_the_one_of_the_code(services: Services) -> None:
    """What Alembic does not compare: each foreign key's name, and what deleting does."""
    found = inspect(services.database.engine)
    for table in METADATA.tables.values():
        keys = {(key["name"], (key["options"] or {}).get("ondelete")) for key in found.get_foreign_keys(table.name)}
        assert keys == {(key.name, key.ondelete) for key in table.foreign_key_constraints}, table.name


def test_upgrading_twice_is_harmless(town: Services) -> None:
    """`forstalinjen init` on a running installation changes nothing in it."""
    engine = town.database.engine
    with town.database.reading() as session:
        before = [(entry.number, entry.updated_at) for entry in session.scalars(select(Entry).order_by(Entry.id))]
    schema.upgrade(engine)
    schema.upgrade(engine)
    assert schema.is_current(engine)
    with town.database.reading() as session:
        after = [(entry.number, entry.updated_at) for entry in session.scalars(select(Entry).order_by(Entry.id))]
    assert before
    assert after == before


def test_only_a_wholly_migrated_database_is_current(empty: Database) -> None:
    """An empty database and one of another form are told from one that can be used."""
    assert not schema.is_current(empty.engine)
    schema.upgrade(empty.engine)
    assert schema.is_current(empty.engine)
    with empty.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'other'"))
    assert not schema.is_current(empty.engine)


def test_replacing_a_table_keeps_what_refers_to_it(town: Services, tmp_path: Path) -> None:
    """A later migration of `entry` deletes no phrasing, link or revision, and foreign keys hold again afterwards."""
    tables = (Entry, Phrasing, Link, Revision)
    with town.database.reading() as session:
        before = [len(session.scalars(select(table)).all()) for table in tables]
    assert all(before)
    schema.upgrade(town.database.engine, with_another(tmp_path, WIDEN))
    with town.database.reading() as session:
        assert [len(session.scalars(select(table)).all()) for table in tables] == before
        if town.database.engine.dialect.name == "sqlite":
            assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_no_case_number_is_given_twice_over_an_upgrade(empty: Database, tmp_path: Path) -> None:
    """The newest case is gone when SQLite replaces the table in 0005; the next case still gets a new number."""
    schema.upgrade(empty.engine, only_before("0005", tmp_path))
    now = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    with empty.transaction() as session:
        given = [session.execute(OLD_CASE, {"number": f"n{place}", "at": now}).scalar() for place in range(3)]
        session.execute(text('DELETE FROM "case" WHERE id = :id'), {"id": given[-1]})
    schema.upgrade(empty.engine)
    with empty.transaction() as session:
        assert open_case(session, Channel.CHAT, None, "", now).id == max(given) + 1
        assert session.scalar(select(func.count()).select_from(Case)) == 3


def test_no_mail_loses_its_bytes_when_they_move(empty: Database, tmp_path: Path) -> None:
    """0014 takes them from the mail's row to a table of their own; nothing at all was fetched of one of them."""
    schema.upgrade(empty.engine, only_before("0014", tmp_path))
    mails = {1: b"From: rut@rut.example\r\n\r\nHej \x00\xff", 2: b""}
    with empty.transaction() as session:
        for uid, raw in mails.items():
            session.execute(OLD_MAIL, {"uid": uid, "raw": raw, "at": datetime(2026, 11, 18, 9, 0, tzinfo=UTC)})
    schema.upgrade(empty.engine)
    with empty.reading() as session:
        wanted = select(InboundMail).options(joinedload(InboundMail.kept))
        assert {mail.uid: mail.raw for mail in session.scalars(wanted)} == mails


def test_every_case_that_is_there_can_be_found_after_the_upgrade(empty: Database, tmp_path: Path) -> None:
    """0016 takes the words of more cases than it reads at once; what comes later is kept with them."""
    schema.upgrade(empty.engine, only_before("0016", tmp_path))
    at, count = datetime(2026, 11, 18, 9, 0, tzinfo=UTC), PORTION + 2
    with empty.transaction() as session:
        for place in range(1, count + 1):
            session.execute(OLD_CASE, {"number": f"2026-{place:06d}", "at": at})
        said = [{"case_id": place, "words": f"zebra ord{place}", "at": at} for place in range(1, count + 1)]
        session.execute(OLD_MESSAGE, said)
    schema.upgrade(empty.engine)
    with empty.transaction() as session:
        assert session.scalar(select(func.count()).select_from(CaseWords)) == count
        sqlite = empty.engine.dialect.name == "sqlite"
        fts = "SELECT count(*) FROM case_words_fts WHERE case_words_fts MATCH 'zebr'"
        gin = "SELECT count(*) FROM case_words WHERE words @@ 'zebr'::tsquery"
        assert session.scalar(text(fts if sqlite else gin)) == count
        session.execute(text("DELETE FROM case_words WHERE case_id = 1"))
        assert session.scalar(text(fts if sqlite else gin)) == count - 1


def test_a_failing_migration_leaves_the_database_as_it_was(town: Services, tmp_path: Path) -> None:
    """A step that would leave rows pointing at nothing is refused, and nothing of it is kept."""
    with pytest.raises(Exception, match=r"refer to rows that are gone|violates foreign key"):
        schema.upgrade(town.database.engine, with_another(tmp_path, BREAK))
    assert schema.is_current(town.database.engine)
    with town.database.reading() as session:
        assert session.scalars(select(Entry.number)).all()
        assert all(entry.department.name for entry in session.scalars(select(Entry)))
