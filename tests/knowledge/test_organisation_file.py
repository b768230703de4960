"""The organisation file is read whole or not at all, and writing it twice changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.services import Services
from knowledge import organisation_file
from knowledge.errors import OrganisationError
from knowledge.organisation import (
    Department,
    GroupMember,
    OpeningRow,
    ResponseGroup,
    Role,
    ServicePromise,
    StaffMember,
    StaffRole,
    department_named,
    first_line_group,
    sensitive_group,
    staff_by_email,
    the_municipality,
)
from knowledge.organisation_file import OrganisationFacts, read_organisation, write_organisation

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
SAMPLE = Path(organisation_file.__file__).parent / "samples" / "nystad" / "organisation.toml"
TOWN = '[municipality]\nname = "Provstads kommun"\nphone = "0980-319 200"\n'
WHOLE = f"""{TOWN}
[[departments]]
name = "Äldreomsorg"
email = "aldre@prov.example"
phone = "0980-319 250"
answer_within_days = 1
alarm_after_days = 4

[[departments.groups]]
name = "Biståndet"
email = "Bistand@Prov.example"
manager = "Lena.Lind@prov.example"
members = ["eva.ek@prov.example", "lena.lind@prov.example"]

[[departments.groups]]
name = "Krisjouren"
sensitive = true

[[departments.hours]]
weekdays = [0, 1, 4]
opens = 09:00:00
closes = 11:30:00

[[departments.hours]]
day = 2026-12-23
label = "Dag före julafton"

[[departments]]
name = "Kontaktcenter"

[[departments.groups]]
name = "Kommunvägledarna"
first_line = true

[[staff]]
name = "Eva Ek"
email = "Eva.Ek@prov.example"
title = "Biståndshandläggare"
department = "Äldreomsorg"
roles = ["handler", "editor"]

[[staff]]
name = "Lena Lind"
email = "lena.lind@prov.example"
"""
TABLES = (Department, ResponseGroup, GroupMember, StaffMember, StaffRole, ServicePromise, OpeningRow)


def read(folder: Path, text: str = WHOLE) -> OrganisationFacts:
    """Read a file of this content."""
    path = folder / "organisation.toml"
    path.write_text(text, encoding="utf-8")
    return read_organisation(path)


def write(services: Services, facts: OrganisationFacts) -> None:
    """Put it in the tables."""
    with services.database.transaction() as session:
        write_organisation(session, facts, NOW)


def counts(session: Session) -> list[int]:
    """How many rows each table of the organisation has."""
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def test_the_whole_file_reaches_the_tables(services: Services, tmp_path: Path) -> None:
    """Town, departments, promises, hours, groups with manager and members, staff with roles."""
    write(services, read(tmp_path))
    with services.database.reading() as session:
        assert the_municipality(session).phone == "0980-319 200"
        department = department_named(session, "äldreomsorg")
        assert department is not None
        assert department.promise is not None
        assert (department.promise.answer_within_days, department.promise.alarm_after_days) == (1, 4)
        care, crisis = department.groups
        assert (care.name, care.email) == ("Biståndet", "bistand@prov.example")
        assert care.manager is not None
        assert care.manager.name == "Lena Lind"
        assert [member.name for member in care.members] == ["Eva Ek", "Lena Lind"]
        assert sensitive_group(session) is crisis
        first = first_line_group(session)
        assert first is not None
        assert first.name == "Kommunvägledarna"
        eva = staff_by_email(session, " EVA.EK@prov.example")
        assert eva is not None
        assert (eva.department, eva.title) == (department, "Biståndshandläggare")
        assert eva.roles == {Role.HANDLER, Role.EDITOR}
        hours = [(row.weekday, row.day, row.opens, row.closes, row.label) for row in department.hours]
        assert hours == [
            *((weekday, None, time(9), time(11, 30), "") for weekday in (0, 1, 4)),
            (None, date(2026, 12, 23), None, None, "Dag före julafton"),
        ]


def test_a_department_that_says_no_promise_has_the_usual_one(services: Services, tmp_path: Path) -> None:
    """Answered within two working days, alarm after three (facts/municipality.md 1 and 2)."""
    write(services, read(tmp_path))
    with services.database.reading() as session:
        department = department_named(session, "Kontaktcenter")
        assert department is not None
        assert department.promise is not None
        assert (department.promise.answer_within_days, department.promise.alarm_after_days) == (2, 3)


def test_writing_twice_changes_nothing(services: Services, tmp_path: Path) -> None:
    """The same file again: as many rows of every kind, and nobody's login is touched."""
    facts = read(tmp_path)
    write(services, facts)
    with services.database.transaction() as session:
        before = counts(session)
        eva = staff_by_email(session, "eva.ek@prov.example")
        assert eva is not None
        eva.password_hash, eva.session_stamp = "hash", "stamp"
    write(services, facts)
    with services.database.reading() as session:
        assert counts(session) == before == [2, 3, 2, 2, 3, 2, 4]
        eva = staff_by_email(session, "eva.ek@prov.example")
        assert eva is not None
        assert (eva.password_hash, eva.session_stamp) == ("hash", "stamp")


