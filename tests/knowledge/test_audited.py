"""What an organisation file changes stands in the audit log, with what stood there before."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from assistant.services import Services
from knowledge.audit import AuditEntry, What, latest_audit_of, latest_audits
from knowledge.audited import hours_values
from knowledge.organisation import Department, OpeningRow, department_named
from knowledge.organisation_file import read_organisation, write_organisation

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
FILE = """
[municipality]
name = "Provstads kommun"

[[departments]]
name = "Äldreomsorg"
answer_within_days = 2
hours = [{ weekdays = [0, 1], opens = 08:00:00, closes = 12:00:00 }]
groups = [{ name = "Biståndet", members = ["eva@prov.example"] }]

[[staff]]
name = "Eva Ek"
email = "eva@prov.example"
"""


def write(services: Services, folder: Path, text: str) -> list[AuditEntry]:
    """Read a file of this content into the tables; the changes that it wrote down, oldest first."""
    path = folder / "organisation.toml"
    path.write_text(text, encoding="utf-8")
    with services.database.transaction() as session:
        newest = max((entry.id for entry in latest_audits(session, 1)), default=0)
        write_organisation(session, read_organisation(path), NOW)
        session.flush()
        return [entry for entry in reversed(latest_audits(session, 100)) if entry.id > newest]


def test_a_first_file_is_written_down_as_new_things(services: Services, tmp_path: Path) -> None:
    """Each thing once, with no before, and by nobody, since a file knows no staff member."""
    written = write(services, tmp_path, FILE)
    assert [(entry.what, entry.subject) for entry in written] == [
        ("municipality", "Provstads kommun"),
        ("department", "Äldreomsorg"),
        ("opening_hours", "Äldreomsorg"),
        ("group", "Äldreomsorg: Biståndet"),
        ("staff", "Eva Ek"),
    ]
    assert {entry.staff_id for entry in written} == {None}
    assert written[1].before == {}
    assert written[1].after["answer_within_days"] == 2
    assert written[3].after["members"] == "eva@prov.example"
    assert not any("password" in entry.after for entry in written)


def test_the_same_file_again_writes_nothing_down(services: Services, tmp_path: Path) -> None:
    """What does not differ is no change."""
    assert write(services, tmp_path, FILE) != []
    assert write(services, tmp_path, FILE) == []


def test_what_a_file_overwrites_stands_before_and_after(services: Services, tmp_path: Path) -> None:
    """A promise and an hour that an administrator had decided are found in the log, and nothing else is."""
    write(services, tmp_path, FILE)
    with services.database.transaction() as session:
        department = department_named(session, "Äldreomsorg")
        assert department is not None
        assert department.promise is not None
        department.promise.answer_within_days = 1
        department.hours[0].closes = time(11)
        department_id = department.id
    promise, hours = write(services, tmp_path, FILE)
    assert (promise.before, promise.after) == ({"answer_within_days": 1}, {"answer_within_days": 2})
    assert (hours.before, hours.after) == ({"monday": "08.00–11.00"}, {"monday": "08.00–12.00"})
    with services.database.reading() as session:
        found = latest_audit_of(session, What.OPENING_HOURS, department_id)
        assert found is not None
        assert (found.id, found.about_id) == (hours.id, session.get_one(Department, department_id).id)


def test_hours_are_told_as_swedes_write_them() -> None:
    """Two spans with a lunch between them in order, a closed date with its reason, and other hours without one."""
    rows = [
        OpeningRow(weekday=4, opens=time(13), closes=time(16), label=""),
        OpeningRow(weekday=4, opens=time(8), closes=time(12), label=""),
        OpeningRow(day=date(2026, 12, 23), label="Planeringsdag"),
        OpeningRow(day=date(2026, 12, 30), opens=time(8, 30), closes=time(12), label=""),
    ]
    assert hours_values(rows) == {
        "friday": "08.00–12.00, 13.00–16.00",
        "2026-12-23": "stängt (Planeringsdag)",
        "2026-12-30": "08.30–12.00",
    }
