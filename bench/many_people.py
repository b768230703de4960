"""Who a large made-up town is: departments with their share of the contacts, groups and staff."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from admin.access.passwords import set_password
from knowledge.organisation import (
    Department,
    GroupMember,
    ResponseGroup,
    Role,
    ServicePromise,
    StaffMember,
    StaffRole,
    the_municipality,
)

PASSWORD = "en bänk som mäter länge"  # noqa: S105 - of a town that is gone when the figures are printed
# Share of the contacts (facts/municipality.md 7, put together by department), and how many groups answer.
_DEPARTMENTS = {
    "Kontaktcenter": (0, 1),
    "Individ- och familjeomsorg": (155, 4),
    "Gator och parkering": (90, 3),
    "Ekonomi och fakturor": (51, 2),
    "Äldreomsorg": (48, 3),
    "Avfall och vatten": (69, 2),
    "Barnomsorg": (41, 2),
    "Grundskola": (70, 4),
    "Kultur och fritid": (30, 2),
    "Personal": (24, 1),
    "Räddningstjänst": (22, 1),
    "Överförmyndare": (20, 1),
    "Bygglov": (20, 1),
    "Funktionsstöd": (18, 2),
    "Konsument": (16, 1),
    "Miljö och hälsa": (6, 1),
}
_SECRET = {"Individ- och familjeomsorg", "Överförmyndare"}
_GUIDES, _HANDLERS_A_GROUP = 25, 6


@dataclass(frozen=True)
class Group:
    """One response group with its weight among those that cases are handed to."""

    id: int
    department: int
    weight: float
    confidential: bool
    members: Sequence[int]


@dataclass(frozen=True)
class People:
    """The ids of what was made. `first_line` is the contact centre's group, whose members are the guides."""

    groups: Sequence[Group]
    first_line: Group
    emails: dict[int, str]
    administrator: int
    managers: Sequence[int]


def write_people(session: Session) -> People:
    """Departments, groups, handlers, guides, a manager of each department, one administrator; all with PASSWORD."""
    the_municipality(session).name = "Storköpings kommun"
    emails: dict[int, str] = {}
    # Hashing takes long by intention: they share one.
    pattern = StaffMember()
    set_password(pattern, PASSWORD)
    login = {"password_hash": pattern.password_hash, "session_stamp": pattern.session_stamp}

    def person(name: str, *roles: Role, department: int | None) -> int:
        number = len(emails) + 1
        emails[number] = f"person{number}@stad.example"
        facts = {"id": number, "name": name, "email": emails[number], "department_id": department}
        session.execute(insert(StaffMember).values(**facts, **login))
        session.execute(insert(StaffRole), [{"staff_id": number, "role": role} for role in roles])
        return number

    groups, managers = [], []
    for place, (name, (share, count)) in enumerate(_DEPARTMENTS.items(), 1):
        session.add(Department(id=place, name=name, confidential=name in _SECRET, promise=ServicePromise()))
        session.flush()
        managers.append(person(f"Chef {name}", Role.MANAGER, department=place))
        for turn in range(count):
            first_line = not share
            group = ResponseGroup(department_id=place, name=f"Grupp {turn + 1}", first_line=first_line)
            group.manager_id, group.email = managers[-1], f"grupp{place}.{turn}@stad.example"
            session.add(group)
            session.flush()
            role, size = (Role.FIRST_LINE, _GUIDES) if first_line else (Role.HANDLER, _HANDLERS_A_GROUP)
            members = [person(f"{name} {turn}.{who}", role, department=place) for who in range(size)]
            session.execute(insert(GroupMember), [{"group_id": group.id, "staff_id": one} for one in members])
            # The first group of a department has the most of its cases, the last very few.
            weight = share / 2**turn if turn + 1 < count or count == 1 else share / 40
            groups.append(Group(group.id, place, weight, name in _SECRET, members))
    return People(groups[1:], groups[0], emails, person("Ansvarig", Role.ADMINISTRATOR, department=None), managers)


def logged_in(app: Flask, email: str) -> FlaskClient:
    """One of them in front of the staff's pages."""
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/logga-in").text)
    assert token, "the login page has a form"
    answer = client.post("/logga-in", data={"csrf_token": token[1], "email": email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client
