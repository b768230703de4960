"""A checklist's head makes or completes its department and group, and overwrites nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from assistant.services import Services
from knowledge.checklists.rows import Checklist, ChecklistHead, Fault, Place
from knowledge.organisation import Department, Municipality, ResponseGroup, department_named
from tests.factories import add_department
from tests.knowledge.elder_care import CHECKLIST, DOCUMENT, HEAD, MEALS, bring_in, changes, counted, entry, row


def test_the_head_makes_department_and_group(services: Services) -> None:
    """A town's checklists alone make a working town: who answers, where, and the group's mailbox."""
    bring_in(services, CHECKLIST)
    with services.database.reading() as session:
        made = session.scalars(select(Department)).one()
        for field in ("unit", "responsible", "email", "phone", "phone_hours", "visiting_address"):
            assert getattr(made, field) == getattr(HEAD, field), field
        assert (made.name, made.manager_name) == ("Äldreomsorg", "Lena Lind")
        assert [(group.name, group.email) for group in made.groups] == [
            ("Biståndet", "bistand@prov.example"),
            ("Trygghetslarm", "bistand@prov.example"),
        ]
        assert entry(session, "Ä-2").group is made.groups[0]
        assert session.scalars(select(Municipality.name)).one() == "Provstads kommun"


def test_the_head_overwrites_nothing(services: Services) -> None:
    """What the organisation already says stays, and what it does not say is filled in; its own group is used."""
    with services.database.transaction() as session:
        known = add_department(session, "Äldreomsorg", group="BISTÅNDET")
        known.phone_hours = ""
    bring_in(services, CHECKLIST)
    with services.database.reading() as session:
        known = session.scalars(select(Department)).one()
        assert (known.phone, known.email) == ("0980-319 210", "aldreomsorg@prov.example")
        assert (known.phone_hours, known.unit) == (HEAD.phone_hours, HEAD.unit)
        assert (known.groups[0].name, known.groups[0].email) == ("BISTÅNDET", "aldreomsorg.svar@prov.example")


@pytest.mark.parametrize("name", ["äldreomsorg", "ÄLDREOMSORG", " Äldreomsorg "])
def test_a_department_is_known_in_any_capitals(services: Services, name: str) -> None:
    """Å, Ä and Ö too, which SQLite's own lower() leaves as they are."""
    bring_in(services, CHECKLIST)
    bring_in(services, replace(CHECKLIST, head=replace(HEAD, department=name, group="BISTÅNDET")))
    with services.database.reading() as session:
        assert (counted(session, Department), counted(session, ResponseGroup)) == (1, 2)
        assert department_named(session, name) is not None


def test_a_head_without_a_group_uses_the_one_there_is(services: Services) -> None:
    """No group of the department's own name is made beside the organisation's; without any, one is."""
    with services.database.transaction() as session:
        add_department(session, "Äldreomsorg", group="Biståndet")
    silent = replace(HEAD, group="", group_email="")
    bring_in(services, Checklist(DOCUMENT, silent, (MEALS,)))
    bring_in(services, Checklist("b.csv", replace(silent, department="Bad"), (row("När öppnar badet?"),)))
    with services.database.reading() as session:
        groups = session.scalars(select(ResponseGroup).order_by(ResponseGroup.id)).all()
        assert [(group.department.name, group.name) for group in groups] == [
            ("Äldreomsorg", "Biståndet"),
            ("Bad", "Bad"),
        ]
        assert groups[1].email == "aldre@prov.example"


def test_a_second_documents_group_has_its_own_mailbox(services: Services) -> None:
    """Two documents of one department, two groups: each gets its own questions, also if a row named it before."""
    bring_in(services, CHECKLIST)
    for name in ("Trygghetslarm", "Anhörigstödet"):
        head = replace(HEAD, group=name, group_email=f"{name[:3]}@prov.example")
        bring_in(services, Checklist(f"{name}.csv", head, (row(f"Hur når jag {name}?"),)))
    with services.database.reading() as session:
        found = {group.name: group.email for group in session.scalars(select(ResponseGroup))}
        assert found == {
            "Biståndet": "bistand@prov.example",
            "Trygghetslarm": "try@prov.example",
            "Anhörigstödet": "anh@prov.example",
        }


def test_without_a_department_the_file_names_it(services: Services) -> None:
    """The rows are imported under the file's name, and the fault says so."""
    planned = bring_in(services, Checklist("Checklista - Bygglov.csv", ChecklistHead(), (MEALS,)))
    assert changes(planned) == {"added": 1}
    assert len(planned.faults) == 1
    assert "Förvaltning saknas" in planned.faults[0].reason
    assert planned.faults[0].place == Place("Checklista - Bygglov.csv", "huvudet")
    with services.database.reading() as session:
        assert session.scalars(select(Department.name)).all() == ["Bygglov"]


def test_an_unreadable_document_makes_no_department(services: Services) -> None:
    """A picture among the checklists is a fault; no department called "bild" is shown to anybody."""
    fault = Fault(Place("bild.png", "hela dokumentet"), "Filtypen läses inte.")
    planned = bring_in(services, Checklist("bild.png", faults=(fault,)))
    assert (planned.faults, planned.rows, planned.missing) == ((fault,), (), ())
    with services.database.reading() as session:
        assert counted(session, Department) == counted(session, Municipality) == 0
