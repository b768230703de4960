"""What the to-do list's address and form carry: whose list, and which entries are right as they stand."""

from __future__ import annotations

import calendar
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from admin.inbox.forms import read_page
from admin.settings.forms import read_id
from admin.settings.pages import PAGE_SIZE

INTERVALS = (12, 6, 3, 24)
"""When to review again, in months, the usual first."""


class Whose(enum.Enum):
    """Whose entries the list shows. MINE: those that one owns, and those without owner that one may edit."""

    MINE = "mina"
    DEPARTMENTS = "forvaltningen"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; `dated` false: the entries that have no day to be reviewed by."""

    whose: Whose = Whose.MINE
    dated: bool = True
    ticked: bool = False
    page: int = 1

    @property
    def address(self) -> Mapping[str, Any]:
        """The choices as they stand in an address."""
        return {
            "vems": self.whose.value if self.whose is not Whose.MINE else None,
            "datum": None if self.dated else "utan",
        }


@dataclass(frozen=True)
class Ticked:
    """One entry that somebody says is right, by the newest revision that the page showed."""

    entry_id: int
    seen: int


def read_wanted(arguments: Mapping[str, str]) -> Wanted:
    """The list's choices; one that we do not know is the usual."""
    whose = next((one for one in Whose if one.value == arguments.get("vems")), Whose.MINE)
    return Wanted(whose, arguments.get("datum") != "utan", arguments.get("markera") == "alla", read_page(arguments))


def read_ticked(sent: Sequence[str]) -> list[Ticked]:
    """The boxes that were ticked, each entry once; what no page of ours sent is left out."""
    pairs = [one.partition(".") for one in sent[:PAGE_SIZE]]
    read = [(read_id(entry_id), read_id(seen)) for entry_id, _, seen in pairs]
    known = {entry_id: Ticked(entry_id, seen) for entry_id, seen in read if entry_id is not None and seen is not None}
    return [known[entry_id] for entry_id in sorted(known)]


def next_review(months: str, today: date) -> date:
    """The same day so many months on, or the month's last; an interval that we do not offer is the usual one."""
    chosen = next((one for one in INTERVALS if str(one) == months), INTERVALS[0])
    year, month = divmod(today.year * 12 + today.month - 1 + chosen, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
