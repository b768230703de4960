"""A department's checklist as it stands here, to be written in any form: what is approved, else what is written."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.checklists.writing.cells import Cells, Written, cells_of
from knowledge.content import content_of
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import Department, the_municipality

# Entries read at a time; only their texts stay.
_PORTION = 500


def written_checklist(session: Session, department: Department) -> Written:
    """The department's entries but the archived, by number: the approved text of each that has one, else its draft."""
    return Written(f"Checklista {department.name}", _head(session, department), _rows(session, department))


def _rows(session: Session, department: Department) -> list[Cells]:
    rows: list[Cells] = []
    last = ""
    while portion := _portion(session, department, last):
        rows += [cells_of(content_of(entry)) for entry in portion]
        last = portion[-1].number
        for entry in portion:
            session.expunge(entry)
    return rows


def _portion(session: Session, department: Department, after: str) -> list[Entry]:
    own = (Entry.department_id == department.id, Entry.status != EntryStatus.ARCHIVED, Entry.number > after)
    chosen = select(Entry).where(*own).order_by(Entry.number).limit(_PORTION)
    parts = (joinedload(Entry.group), selectinload(Entry.phrasings), selectinload(Entry.links))
    return list(session.scalars(chosen.options(*parts)))


def _head(session: Session, department: Department) -> list[tuple[str, str]]:
    group = department.groups[0] if department.groups else None
    lines = [
        ("Kommun", the_municipality(session).name),
        ("Förvaltning", department.name),
        ("Avdelning", department.unit),
        ("Ansvarig", department.responsible),
        ("E-post", department.email),
        ("Telefon", department.phone),
        ("Telefontid", department.phone_hours),
        ("Besöksadress", department.visiting_address),
        ("Svarsgrupp", group.name if group else ""),
        ("Svarsgruppens e-post", group.email if group else ""),
        ("Chef", department.manager_name),
    ]
    return [(label, value) for label, value in lines if value]
