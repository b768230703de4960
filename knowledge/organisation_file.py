"""The organisation from one TOML file: municipality, departments, groups, staff, promises and opening hours."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.audited import audit_since, organisation_now
from knowledge.errors import OrganisationError
from knowledge.organisation import (
    DEFAULT_ALARM_AFTER_DAYS,
    DEFAULT_ANSWER_WITHIN_DAYS,
    Department,
    OpeningRow,
    ResponseGroup,
    Role,
    ServicePromise,
    StaffMember,
    StaffRole,
    department_named,
    group_named,
    the_municipality,
)
from knowledge.settings import describe_faults
from knowledge.staff import end_login

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
# A name is what people are shown and what is looked for: never empty, and within the tables' room.
_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Address = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]


@dataclass(frozen=True, config=_STRICT)
class MunicipalityFacts:
    """[municipality]: the town's own details, as they stand in every signature."""

    name: _Name
    address: str = ""
    phone: str = ""
    email: str = ""
    web: str = ""


@dataclass(frozen=True, config=_STRICT)
class HoursFacts:
    """[[departments.hours]]: weekdays (0 Monday .. 6 Sunday) with a span, or a day that differs."""

    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...] = ()
    day: date | None = None
    opens: time | None = None
    closes: time | None = None
    label: str = ""


@dataclass(frozen=True, config=_STRICT)
class GroupFacts:
    """[[departments.groups]]: manager and members are staff members' addresses."""

    name: _Name
    email: str = ""
    manager: str = ""
    members: tuple[str, ...] = ()
    first_line: bool = False
    sensitive: bool = False


@dataclass(frozen=True, config=_STRICT)
class DepartmentFacts:
    """[[departments]]: `confidential` where it is secret who has a case there."""

    name: _Name
    unit: str = ""
    responsible: str = ""
    email: str = ""
    phone: str = ""
    phone_hours: str = ""
    visiting_address: str = ""
    web: str = ""
    confidential: bool = False
    answer_within_days: int = Field(default=DEFAULT_ANSWER_WITHIN_DAYS, ge=1, le=60)
    alarm_after_days: int = Field(default=DEFAULT_ALARM_AFTER_DAYS, ge=1, le=90)
    groups: tuple[GroupFacts, ...] = ()
    hours: tuple[HoursFacts, ...] = ()


@dataclass(frozen=True, config=_STRICT)
class StaffFacts:
    """[[staff]]: `active = false` ends the login, true opens it, and without a word it stays as it is."""

    name: _Name
    email: _Address
    title: str = ""
    phone: str = ""
    department: str = ""
    roles: tuple[Role, ...] = (Role.HANDLER,)
    active: bool | None = None


@dataclass(frozen=True, config=_STRICT)
class OrganisationFacts:
    """The whole file."""

    municipality: MunicipalityFacts
    departments: tuple[DepartmentFacts, ...] = ()
    staff: tuple[StaffFacts, ...] = ()


def check_address(email: str) -> None:
    """Raises OrganisationError for what cannot be a staff member's address, by the file's own rule."""
    try:
        TypeAdapter(_Address).validate_python(email.strip())
    except ValidationError as error:
        raise OrganisationError(f"{email} is no e-mail address") from error


