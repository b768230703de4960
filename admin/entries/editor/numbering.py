"""A number for a new entry: the next one in the row that its department already uses."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.entries import Entry
from knowledge.organisation import Department

_NUMBERED = re.compile(r"(.*?)(\d{1,6})")
_LONGEST = 60


def next_number(session: Session, department: Department) -> str:
    """The number after the department's highest of the kind that it used last; its own letters where it has none."""
    newest = session.scalar(
        select(Entry.number).where(Entry.department_id == department.id).order_by(Entry.id.desc()).limit(1)
    )
    found = _NUMBERED.fullmatch(newest or "")
    prefix, width = (found[1], len(found[2])) if found else (f"{_letters(department.name)}-", 2)
    begins = Entry.number.startswith(prefix, autoescape=True)
    taken = [_NUMBERED.fullmatch(number) for number in session.scalars(select(Entry.number).where(begins))]
    highest = max((int(one[2]) for one in taken if one and one[1] == prefix), default=0)
    return f"{prefix}{highest + 1:0{width}d}"[:_LONGEST]


def _letters(name: str) -> str:
    """The first three letters of a department's name, in capitals."""
    return "".join(letter for letter in name.upper() if letter.isalpha())[:3] or "NY"
