"""Which changes the log's address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from admin.inbox.forms import read_page
from admin.settings.forms import read_id
from knowledge.audit import What

# The changes of automatic answers have a table of their own (knowledge.answering).
ANSWERING = "automatiska_svar"


@dataclass(frozen=True)
class Wanted:
    """A kind of thing ("" for all), perhaps one of them, and which page."""

    what: str
    about_id: int | None
    page: int


def read_wanted(arguments: Mapping[str, str]) -> Wanted:
    """The kind, the thing and the page; a kind that we do not know asks for all."""
    what = arguments.get("slag", "")
    known = what == ANSWERING or what in {one.value for one in What}
    about_id = read_id(arguments.get("om")) if known and what != ANSWERING else None
    return Wanted(what if known else "", about_id, read_page(arguments))
