"""How complete the sender of an answer is, and whether it says more than the bare answer (facts/municipality.md 2)."""

from __future__ import annotations

import enum
import re

_MORE = re.compile(r"https?://|www\.|[\w.+-]+@[\w-]+\.\w|(?:\+46|\b0)[\d][\d\s-]{5,}\d")


class SenderGrade(enum.Enum):
    """The surveyor's four grades of a sender (Krokom 2015)."""

    COMPLETE = "complete"
    NAME_PHONE = "name_phone"
    NAME_DEPARTMENT = "name_department"
    OTHER = "other"


def sender_grade(name: str, title: str, department: str, municipality: str, phone: str) -> SenderGrade:
    """The grade of a signature with these parts, "" for one that is not there."""
    if name and (title or department) and municipality and phone:
        return SenderGrade.COMPLETE
    if name and phone:
        return SenderGrade.NAME_PHONE
    return SenderGrade.NAME_DEPARTMENT if name and (department or title) else SenderGrade.OTHER


def says_more(text: str) -> bool:
    """Whether a text has a link, an address or a phone number to go on with."""
    return _MORE.search(text) is not None
