"""Finds the entry behind an address, and whether its page is shown, gone, or nobody's business."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assistant.chat.forms import without_controls
from knowledge.audience import Audience
from knowledge.entries import Entry, EntryStatus
from knowledge.organisation import Department
from knowledge.worktime import STOCKHOLM

_LONGEST_NUMBER = 60
# A resident may know that these were there; a draft is nobody's business.
_ONCE_SHOWN = (EntryStatus.PUBLISHED, EntryStatus.ARCHIVED)


class Standing(enum.Enum):
    """What an entry's address leads to. HIDDEN looks like an address that there never was."""

    SHOWN = "shown"
    GONE = "gone"
    HIDDEN = "hidden"


def entry_at(session: Session, address: str) -> Entry | None:
    """The entry of "number/question" or of its number alone, with all that its page shows; None when there is none.

    A number may itself hold a slash, so both readings of the address are looked for.
    """
    numbers = [_known(address.rpartition("/")[0]), _known(address)]
    found = session.scalars(
        select(Entry)
        .where(Entry.number.in_([number for number in numbers if number]))
        .options(
            joinedload(Entry.department).options(selectinload(Department.hours), selectinload(Department.groups)),
            joinedload(Entry.group),
            selectinload(Entry.links),
        )
    )
    by_number = {entry.number: entry for entry in found}
    return next((by_number[number] for number in numbers if number in by_number), None)


def standing(entry: Entry, now: datetime) -> Standing:
    """Whether everyone may read the entry at `now`, might once, or may not."""
    day = now.astimezone(STOCKHOLM).date()
    if entry.audience is not Audience.EVERYONE or entry.status not in _ONCE_SHOWN:
        return Standing.HIDDEN
    if entry.status is EntryStatus.ARCHIVED or (entry.valid_to is not None and entry.valid_to < day):
        return Standing.GONE
    return Standing.SHOWN if entry.valid_from is None or entry.valid_from <= day else Standing.HIDDEN


def _known(number: str) -> str:
    """The number as a column can hold it; "" for what no entry can be called."""
    return number if without_controls(number) == number and len(number) <= _LONGEST_NUMBER else ""