def test_a_department_is_confidential_only_where_the_file_says_so(services: Services, tmp_path: Path) -> None:
    """Social services are, in the file and in the sample town; no other department of either is."""
    path = tmp_path / "organisation.toml"
    path.write_text(f'{TOWN}[[departments]]\nname = "IFO"\nconfidential = true\n[[departments]]\nname = "Gator"\n')
    with services.database.transaction() as session:
        write_organisation(session, read_organisation(path), NOW)
        assert list(session.scalars(select(Department.name).where(Department.confidential))) == ["IFO"]
        write_organisation(session, read_organisation(SAMPLE), NOW)
        named = select(Department.name).where(Department.confidential).order_by(Department.id)
        assert list(session.scalars(named)) == ["IFO", "Individ- och familjeomsorg"]


def test_a_changed_file_changes_and_takes_nobody_away(services: Services, tmp_path: Path) -> None:
    """New roles, members and hours replace the old ones; a department and a person no longer named stay."""
    write(services, read(tmp_path))
    newer = f"""{TOWN}
[[departments]]
name = "ÄLDREOMSORG"
groups = [{{ name = "Biståndet", members = ["eva.ek@prov.example"] }}]
hours = [{{ weekdays = [2], opens = 08:00:00, closes = 16:00:00 }}]

[[staff]]
name = "Eva Ek-Berg"
email = "eva.ek@prov.example"
roles = ["manager"]
"""
    write(services, read(tmp_path, newer))
    with services.database.reading() as session:
        department = department_named(session, "Äldreomsorg")
        assert department is not None
        assert (department.name, department.phone) == ("Äldreomsorg", "0980-319 250")
        assert [(row.weekday, row.opens) for row in department.hours] == [(2, time(8))]
        assert [member.name for member in department.groups[0].members] == ["Eva Ek-Berg"]
        assert (department.groups[0].email, department.groups[0].manager) == ("bistand@prov.example", None)
        eva = staff_by_email(session, "eva.ek@prov.example")
        assert eva is not None
        assert eva.roles == {Role.MANAGER}
        assert staff_by_email(session, "lena.lind@prov.example") is not None
        assert department_named(session, "Kontaktcenter") is not None


