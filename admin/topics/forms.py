"""What the addresses and forms of the topics' pages carry, checked once and turned into values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from admin.inbox.forms import read_page
from assistant.chat.forms import without_controls

_LONGEST_QUERY = 200


@dataclass(frozen=True)
class Wanted:
    """Which entries the list's address asks for."""

    query: str
    only_weak: bool
    page: int


def read_wanted(arguments: Mapping[str, str]) -> Wanted:
    """The search words, the filter and the page; whatever is missing asks for everything from the start."""
    return Wanted(read_query(arguments), arguments.get("visa") == "osakra", read_page(arguments))


def read_query(arguments: Mapping[str, str]) -> str:
    """The search words of a list or of the topics' search."""
    return without_controls(arguments.get("q", ""))[:_LONGEST_QUERY].strip()
