"""A response group as it was typed, and what is done with its people."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _

from admin.settings.forms import Form, Reader, read_id
from assistant.chat.forms import without_controls

EMPTY = Form({"name": "", "email": "", "first_line": False, "sensitive": False})
_LONGEST_QUERY = 100


class Deed(enum.Enum):
    """What a button does with a person and a group; the value is the button's."""

    ADD = "lagg-till"
    TAKE_OUT = "ta-bort"
    LEAD = "chef"
    LEAD_NO_MORE = "inte-chef"


@dataclass(frozen=True)
class PersonForm:
    """A deed and whom it is done with."""

    deed: Deed
    staff_id: int


def read_group(sent: Mapping[str, str]) -> Form:
    """The details; only the name must be there."""
    reader = Reader(sent)
    reader.line("name", 200, missing=_("Skriv svarsgruppens namn."))
    # Kept in small letters, as the post-room compares it with who a mail is from.
    reader.values["email"] = reader.email("email").lower()
    reader.flag("first_line")
    reader.flag("sensitive")
    return reader.form()


def read_person(sent: Mapping[str, str]) -> PersonForm | None:
    """What to do with whom; None for a form that no page of ours sent."""
    deed = next((deed for deed in Deed if deed.value == sent.get("gor")), None)
    staff_id = read_id(sent.get("person"))
    return PersonForm(deed, staff_id) if deed is not None and staff_id is not None else None


def read_query(arguments: Mapping[str, str]) -> str:
    """The name or address that somebody looks for."""
    return " ".join(without_controls(arguments.get("sok", "")).split())[:_LONGEST_QUERY]
