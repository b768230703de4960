"""What the command line changes of the staff is written down like everything else, by nobody who is logged in."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import select

from admin.cli import main
from knowledge.audit import AuditEntry
from knowledge.database import Database


def test_each_command_for_staff_is_written_down(tmp_path: Path) -> None:
    """Somebody added, given a further role and a password, and closed; no password is among the values."""
    email, word = "bo@prov.example", "ett ganska långt lösenord"
    for words in (
        ("init",),
        ("staff", "add", email, "--name", "Bo", "--role", "handler"),
        ("staff", "add", email, "--name", "Bo", "--role", "manager"),
        ("staff", "add", email, "--name", "Bo", "--role", "manager"),
        ("staff", "password", email, "--password", word),
        ("staff", "close", email),
    ):
        done = CliRunner().invoke(main, ["--data", str(tmp_path), *words])
        assert done.exit_code == 0, done.output
    database = Database(f"sqlite:///{tmp_path / 'forstalinjen.sqlite'}")
    with database.reading() as session:
        written = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    database.close()
    assert [(entry.before, entry.after) for entry in written[1:]] == [
        ({"roles": "handler"}, {"roles": "handler, manager"}),
        ({}, {"password_set": True}),
        ({"active": True}, {"active": False}),
    ]
    assert (written[0].before, written[0].after["email"]) == ({}, email)
    assert {(entry.what, entry.subject, entry.staff_id) for entry in written} == {("staff", "Bo", None)}
    assert word not in str([entry.after for entry in written])
