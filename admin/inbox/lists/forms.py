"""What the address of a list carries: which list, which filters, what is searched for, which page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from admin.inbox.forms import read_day, read_number, read_page
from admin.inbox.lists.tabs import Tab
from assistant.engine.answer import Channel

LONGEST_QUERY = 200
# A list leads so far; what lies behind is found by a filter or the search.
MOST_PAGES = 20


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see. `tab` None: the list that they begin with; "" and None filter nothing.

    `first` and `last` are days in Stockholm on which a case came in, both included. `beginnings`: the words need only
    begin so.
    """

    tab: Tab | None
    query: str
    subject: str
    department: int | None
    channel: Channel | None
    first: date | None
    last: date | None
    page: int
    beginnings: bool = False

    @property
    def filters(self) -> dict[str, str | int]:
        """The filters as they stand in an address; nothing that is empty."""
        given = {
            "amne": self.subject,
            "forvaltning": self.department,
            "kanal": self.channel.value if self.channel else None,
            "fran": self.first.isoformat() if self.first else None,
            "till": self.last.isoformat() if self.last else None,
        }
        return {name: value for name, value in given.items() if value}

    @property
    def address(self) -> dict[str, str | int]:
        """The filters and what is searched for, as they stand in an address."""
        return {**self.filters, **({"sok": self.query} if self.query else {})}


def read_wanted(arguments: Mapping[str, str]) -> Wanted | None:
    """What the address asks for; None for a list that we do not know. A filter that is no value is none."""
    named = arguments.get("lista", "")
    tab = next((tab for tab in Tab if tab.value == named), None)
    if named and tab is None:
        return None
    return Wanted(
        tab,
        _words(arguments.get("sok", "")),
        _words(arguments.get("amne", "")),
        read_number(arguments.get("forvaltning")) or None,
        next((channel for channel in Channel if channel.value == arguments.get("kanal")), None),
        read_day(arguments.get("fran", "")),
        read_day(arguments.get("till", "")),
        min(read_page(arguments), MOST_PAGES),
        arguments.get("borjan") == "ja",
    )


def read_mark(arguments: Mapping[str, str]) -> int:
    """How far the page had come that asks whether there is more; 0, so that everything is new, when it does not say."""
    return read_number(arguments.get("efter"))


def _words(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:LONGEST_QUERY]
