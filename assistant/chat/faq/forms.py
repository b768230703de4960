"""What the FAQ's addresses and forms carry, checked once and turned into values."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.chat.forms import without_controls
from knowledge.remarks import MOST_LETTERS

# A long question is cut here; its first part says what it is about.
_LONGEST_QUERY = 500
_LONGEST_SUBJECT = 200
LARGEST_ID = 2**31 - 1
"""What an integer column holds (PostgreSQL manual 8.1.1)."""


@dataclass(frozen=True)
class Wanted:
    """Which list the address asks for: a search, a department's entries (of one subject), or all departments."""

    query: str = ""
    department_id: int | None = None
    subject: str = ""
    page: int = 1


class RemarkFault(enum.Enum):
    """Why a remark cannot be taken as it is."""

    EMPTY = "empty"
    TOO_LONG = "too_long"


def read_wanted(arguments: Mapping[str, str]) -> Wanted:
    """The list that was asked for; whatever is missing or impossible asks for the first page of everything.

    A department that is no number is 0, which no department has.
    """
    department = arguments.get("forvaltning")
    return Wanted(
        query=line(arguments.get("q", ""), _LONGEST_QUERY),
        department_id=None if department is None else _number(department) or 0,
        subject=line(arguments.get("amne", ""), _LONGEST_SUBJECT),
        page=_number(arguments.get("sida", "")) or 1,
    )


def line(raw: str, longest: int) -> str:
    """One line of typed text, at most so many letters of it."""
    return " ".join(without_controls(raw[: longest * 4]).split())[:longest].strip()


def remark_text(raw: str) -> tuple[str, RemarkFault | None]:
    """A remark as it would be stored, and why it is not; of a far too long one the beginning is kept."""
    text = without_controls(raw).strip()
    if not any(sign.isalnum() for sign in text):
        return text[:MOST_LETTERS], RemarkFault.EMPTY
    if len(text) > MOST_LETTERS:
        return text[:MOST_LETTERS], RemarkFault.TOO_LONG
    return text, None


def _number(raw: str) -> int:
    """A whole number that fits a column; 0 for anything else."""
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) <= 10 and int(raw) <= LARGEST_ID else 0
