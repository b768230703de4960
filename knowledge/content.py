"""What an editor can change of an entry, as plain JSON: what drafts and revisions keep and imports compare."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from knowledge.audience import Audience
from knowledge.entries import Entry, Link, Phrasing
from knowledge.errors import UnknownOwner
from knowledge.organisation import department_named, group_named

Content = dict[str, Any]


def content_of(entry: Entry) -> Content:
    """The entry's own row: what is approved once it has been published, what is being written before that."""
    return {
        "number": entry.number,
        "subject": entry.subject,
        "question": entry.question,
        "phrasings": [phrasing.text for phrasing in entry.phrasings],
        "answer": entry.answer,
        "steps": list(entry.steps),
        "e_service": entry.e_service,
        "links": [[link.label, link.url] for link in entry.links],
        "see_also": list(entry.see_also),
        "keywords": list(entry.keywords),
        "ask_resident": entry.ask_resident,
        "hand_over_when": entry.hand_over_when,
        "internal": entry.internal,
        "audience": entry.audience.value,
        "reviewed": iso_day(entry.reviewed),
        "review_due": iso_day(entry.review_due),
        "valid_from": iso_day(entry.valid_from),
        "valid_to": iso_day(entry.valid_to),
        "department": entry.department.name,
        "group": entry.group.name if entry.group else "",
    }


def is_owned(session: Session, content: Content) -> bool:
    """Whether the department and the group that the text names are there."""
    department = department_named(session, content["department"])
    return department is not None and (not content["group"] or group_named(department, content["group"]) is not None)


def differing(before: Content, after: Content) -> tuple[str, ...]:
    """The names of what differs; a key that an older revision does not have yet is as good as empty."""
    return tuple(name for name in after if (before.get(name) or None) != (after[name] or None))


def apply_content(session: Session, entry: Entry, content: Content) -> None:
    """Make the entry's row say this. Raises UnknownOwner where its department or group is no longer there.

    A key that an older revision does not have yet leaves what is there.
    """
    full = {**content_of(entry), **content} if entry.department is not None else content
    department = department_named(session, full["department"])
    if department is None:
        raise UnknownOwner(full["department"])
    group = group_named(department, full["group"]) if full["group"] else None
    if full["group"] and group is None:
        raise UnknownOwner(full["group"])
    entry.department, entry.group = department, group
    fill(entry, full)


def fill(entry: Entry, full: Content) -> None:
    """Make the entry's row say this, but for its department and group, which the caller has looked up."""
    for name in ("number", "subject", "question", "answer", "e_service", "ask_resident", "hand_over_when", "internal"):
        setattr(entry, name, full[name])
    for name in ("steps", "see_also", "keywords"):
        setattr(entry, name, list(full[name]))
    for name in ("reviewed", "review_due", "valid_from", "valid_to"):
        setattr(entry, name, date.fromisoformat(full[name]) if full[name] else None)
    entry.audience = Audience(full["audience"])
    entry.phrasings = [Phrasing(position=place, text=text) for place, text in enumerate(full["phrasings"])]
    entry.links = [Link(position=place, label=label, url=url) for place, (label, url) in enumerate(full["links"])]


def iso_day(day: date | None) -> str | None:
    """A day as a revision keeps it: "2026-05-14"."""
    return day.isoformat() if day else None
