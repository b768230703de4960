"""A small town for tests: departments, people and published entries, made in a line each."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from knowledge.audience import Audience
from knowledge.curation import publish
from knowledge.entries import Entry, Link, Phrasing
from knowledge.organisation import (
    Department,
    ResponseGroup,
    Role,
    ServicePromise,
    StaffMember,
    StaffRole,
    department_named,
    the_municipality,
)

THEN = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def add_department(
    session: Session, name: str = "Förskola", *, group: str = "Placering", **facts: object
) -> Department:
    """A department with one response group, its mailbox and the usual promise (2 and 3 working days)."""
    local = name.lower().replace(" ", "-").translate(str.maketrans("åäö", "aao"))
    department = Department(
        name=name,
        email=f"{local}@prov.example",
        phone="0980-319 210",
        phone_hours="måndag-fredag 9.00-12.00",
        promise=ServicePromise(answer_within_days=2, alarm_after_days=3),
        groups=[ResponseGroup(name=group, email=f"{local}.svar@prov.example")],
        **facts,
    )
    session.add(department)
    session.flush()
    return department


def add_entry(session: Session, department: Department, question: str, **facts: object) -> Entry:
    """A published entry of the department."""
    given = {
        "number": f"P-{question[:40]}",
        "subject": "Plats",
        "answer": "Gör det i e-tjänsten.",
        "keywords": [],
        "audience": Audience.EVERYONE,
        **facts,
    }
    phrasings = given.pop("phrasings", ())
    links = given.pop("links", ())
    entry = Entry(question=question, department=department, group=department.groups[0], **given)
    entry.phrasings = [Phrasing(position=place, text=text) for place, text in enumerate(phrasings)]
    entry.links = [Link(position=place, label=label, url=url) for place, (label, url) in enumerate(links)]
    entry.updated_at = THEN
    session.add(entry)
    publish(session, entry, THEN)
    return entry


def add_staff(session: Session, name: str, *roles: Role, groups: tuple[ResponseGroup, ...] = ()) -> StaffMember:
    """A staff member with these roles, in these groups."""
    member = StaffMember(
        name=name,
        email=f"{name.lower().replace(' ', '.')}@prov.example",
        title="Handläggare",
        phone="0980-319 211",
        role_rows=[StaffRole(role=role) for role in roles],
        groups=list(groups),
    )
    session.add(member)
    session.flush()
    return member


def small_town(session: Session) -> None:
    """Provstads kommun: three departments with a handful of entries that are easy to tell apart."""
    town = the_municipality(session)
    town.name, town.address, town.phone = "Provstads kommun", "Torget 1, 593 00 Provstad", "0980-319 200"
    town.email, town.web = "kommun@prov.example", "https://www.prov.example"
    preschool = add_department(session)
    add_entry(
        session,
        preschool,
        "Hur säger jag upp en förskoleplats?",
        number="FSK-01",
        phrasings=["Säga upp platsen på dagis", "Avsluta barnomsorg"],
        answer="Du säger upp platsen i e-tjänsten. Uppsägningstiden är två månader.",
        links=[("E-tjänst: Säg upp plats", "https://www.prov.example/sag-upp")],
        keywords=["uppsägning", "förskola"],
    )
    add_entry(session, preschool, "Vad kostar en förskoleplats?", number="FSK-02", answer="Högst maxtaxan.")
    add_entry(session, preschool, "När är förskolan stängd på sommaren?", number="FSK-03")
    support = add_department(session, "Individ- och familjeomsorg", group="Ekonomiskt bistånd")
    add_entry(
        session,
        support,
        "Hur ansöker jag om försörjningsstöd?",
        number="IFO-01",
        phrasings=["Söka socialbidrag"],
        keywords=["försörjningsstöd", "ekonomiskt bistånd"],
    )
    add_entry(
        session,
        support,
        "Hur gör jag en orosanmälan om ett barn?",
        number="IFO-02",
        audience=Audience.DEPARTMENT,
        keywords=["orosanmälan"],
    )
    streets = add_department(session, "Gator och park", group="Gatudriften")
    add_entry(session, streets, "När plogas min gata?", number="GAT-01", phrasings=["Snöröjning"], keywords=["snö"])
    add_entry(session, streets, "Hur felanmäler jag trasig gatubelysning?", number="GAT-02", keywords=["lampa"])


def group_of(session: Session, department: str) -> ResponseGroup:
    """The first response group of a department of the small town."""
    found = department_named(session, department)
    assert found is not None, department
    return found.groups[0]