def read_organisation(path: Path) -> OrganisationFacts:
    """The file as values. Raises OrganisationError, naming the place, when something in it cannot be true."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        facts = TypeAdapter(OrganisationFacts).validate_python(table)
    except OSError as error:
        raise OrganisationError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OrganisationError(f"{path} is not valid TOML: {error}") from error
    except ValidationError as error:
        raise OrganisationError(f"{path}: {describe_faults(error)}") from error
    _check_names(facts, path)
    _check_hours(facts, path)
    return facts


def write_organisation(session: Session, facts: OrganisationFacts, now: datetime) -> None:
    """Put the organisation in the tables; doing it twice changes nothing, and nobody is taken away.

    What it changes stands in the audit log: a file may overwrite what an administrator has decided on a page.
    """
    before = organisation_now(session)
    _write(session, facts)
    audit_since(session, before, now)


def _write(session: Session, facts: OrganisationFacts) -> None:
    town = the_municipality(session)
    town.name, town.address = facts.municipality.name, facts.municipality.address
    town.phone, town.email, town.web = facts.municipality.phone, facts.municipality.email, facts.municipality.web
    departments = {department.name: _department(session, department) for department in facts.departments}
    staff = {member.email.lower(): _staff(session, member, departments) for member in facts.staff}
    session.flush()
    for department in facts.departments:
        for group in department.groups:
            _group(departments[department.name], group, staff)
    session.flush()


def _check_names(facts: OrganisationFacts, path: Path) -> None:
    """Every address and department that is pointed to must exist in the file, and each only once."""
    _refuse_twice(path, "departments", (department.name for department in facts.departments))
    _refuse_twice(path, "staff", (member.email for member in facts.staff))
    addresses = {member.email.lower() for member in facts.staff}
    names = {department.name for department in facts.departments}
    for member in facts.staff:
        if member.department and member.department not in names:
            raise OrganisationError(f"{path}: staff {member.email}: unknown department {member.department}")
    for department in facts.departments:
        _refuse_twice(path, f"department {department.name}: groups", (group.name for group in department.groups))
        for group in department.groups:
            for address in (*group.members, *([group.manager] if group.manager else [])):
                if address.lower() not in addresses:
                    raise OrganisationError(f"{path}: group {group.name}: no staff member has the address {address}")


def _refuse_twice(path: Path, where: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise OrganisationError(f"{path}: {where}: {name} is there twice")
        seen.add(name.casefold())


def _check_hours(facts: OrganisationFacts, path: Path) -> None:
    """Hours that say nothing, or that no clock can follow, would leave an office closed in silence."""
    for department in facts.departments:
        for hours in department.hours:
            if not hours.weekdays and hours.day is None:
                raise OrganisationError(f"{path}: department {department.name}: hours without weekdays or a day")
            if (hours.opens is None) != (hours.closes is None) or (hours.weekdays and hours.opens is None):
                raise OrganisationError(f"{path}: department {department.name}: hours need both opens and closes")
            if hours.opens and hours.closes and hours.opens >= hours.closes:
                raise OrganisationError(f"{path}: department {department.name}: hours must open before they close")


def _department(session: Session, facts: DepartmentFacts) -> Department:
    department = department_named(session, facts.name)
    if department is None:
        department = Department(name=facts.name)
        session.add(department)
    for field in ("unit", "responsible", "email", "phone", "phone_hours", "visiting_address", "web"):
        setattr(department, field, getattr(facts, field) or getattr(department, field) or "")
    department.confidential = facts.confidential
    promise = department.promise or ServicePromise()
    promise.answer_within_days, promise.alarm_after_days = facts.answer_within_days, facts.alarm_after_days
    department.promise = promise
    if facts.hours:
        department.hours = [row for hours in facts.hours for row in _hours(hours)]
    session.flush()
    return department


def _hours(facts: HoursFacts) -> list[OpeningRow]:
    if facts.day is not None:
        return [OpeningRow(day=facts.day, opens=facts.opens, closes=facts.closes, label=facts.label)]
    return [
        OpeningRow(weekday=weekday, opens=facts.opens, closes=facts.closes, label=facts.label)
        for weekday in facts.weekdays
    ]


def _staff(session: Session, facts: StaffFacts, departments: dict[str, Department]) -> StaffMember:
    email = facts.email.strip().lower()
    member = session.scalar(select(StaffMember).where(StaffMember.email == email))
    if member is None:
        member = StaffMember(email=email)
        session.add(member)
    member.name, member.title, member.phone = facts.name, facts.title, facts.phone
    member.department = departments.get(facts.department)
    kept = {row.role: row for row in member.role_rows}
    member.role_rows = [kept.get(role) or StaffRole(role=role) for role in dict.fromkeys(facts.roles)]
    if facts.active:
        member.active = True
    elif facts.active is False and member.active is not False:
        end_login(member)
    return member


def _group(department: Department, facts: GroupFacts, staff: dict[str, StaffMember]) -> None:
    group = group_named(department, facts.name)
    if group is None:
        group = ResponseGroup(name=facts.name)
        department.groups.append(group)
    group.email = (facts.email or group.email or "").lower()
    group.first_line, group.sensitive = facts.first_line, facts.sensitive
    group.manager = staff.get(facts.manager.lower())
    group.members = [staff[address.lower()] for address in facts.members]