DEPARTMENT = f'{TOWN}[[departments]]\nname = "Bad"\n'
STAFF = f'{TOWN}[[staff]]\nname = "Eva"\nemail = "eva@prov.example"\n'
HOURS = f"{DEPARTMENT}[[departments.hours]]\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "municipality"),
        (f"{TOWN}colour = 1", "unknown setting municipality.colour"),
        ("[municipality]\nname = ' '", "municipality.name"),
        (f"{DEPARTMENT}answer_within_days = 0", "departments.0.answer_within_days"),
        (f"{TOWN}[[departments]]\nname = ''", "departments.0.name"),
        (f'{DEPARTMENT}[[departments]]\nname = "BAD"', "departments: BAD is there twice"),
        (f'{STAFF}roles = ["king"]', "staff.0.roles"),
        (f'{STAFF}department = "Bad"', "staff eva@prov.example: unknown department Bad"),
        (f'{STAFF}[[staff]]\nname = "Eva"\nemail = "EVA@prov.example"', "EVA@prov.example is there twice"),
        (f'{TOWN}[[staff]]\nname = "Eva"\nemail = "eva"', "staff.0.email"),
        (f'{DEPARTMENT}groups = [{{ name = "B", members = ["x@y.se"] }}]', "group B: no staff member .* x@y.se"),
        (f'{DEPARTMENT}groups = [{{ name = "B", manager = "x@y.se" }}]', "group B: no staff member .* x@y.se"),
        (f"{HOURS}weekdays = [7]\nopens = 08:00:00\ncloses = 09:00:00", "departments.0.hours.0.weekdays"),
        (f"{HOURS}opens = 08:00:00\ncloses = 09:00:00", "department Bad: hours without weekdays or a day"),
        (f"{HOURS}weekdays = [1]\nopens = 08:00:00", "department Bad: hours need both"),
        (f"{HOURS}weekdays = [1]", "department Bad: hours need both"),
        (f"{HOURS}day = 2026-12-23\ncloses = 12:00:00", "department Bad: hours need both"),
        (f"{HOURS}day = 2026-12-23\nopens = 12:00:00\ncloses = 12:00:00", "department Bad: hours must open before"),
        ("[municipality", "not valid TOML"),
    ],
)
def test_what_cannot_be_true_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    """A wrong file is refused before anything is written, and the message leads to the line."""
    with pytest.raises(OrganisationError, match=rf"organisation\.toml.*{said}"):
        read(tmp_path, text)


def test_a_staff_member_who_is_not_active_is_logged_out(services: Services, tmp_path: Path) -> None:
    """`active = false` takes password and stamp, once; `true` opens, and a file that says nothing changes nothing."""
    write(services, read(tmp_path))
    with services.database.transaction() as session:
        lena = session.scalars(select(StaffMember).where(StaffMember.email == "lena.lind@prov.example")).one()
        lena.password_hash, lena.session_stamp = "hash", "stamp"
    stamps = []
    for line, active in (
        ("", True),
        ("active = false", False),
        ("active = false", False),
        ("", False),
        ("active = true", True),
    ):
        write(services, read(tmp_path, f"{WHOLE}{line}\n"))
        with services.database.reading() as session:
            lena = session.scalars(select(StaffMember).where(StaffMember.email == "lena.lind@prov.example")).one()
            assert (line, lena.active, lena.password_hash) == (line, active, "hash" if not stamps else None)
            stamps.append(lena.session_stamp)
    assert stamps[0] == "stamp"
    assert len(set(stamps[1:])) == 1
    assert stamps[1] != "stamp"


def test_a_groups_name_is_the_same_in_any_case(services: Services, tmp_path: Path) -> None:
    """As in checklists: "BISTÅNDET" is the group that is there, and twice in a department it is refused."""
    write(services, read(tmp_path))
    with services.database.reading() as session:
        before = counts(session)
    write(services, read(tmp_path, WHOLE.replace('"Biståndet"', '"BISTÅNDET"')))
    with services.database.reading() as session:
        assert counts(session) == before
    with pytest.raises(OrganisationError, match="BISTÅNDET is there twice"):
        read(tmp_path, WHOLE.replace('"Krisjouren"', '"BISTÅNDET"'))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Missing, and no text at all."""
    with pytest.raises(OrganisationError, match=r"gone\.toml cannot be read"):
        read_organisation(tmp_path / "gone.toml")
    (tmp_path / "picture.toml").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(OrganisationError, match=r"picture\.toml is not valid TOML"):
        read_organisation(tmp_path / "picture.toml")
