"""Checklists become entries: a plan first (added, changed, unchanged, missing), then carried out."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from knowledge import curation
from knowledge.checklists.rows import Checklist, ChecklistHead, ChecklistRow, Fault, Place
from knowledge.content import Content, content_of, iso_day
from knowledge.entries import Entry, EntryStatus, Link, Phrasing
from knowledge.limits import fitting_head, row_faults
from knowledge.organisation import Department, ResponseGroup, department_named, group_named, the_municipality

# A file's name may be longer than what it is kept in.
_LONGEST_REASON, _LONGEST_NAME = 300, 200


class Change(enum.Enum):
    """What an import does with one row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PlannedRow:
    """One row and what becomes of it; `entry` is the one it was imported as before."""

    change: Change
    number: str
    row: ChecklistRow
    department: Department
    entry: Entry | None


@dataclass(frozen=True)
class Plan:
    """What importing a checklist would do. `missing` are numbers that came from this document but left it."""

    document: str
    rows: tuple[PlannedRow, ...]
    missing: tuple[str, ...]
    faults: tuple[Fault, ...]

    def count(self, change: Change) -> int:
        """How many rows this happens to."""
        return sum(planned.change is change for planned in self.rows)


def plan(session: Session, checklist: Checklist) -> Plan:
    """Compare a checklist with the entries. Creates or completes its department, which every row needs."""
    head, head_faults = fitting_head(checklist.head, checklist.document)
    faults = [*checklist.faults, *head_faults]
    if not checklist.rows and not head.department:
        # A document that could not be read says nothing of any department.
        return Plan(checklist.document, (), (), tuple(faults))
    department = _complete_department(session, head, checklist.document)
    if not head.department:
        faults.append(_no_department(checklist, department))
    rows = _sound_rows(session, checklist.rows, department, faults)
    missing = _missing(session, checklist, department, {planned.number for planned in rows})
    return Plan(checklist.document, tuple(rows), missing, tuple(faults))


def carry_out(session: Session, plan: Plan, now: datetime, *, publish: bool) -> None:
    """Do what the plan says. Without `publish` new rows are drafts and changed ones wait for review."""
    for planned in plan.rows:
        entry = planned.entry
        if planned.change is not Change.UNCHANGED:
            entry = _write(session, planned, now)
            curation.save(session, entry, f"importerad från {plan.document}"[:_LONGEST_REASON], now)
        if publish and entry is not None and entry.status in (EntryStatus.DRAFT, EntryStatus.REVIEW):
            curation.publish(session, entry, now)


def _sound_rows(
    session: Session, rows: Sequence[ChecklistRow], department: Department, faults: list[Fault]
) -> list[PlannedRow]:
    """The rows that can be imported; the reasons why others cannot are added to `faults`."""
    known = _known_entries(session, [_number(row, department) for row in rows])
    planned: dict[str, PlannedRow] = {}
    for row in rows:
        number = _number(row, department)
        entry = known.get(number)
        found = [*row_faults(row), *_taken(row, number, department, entry, planned.get(number))]
        faults.extend(found)
        if not found:
            change = _change(session, row, number, department, entry)
            planned[number] = PlannedRow(change, number, row, department, entry)
    return list(planned.values())


def _taken(
    row: ChecklistRow, number: str, department: Department, entry: Entry | None, earlier: PlannedRow | None
) -> list[Fault]:
    """Why the row cannot have its number, if another department or an earlier row has it."""
    if earlier is not None:
        what = f"Numret {number}" if row.number else "Samma fråga"
        return [Fault(row.place, f"{what} finns redan i {earlier.row.place.where}.")]
    if entry is not None and entry.department_id != department.id:
        return [Fault(row.place, f"Numret {number} används redan av {entry.department.name}.")]
    return []


def _change(session: Session, row: ChecklistRow, number: str, department: Department, entry: Entry | None) -> Change:
    if entry is None:
        return Change.ADDED
    group = _group(session, department, row.group)
    same = content_of(entry) == _content(row, number, department, group, entry)
    return Change.UNCHANGED if same else Change.CHANGED


def _content(
    row: ChecklistRow, number: str, department: Department, group: ResponseGroup | None, entry: Entry
) -> Content:
    """The row in the shape of content.content_of; what a checklist has no column for stays as it is."""
    return {
        **content_of(entry),
        "number": number,
        "subject": row.subject,
        "question": row.question,
        "phrasings": list(row.phrasings),
        "answer": row.answer,
        "links": [[link.label, link.url] for link in row.links],
        "keywords": list(row.keywords),
        "ask_resident": row.ask_resident,
        "hand_over_when": row.hand_over_when,
        "internal": row.internal,
        "audience": row.audience.value,
        "reviewed": iso_day(row.reviewed),
        "review_due": iso_day(row.review_due),
        "valid_from": iso_day(row.valid_from),
        "valid_to": iso_day(row.valid_to),
        "department": department.name,
        "group": group.name if group else "",
    }


