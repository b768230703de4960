"""How complete the sender of an answer is, and whether it says more than the bare answer (facts/municipality.md 2)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from knowledge.organisation import Department, Municipality, StaffMember

_MORE = re.compile(r"https?://|www\.|[\w.+-]+@[\w-]+\.\w|(?:\+46[\s-]?\d|\b0\d)[\d\s-]{5,}\d")


class SenderGrade(enum.Enum):
    """The surveyor's four grades of a sender (Krokom 2015)."""

    COMPLETE = "complete"
    NAME_PHONE = "name_phone"
    NAME_DEPARTMENT = "name_department"
    OTHER = "other"


@dataclass(frozen=True)
class Signature:
    """What a letter says of who sent it, as far as it is graded; "" for what it does not say."""

    person: str
    title: str
    department: str
    municipality: str
    phone: str


def signature_of(
    town: Municipality, staff: StaffMember | None, department: Department | None, *, secret: bool = False
) -> Signature:
    """What may be said of the sender: of a confidential case only the person's name and the town's own number.

    A title, a department or a direct number would tell what the case is about.
    """
    known = None if secret else department
    direct = staff.phone if staff and not secret else ""
    return Signature(
        person=staff.name if staff else "",
        title=staff.title if staff and not secret else "",
        department=known.name if known else "",
        municipality=town.name,
        phone=direct or (known.phone if known else "") or town.phone,
    )


def sender_grade(sender: Signature) -> SenderGrade:
    """The grade of a signature."""
    place = sender.title or sender.department
    if sender.person and place and sender.municipality and sender.phone:
        return SenderGrade.COMPLETE
    if sender.person and sender.phone:
        return SenderGrade.NAME_PHONE
    return SenderGrade.NAME_DEPARTMENT if sender.person and place else SenderGrade.OTHER


def says_more(text: str) -> bool:
    """Whether a text has a link, an address or a phone number to go on with."""
    return _MORE.search(text) is not None
