"""How long a checklist's texts may be: what the tables have room for on every database."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from sqlalchemy import String
from sqlalchemy.orm import InstrumentedAttribute

from knowledge.checklists.rows import ChecklistHead, ChecklistRow, Fault, Place
from knowledge.entries import Entry, Link
from knowledge.organisation import Department, Municipality, ResponseGroup

# SQLite keeps any length, PostgreSQL refuses the whole transaction: so the length is checked before both.
_HEAD = {
    "municipality": ("Kommun", Municipality.name),
    "department": ("Förvaltning", Department.name),
    "unit": ("Avdelning", Department.unit),
    "responsible": ("Ansvarig", Department.responsible),
    "email": ("E-post", ResponseGroup.email),
    "phone": ("Telefon", Department.phone),
    "phone_hours": ("Telefontid", Department.phone_hours),
    "visiting_address": ("Besöksadress", Department.visiting_address),
    "group": ("Svarsgrupp", ResponseGroup.name),
    "group_email": ("Svarsgruppens e-post", ResponseGroup.email),
    "manager": ("Chef", Department.manager_name),
}


def fitting_head(head: ChecklistHead, document: str) -> tuple[ChecklistHead, list[Fault]]:
    """The head without what there is no room for, and a fault for each of those."""
    faults = {name: _fault(label, getattr(head, name), column) for name, (label, column) in _HEAD.items()}
    found = {name: Fault(Place(document, "huvudet"), reason) for name, reason in faults.items() if reason}
    return replace(head, **dict.fromkeys(found, "")), list(found.values())


def row_faults(row: ChecklistRow) -> list[Fault]:
    """A fault for each of the row's texts that there is no room for."""
    reasons = [
        _fault("Numret", row.number, Entry.number),
        _fault("Ämnet", row.subject, Entry.subject),
        _fault("Svarsgruppens namn", row.group, ResponseGroup.name),
        *(_fault("Länkens text", link.label, Link.label) for link in row.links),
        *(_fault("Länkens adress", link.url, Link.url) for link in row.links),
    ]
    return [Fault(row.place, reason) for reason in reasons if reason]


def _fault(label: str, text: str, column: InstrumentedAttribute[str]) -> str:
    room = cast("String", column.type).length or 0
    return f"{label} är {len(text)} tecken långt; det får vara högst {room}." if len(text) > room else ""
