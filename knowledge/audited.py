"""What the audit log keeps of each thing in the organisation, as plain values that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from knowledge.audit import Values, What, audit
from knowledge.organisation import (
    DEFAULT_ALARM_AFTER_DAYS,
    DEFAULT_ANSWER_WITHIN_DAYS,
    Department,
    Municipality,
    OpeningRow,
    ResponseGroup,
    StaffMember,
    the_municipality,
)

TOWN_FIELDS = ("name", "address", "phone", "email", "web")
# What the municipality has decided for everybody: numbers, and whether residents are asked how the answer was.
TOWN_CHOICES = ("review_grace_days", "answer_limit_1", "answer_limit_2", "survey_by_page", "survey_by_mail")
DEPARTMENT_FIELDS = (
    "name",
    "unit",
    "responsible",
    "manager_name",
    "email",
    "phone",
    "phone_hours",
    "visiting_address",
    "web",
    "confidential",
    "two_to_publish",
)
GROUP_FIELDS = ("name", "email", "first_line", "sensitive")
# The key of a weekday's hours, Monday first; an exception's key is its date.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# What stands for a day without hours.
CLOSED = "stängt"


@dataclass(frozen=True)
class Described:
    """One thing as it stood at a moment: what people call it, and its values."""

    subject: str
    values: Values


_DEPARTMENTS = select(Department).options(selectinload(Department.promise), selectinload(Department.hours))
_GROUPS = select(ResponseGroup).options(
    selectinload(ResponseGroup.department), selectinload(ResponseGroup.manager), selectinload(ResponseGroup.members)
)
_STAFF = select(StaffMember).options(selectinload(StaffMember.department), selectinload(StaffMember.role_rows))
Organisation = Mapping[tuple[What, int], Described]


def town_values(town: Municipality) -> Values:
    """The municipality's own details and choices."""
    details: Values = {field: getattr(town, field) or "" for field in TOWN_FIELDS}
    return {**details, **{field: getattr(town, field) for field in TOWN_CHOICES}}


def department_values(department: Department) -> Values:
    """A department's details and its promise (working days); one without a promise has the usual one."""
    promise = department.promise
    return {
        **{field: getattr(department, field) or "" for field in DEPARTMENT_FIELDS},
        "confidential": bool(department.confidential),
        "two_to_publish": bool(department.two_to_publish),
        "answer_within_days": promise.answer_within_days if promise else DEFAULT_ANSWER_WITHIN_DAYS,
        "alarm_after_days": promise.alarm_after_days if promise else DEFAULT_ALARM_AFTER_DAYS,
    }


def hours_values(rows: Iterable[OpeningRow]) -> Values:
    """Opening hours by weekday and by date: "08.00–12.00, 13.00–16.00", or "stängt" with the reason after it."""
    spans: dict[str, list[tuple[time, time]]] = {}
    labels: dict[str, str] = {}
    for row in rows:
        key = row.day.isoformat() if row.day is not None else WEEKDAYS[row.weekday or 0]
        open_for = [(row.opens, row.closes)] if row.opens is not None and row.closes is not None else []
        spans.setdefault(key, []).extend(open_for)
        labels[key] = labels.get(key) or row.label
    return {key: _told(spans[key], labels[key]) for key in spans}


def span_text(spans: Iterable[tuple[time, time]]) -> str:
    """Spans in their order as Swedes write them: "08.00–12.00, 13.00–16.00"; "" for none."""
    return ", ".join(f"{opens:%H.%M}–{closes:%H.%M}" for opens, closes in sorted(spans))


def group_values(group: ResponseGroup) -> Values:
    """A response group with the addresses of its manager and members."""
    return {
        **{field: getattr(group, field) or "" for field in GROUP_FIELDS},
        "first_line": bool(group.first_line),
        "sensitive": bool(group.sensitive),
        "department": group.department.name,
        "manager": group.manager.email if group.manager else "",
        "members": ", ".join(sorted(member.email for member in group.members)),
    }


def staff_values(member: StaffMember) -> Values:
    """A staff member as an organisation file describes one; never a password or anything made from it."""
    return {
        "name": member.name,
        "email": member.email,
        "title": member.title or "",
        "phone": member.phone or "",
        "department": member.department.name if member.department else "",
        "roles": ", ".join(sorted(role.value for role in member.roles)),
        "active": bool(member.active),
    }


def group_subject(group: ResponseGroup) -> str:
    """What people call a group: "Förskola: Placering"."""
    return f"{group.department.name}: {group.name}"


def organisation_now(session: Session) -> Organisation:
    """The whole organisation, to be compared with itself after a file has been read into it."""
    town = the_municipality(session)
    found = {(What.MUNICIPALITY, town.id): Described(town.name, town_values(town))}
    for department in session.scalars(_DEPARTMENTS):
        found[What.DEPARTMENT, department.id] = Described(department.name, department_values(department))
        found[What.OPENING_HOURS, department.id] = Described(department.name, hours_values(department.hours))
    for group in session.scalars(_GROUPS):
        found[What.GROUP, group.id] = Described(group_subject(group), group_values(group))
    for member in session.scalars(_STAFF):
        found[What.STAFF, member.id] = Described(member.name, staff_values(member))
    return found


def audit_since(session: Session, before: Organisation, now: datetime) -> None:
    """Write down whatever differs from before; by nobody, since a file knows no staff member."""
    for (what, about_id), after in organisation_now(session).items():
        had = before.get((what, about_id))
        audit(session, what, after.subject, had.values if had else {}, after.values, None, now, about_id=about_id)


def _told(spans: list[tuple[time, time]], label: str) -> str:
    return " ".join(filter(None, (span_text(spans) or CLOSED, f"({label})" if label else "")))