def _write(session: Session, planned: PlannedRow, now: datetime) -> Entry:
    row = planned.row
    entry = planned.entry or Entry(status=EntryStatus.DRAFT, number=planned.number)
    if entry.status is EntryStatus.PUBLISHED:
        # What nobody has approved in its new form may not be said.
        entry.status = EntryStatus.REVIEW
    entry.department = planned.department
    entry.group = _group(session, planned.department, row.group)
    entry.subject, entry.question, entry.answer = row.subject, row.question, row.answer
    entry.keywords = list(row.keywords)
    entry.ask_resident, entry.hand_over_when, entry.internal = row.ask_resident, row.hand_over_when, row.internal
    entry.audience = row.audience
    entry.reviewed, entry.review_due = row.reviewed, row.review_due
    entry.valid_from, entry.valid_to = row.valid_from, row.valid_to
    entry.source_document, entry.source_place, entry.imported_at = row.place.document, row.place.where, now
    entry.phrasings = [Phrasing(position=place, text=text) for place, text in enumerate(row.phrasings)]
    entry.links = [Link(position=place, label=link.label, url=link.url) for place, link in enumerate(row.links)]
    return entry


def _number(row: ChecklistRow, department: Department) -> str:
    """The row's number, or one made of its question, so that the same row is known again next time."""
    if row.number:
        return row.number
    digest = hashlib.sha256(f"{department.name}\n{row.question}".lower().encode()).hexdigest()
    return f"auto-{digest[:12]}"


def _known_entries(session: Session, numbers: Sequence[str]) -> dict[str, Entry]:
    found = session.scalars(
        select(Entry).where(Entry.number.in_(numbers)).options(selectinload(Entry.phrasings), selectinload(Entry.links))
    )
    return {entry.number: entry for entry in found}


def _missing(session: Session, checklist: Checklist, department: Department, kept: set[str]) -> tuple[str, ...]:
    numbers = session.scalars(
        select(Entry.number)
        .where(
            Entry.department_id == department.id,
            Entry.source_document == checklist.document,
            Entry.status != EntryStatus.ARCHIVED,
        )
        .order_by(Entry.number)
    )
    return tuple(number for number in numbers if number not in kept)


def _complete_department(session: Session, head: ChecklistHead, document: str) -> Department:
    """The checklist's department, made or filled in from its head; what is already known is not overwritten."""
    name = head.department or _name_from(document)
    department = department_named(session, name)
    if department is None:
        department = Department(name=name)
        session.add(department)
        session.flush()
    town = the_municipality(session)
    town.name = town.name or head.municipality
    for field in ("unit", "responsible", "email", "phone", "phone_hours", "visiting_address"):
        setattr(department, field, getattr(department, field) or getattr(head, field))
    department.manager_name = department.manager_name or head.manager
    _complete_group(session, department, head)
    session.flush()
    return department


def _complete_group(session: Session, department: Department, head: ChecklistHead) -> None:
    """The head's group; a head without one means the group that is there, or one named as the department."""
    name = head.group or (department.groups[0].name if department.groups else department.name)
    group = group_named(department, name)
    if group is None:
        group = _add_group(session, department, name, email="")
    elif head.group_email and group is not department.groups[0] and group.email == department.groups[0].email:
        # Made for a row that named it, it has borrowed the first group's address until a document gives its own.
        group.email = ""
    group.email = group.email or (head.group_email or head.email).lower()


def _group(session: Session, department: Department, name: str) -> ResponseGroup | None:
    """The department's group of this name, made at first need; its mail goes where the first group's goes."""
    first = department.groups[0] if department.groups else None
    if not name.strip():
        return first
    known = group_named(department, name)
    return known or _add_group(session, department, name, email=first.email if first else "")


def _add_group(session: Session, department: Department, name: str, email: str) -> ResponseGroup:
    group = ResponseGroup(name=name.strip(), email=email)
    department.groups.append(group)
    session.flush()
    return group


def _name_from(document: str) -> str:
    """The department's name by the document's: "Checklista Bygglov.docx" is Bygglov's."""
    stem = PurePath(document).stem.strip()[:_LONGEST_NAME]
    return stem.removeprefix("Checklista").strip(" -_") or stem


def _no_department(checklist: Checklist, department: Department) -> Fault:
    reason = f"Förvaltning saknas i dokumentets huvud. Raderna lades under {department.name}, efter filens namn."
    return Fault(Place(checklist.document, "huvudet"), reason)
